namespace CteFast.Explain;

/// <summary>How the orderings of a Shapley estimate meet the background rows.</summary>
public enum BackgroundMode
{
    /// <summary>Every background row walks its own orderings of the features, forward and back: the default, many rows at the same cost.</summary>
    Own,

    /// <summary>Every ordering, of at most 4,096, is walked over one small shared background, as shap's PermutationExplainer does.</summary>
    Shared,
}

/// <summary>How Shapley values are computed.</summary>
public enum ExplainMethod
{
    /// <summary>
    /// <see cref="Tree"/> for tree ensembles that give margins, unless groups or a smaller or shared background are asked for;
    /// <see cref="Exact"/> when the budget pays for all coalitions over all the data, no smaller or shared background is asked for and no deadline is
    /// set; else <see cref="Permutation"/>.
    /// </summary>
    Auto,

    /// <summary>Orderings of the features, walked forward and back.</summary>
    Permutation,

    /// <summary>KernelSHAP: a weighted regression on coalitions, drawn in pairs by their leverage; exact when the budget covers all 2^d.</summary>
    Kernel,

    /// <summary>All coalitions of up to 20 features, over the background as it is.</summary>
    Exact,

    /// <summary>
    /// Exact values of tree ensembles, by <see cref="Trees.TreeExplainer"/> against all rows of the data, or as many as are asked for; no budget is
    /// needed. Of margins, not probabilities.
    /// </summary>
    Tree,
}

/// <summary>What an explanation may spend and how. Budget, deadline and precision combine: the first one reached ends a row's explanation.</summary>
public readonly record struct ExplainOptions()
{
    /// <summary>How the values are computed.</summary>
    public ExplainMethod Method { get; init; }

    /// <summary>The rows the model may be asked for, for each row explained; the row itself, and once for all the background, come on top.</summary>
    public int ModelRows { get; init; } = 8192;

    /// <summary>
    /// The time that each row's explanation may take, or null for any. When it is over, the estimate so far is returned with its standard errors, at
    /// most one model call later; calls are kept short where the model turns out slow.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The largest standard error that is small enough to stop at, in the unit of the model's output; 0 for none.</summary>
    public double Precision { get; init; }

    /// <summary>The background rows to choose, or 0 for as many as the budget can use (64 at most when shared or for KernelSHAP).</summary>
    public int BackgroundSize { get; init; }

    /// <summary>How orderings meet background rows.</summary>
    public BackgroundMode Background { get; init; } = BackgroundMode.Own;

    /// <summary>Columns that are explained as one feature, such as those of a one-hot code; other columns are features of their own.</summary>
    public IReadOnlyList<FeatureGroup>? Groups { get; init; }

    /// <summary>The seed of everything random: the coreset, orderings and coalitions.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    /// <summary>The threads that several rows are explained on; the values are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BackgroundSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        if (!(Precision >= 0)) throw new ArgumentOutOfRangeException(nameof(Precision), Precision, $"The precision is {Precision}; it must be zero or above.");
        if (Deadline is { } deadline && deadline <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(Deadline), deadline, $"The deadline is {deadline}; it must be above zero.");
        if (Background is not (BackgroundMode.Own or BackgroundMode.Shared))
            throw new ArgumentOutOfRangeException(nameof(Background), Background, $"{Background} is no background mode.");
        if (!Enum.IsDefined(Method)) throw new ArgumentOutOfRangeException(nameof(Method), Method, $"{Method} is no method.");
    }
}
