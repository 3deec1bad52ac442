namespace CteFast.Explain;

/// <summary>How the orderings of a Shapley estimate meet the background rows.</summary>
public enum BackgroundMode
{
    /// <summary>Every background row walks its own ordering of the features, forward and back: the default, many rows at the same cost.</summary>
    Own,

    /// <summary>Every ordering is walked over one small shared background, as shap's PermutationExplainer does.</summary>
    Shared,
}

/// <summary>What <see cref="CompressThenExplain"/> may spend and how.</summary>
public readonly record struct ExplainOptions()
{
    /// <summary>The rows the model may be asked for, for each row explained; the row itself, and once for all the background, come on top.</summary>
    public int ModelRows { get; init; } = 8192;

    /// <summary>The background rows to choose, or 0 for as many as the budget can use (when shared, no more than 64).</summary>
    public int BackgroundSize { get; init; }

    /// <summary>How orderings meet background rows.</summary>
    public BackgroundMode Background { get; init; } = BackgroundMode.Own;

    /// <summary>The seed of everything random: the coreset and the orderings.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BackgroundSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
        if (Background is not (BackgroundMode.Own or BackgroundMode.Shared))
            throw new ArgumentOutOfRangeException(nameof(Background), Background, $"{Background} is no background mode.");
    }
}
