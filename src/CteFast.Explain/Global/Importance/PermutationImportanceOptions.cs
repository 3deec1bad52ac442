namespace CteFast.Explain.Global.Importance;

/// <summary>How permutation importance is measured.</summary>
public readonly record struct PermutationImportanceOptions()
{
    /// <summary>How far predictions are from labels.</summary>
    public LossFunction Loss { get; init; } = LossFunction.SquaredError;

    /// <summary>How often each feature is permuted.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>The seed of the permutations.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Repeats, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
    }
}
