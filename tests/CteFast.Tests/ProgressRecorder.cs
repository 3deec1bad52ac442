using System.Collections.Concurrent;

namespace CteFast.Tests;

/// <summary>Keeps all that is told of progress, from any thread, in order.</summary>
internal sealed class ProgressRecorder : IProgress<double>
{
    public ConcurrentQueue<double> Reports { get; } = [];

    /// <summary>What else is to be done with a report.</summary>
    public Action<double> Then { get; init; } = _ => { };

    public void Report(double value)
    {
        Reports.Enqueue(value);
        Then(value);
    }
}
