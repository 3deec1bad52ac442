namespace CteFast.Numerics;

/// <summary>The progress of a part of the work, told to the whole.</summary>
internal sealed class PartProgress : IProgress<double>
{
    private readonly IProgress<double> _whole;
    private readonly double _from;
    private readonly double _to;

    private PartProgress(IProgress<double> whole, double from, double to)
        => (_whole, _from, _to) = (whole, from, to);

    /// <summary>The part from one fraction of the whole to another; null where nobody looks.</summary>
    public static IProgress<double>? Of(IProgress<double>? whole, double from, double to)
        => whole is null ? null : new PartProgress(whole, from, to);

    /// <summary>Parts of the whole, one after the other, each as long as its work is of all; nulls where nobody looks.</summary>
    public static IProgress<double>?[] Split(IProgress<double>? whole, params ReadOnlySpan<double> work)
    {
        var parts = new IProgress<double>?[work.Length];
        double all = 0, done = 0;
        foreach (double some in work) all += some;
        for (int i = 0; i < parts.Length && all > 0; done += work[i++]) parts[i] = Of(whole, done / all, (done + work[i]) / all);
        return parts;
    }

    /// <inheritdoc />
    public void Report(double value) => _whole.Report(Math.Min(_to, _from + (_to - _from) * value));
}
