namespace CteFast.Numerics;

/// <summary>The progress of equal steps, done by any thread in any order: what is told never falls.</summary>
internal sealed class StepProgress
{
    private readonly IProgress<double> _whole;
    private readonly double _count;
    private readonly Lock _telling = new();
    private long _done;

    private StepProgress(IProgress<double> whole, double count) => (_whole, _count) = (whole, count);

    /// <summary>So many steps; null where nobody looks.</summary>
    public static StepProgress? Of(IProgress<double>? whole, double count) => whole is null ? null : new StepProgress(whole, count);

    /// <summary>Tells that some more are done.</summary>
    public void Add(int steps = 1)
    {
        lock (_telling) _whole.Report((_done += steps) / _count);
    }
}
