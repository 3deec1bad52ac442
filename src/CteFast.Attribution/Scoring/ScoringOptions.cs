using CteFast.Attribution.Models;

namespace CteFast.Attribution.Scoring;

/// <summary>What is scored, and what it may cost.</summary>
public readonly record struct ScoringOptions()
{
    /// <summary>The number of a query that is followed back to the training rows.</summary>
    public Measurement Measurement { get; init; }

    /// <summary>What a positive score means.</summary>
    public AttributionSign Sign { get; init; }

    /// <summary>The memory for what is kept of the queries, in bytes: more queries than fit are scored batch after batch, each a walk over all rows.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>When to stop, after the start; what is scored until then is kept. None if not positive.</summary>
    public TimeSpan Deadline { get; init; }

    /// <summary>The most threads to use. The scores are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal void Check(DenseNetwork network)
    {
        network.Check(Measurement);
        if (!Enum.IsDefined(Sign)) Throw.OutOfRange(nameof(Sign), Sign, "must be one of the signs");
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}

/// <summary>How far scoring went.</summary>
/// <param name="PairsScored">The pairs of a query and a training row that have a score.</param>
/// <param name="PairsTotal">All pairs.</param>
/// <param name="Elapsed">The time it took.</param>
public readonly record struct ScoringReport(long PairsScored, long PairsTotal, TimeSpan Elapsed)
{
    /// <summary>Whether all pairs were scored before the deadline.</summary>
    public bool IsComplete => PairsScored == PairsTotal;
}

/// <summary>A training row and its score; the row is −1 where there are fewer rows than asked for.</summary>
/// <param name="Row">The row, from 0.</param>
/// <param name="Score">Its score.</param>
public readonly record struct ScoredRow(int Row, double Score);
