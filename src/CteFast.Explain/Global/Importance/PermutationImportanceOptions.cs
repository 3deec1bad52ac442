namespace CteFast.Explain.Global.Importance;

/// <summary>How permutation importance is measured. It takes n (1 + <see cref="Repeats"/> · d) model rows in all, for n rows of d features.</summary>
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

    /// <summary>The threads that ask the model, each for a batch at a time; the values are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Repeats, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}
