using CteFast.Data;

namespace CteFast.Explain.Trees;

/// <summary>What a <see cref="TreeExplainer"/> computes, and on how many threads and how much memory.</summary>
public readonly record struct TreeExplainerOptions()
{
    /// <summary>The values to compute.</summary>
    public GameIndex Index { get; init; }

    /// <summary>Columns that are explained as one feature, such as those of a one-hot code; every other column is one feature.</summary>
    public IReadOnlyList<FeatureGroup>? Groups { get; init; }

    /// <summary>Whether to compute a d x d matrix of interactions for every row and output in place of d values; <see cref="GameIndex"/> says what its entries are.</summary>
    public bool Interactions { get; init; }

    /// <summary>The most threads to use, for preparing and for many rows at a time. The bits are the same for any number. With more than one, every call allocates a little.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The most memory for tables, in bytes, up to 8 GiB. Leaves for which there is no room are walked for every pair of a row and a background row:
    /// the same values, more slowly.
    /// </summary>
    public long MaxTableBytes { get; init; } = 1L << 30;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxTableBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTableBytes, 8L << 30);
        if (!Enum.IsDefined(Index)) throw new ArgumentOutOfRangeException(nameof(Index), Index, $"{Index} is no index.");
    }
}
