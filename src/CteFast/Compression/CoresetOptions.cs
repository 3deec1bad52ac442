using CteFast.Numerics;

namespace CteFast.Compression;

/// <summary>The parameters of KT-Compress++; the defaults are those of <i>Compress Then Explain</i>.</summary>
public readonly record struct CoresetOptions()
{
    /// <summary>The seed of every random choice. The same seed gives the same coreset, on any machine with FMA.</summary>
    public long Seed { get; init; }

    /// <summary>The oversampling parameter g: every level of Compress keeps 2^g times more points than needed.</summary>
    public int Oversampling { get; init; } = 4;

    /// <summary>The failure probability δ of the guarantee, in (0, 1).</summary>
    public double Delta { get; init; } = 0.5;

    /// <summary>The number of bins that are compressed separately.</summary>
    public int Bins { get; init; } = 4;

    /// <summary>Whether the coreset is improved by swaps over all input rows until none lowers the MMD.</summary>
    public bool Refine { get; init; } = true;

    /// <summary>The most threads to use. The coreset is the same for any number; more than one allocates a little for every call.</summary>
    public int Threads { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfNegative(Oversampling);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Oversampling, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(Bins, 1);
        Throw.IfNotProbability(Delta);
    }
}
