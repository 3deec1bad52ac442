namespace CteFast.Numerics;

/// <summary>The progress of equal steps, done by any thread in any order. What it reports never falls.</summary>
public sealed class StepProgress
{
    private readonly IProgress<double> _whole;
    private readonly double _count;
    private readonly Lock _reporting = new();
    private long _done;

    private StepProgress(IProgress<double> whole, double count) => (_whole, _count) = (whole, count);

    /// <summary>The progress of a number of steps.</summary>
    /// <param name="whole">Receives the fraction of the steps that is done, 0 to 1; null when nobody looks.</param>
    /// <param name="count">The number of steps.</param>
    /// <returns>The progress; null when nobody looks.</returns>
    public static StepProgress? Of(IProgress<double>? whole, double count) => whole is null ? null : new StepProgress(whole, count);

    /// <summary>Reports that more steps are done.</summary>
    /// <param name="steps">How many more.</param>
    public void Add(int steps = 1)
    {
        lock (_reporting) _whole.Report((_done += steps) / _count);
    }
}
