using CteFast.Attribution.Models;

namespace CteFast.Attribution.Scoring;

/// <summary>What is scored, and how much memory and time scoring may take. Immutable: threads may share it.</summary>
public readonly record struct ScoringOptions()
{
    /// <summary>The number of a query, such as its loss, whose change is attributed to the training rows.</summary>
    public Measurement Measurement { get; init; }

    /// <summary>What a positive score means.</summary>
    public AttributionSign Sign { get; init; }

    /// <summary>
    /// The bytes that prepared queries may take. When not all queries fit, they are scored batch by batch; each batch passes over all training rows.
    /// </summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>The time after which scoring stops and keeps the scores it has; null for no limit.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The most threads to use; 0 takes one for each processor. The scores are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal int Workers => ThreadCount.Of(Threads);

    internal void Check(DenseNetwork network)
    {
        network.Check(Measurement);
        if (!Enum.IsDefined(Sign)) Throw.OutOfRange(nameof(Sign), Sign, "must be one of the signs");
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, 1);
        if (Deadline is { } deadline && deadline <= TimeSpan.Zero) Throw.OutOfRange(nameof(Deadline), deadline, "must be above zero, or null for no limit");
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
