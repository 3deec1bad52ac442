namespace CteFast.Numerics;

/// <summary>The progress of one stage of a longer work: what the stage reports from 0 to 1 is reported as its part of the whole.</summary>
/// <remarks>
/// Stages are weighed by their work, in one unit for all of the library: one prediction of a small model. A stage that asks a model counts its
/// rows; <c>Coreset.Work</c> estimates a compression.
/// </remarks>
public sealed class PartProgress : IProgress<double>
{
    private readonly IProgress<double> _whole;
    private readonly double _from;
    private readonly double _to;

    private PartProgress(IProgress<double> whole, double from, double to) => (_whole, _from, _to) = (whole, from, to);

    /// <summary>The part from one fraction of the whole to another.</summary>
    /// <param name="whole">Receives the fraction of the whole that is done, 0 to 1; null when nobody looks.</param>
    /// <param name="from">The fraction of the whole done when the part begins.</param>
    /// <param name="to">The fraction of the whole done when the part ends.</param>
    /// <returns>The part's progress; null when nobody looks.</returns>
    public static IProgress<double>? Of(IProgress<double>? whole, double from, double to) => whole is null ? null : new PartProgress(whole, from, to);

    /// <summary>Parts of the whole, one after the other, each as long as its work is of all work.</summary>
    /// <param name="whole">Receives the fraction of the whole that is done, 0 to 1; null when nobody looks.</param>
    /// <param name="work">The work of each part, in any unit common to them.</param>
    /// <returns>One progress a part; nulls when nobody looks, or there is no work.</returns>
    public static IProgress<double>?[] Split(IProgress<double>? whole, params ReadOnlySpan<double> work)
    {
        var parts = new IProgress<double>?[work.Length];
        double all = 0, done = 0;
        foreach (double part in work) all += part;
        for (int i = 0; i < parts.Length && all > 0; done += work[i++]) parts[i] = Of(whole, done / all, (done + work[i]) / all);
        return parts;
    }

    /// <inheritdoc />
    public void Report(double value) => _whole.Report(Math.Min(_to, _from + (_to - _from) * value));
}
