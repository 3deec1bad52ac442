using CteFast.Explain.Global.Importance;

namespace CteFast.Explain.Global.Sage;

/// <summary>How SAGE values are estimated.</summary>
public enum SageEstimator
{
    /// <summary>Features join one by one in random orderings.</summary>
    Permutation,

    /// <summary>Random coalitions and their complements, by the weights under which a regression on them gives Shapley values.</summary>
    Kernel,

    /// <summary>
    /// All 2^d coalitions of up to 16 features, over every row and every background row. Of the margins of a <see cref="Models.Trees.TreeEnsemble"/> they are known
    /// without asking the model: of the features that its trees compare, up to 16, at a cost a row that knows nothing of the background. Trees too many and too deep for that
    /// are asked as other models are.
    /// </summary>
    Exact,
}

/// <summary>What <see cref="SageValues"/> may spend and how.</summary>
public readonly record struct SageOptions()
{
    /// <summary>How far predictions are from labels: squared error or cross-entropy.</summary>
    public LossFunction Loss { get; init; } = LossFunction.SquaredError;

    /// <summary>How the values are estimated.</summary>
    public SageEstimator Estimator { get; init; }

    /// <summary>The most rows the model may be asked for; the background and the rows as they are, once each, come on top.</summary>
    public int ModelRows { get; init; } = 400_000;

    /// <summary>
    /// Stops when the largest standard error is below this fraction of the distance between the largest and the smallest value; 0 to spend the
    /// whole budget.
    /// </summary>
    public double Convergence { get; init; } = 0.025;

    /// <summary>
    /// Own: every ordering draws a few background rows of its own, and what their small number adds to the loss is taken off. Shared: all orderings
    /// have the whole background.
    /// </summary>
    public BackgroundMode Background { get; init; } = BackgroundMode.Own;

    /// <summary>The background rows to choose, or 0 for 1,024 (when shared, 64).</summary>
    public int BackgroundSize { get; init; }

    /// <summary>The background rows of an ordering when they are its own, at least 2; or 0 for 4 with squared errors, with cross-entropy 8 of one output and 16 of several.</summary>
    public int OwnRows { get; init; }

    /// <summary>Whether the rows are compressed to as many as the budget has orderings for; else they are taken in random order.</summary>
    public bool CompressForeground { get; init; } = true;

    /// <summary>The seed of everything random.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    internal int ChosenBackground => BackgroundSize > 0 ? BackgroundSize : Background == BackgroundMode.Own ? 1024 : 64;

    // Measured: the error of squared errors is least at about 4 rows. Cross-entropy, corrected to first order only, wants more: 6 to 8 of one output, 16 of several.
    internal int ChosenOwnRows(int outputs) => OwnRows > 0 ? OwnRows : Loss == LossFunction.SquaredError ? 4 : outputs == 1 ? 8 : 16;

    internal void Check()
    {
        if (Loss is not (LossFunction.SquaredError or LossFunction.CrossEntropy))
            throw new ArgumentOutOfRangeException(nameof(Loss), Loss, $"SAGE takes squared error or cross-entropy, not {Loss}.");
        if (!Enum.IsDefined(Estimator)) throw new ArgumentOutOfRangeException(nameof(Estimator), Estimator, $"{Estimator} is no estimator.");
        if (!Enum.IsDefined(Background)) throw new ArgumentOutOfRangeException(nameof(Background), Background, $"{Background} is no background mode.");
        ArgumentOutOfRangeException.ThrowIfLessThan(ModelRows, 1);
        if (!(Convergence >= 0)) throw new ArgumentOutOfRangeException(nameof(Convergence), Convergence, $"The convergence is {Convergence}; it must be zero or above.");
        ArgumentOutOfRangeException.ThrowIfNegative(BackgroundSize);
        if (OwnRows < 0 || OwnRows == 1) throw new ArgumentOutOfRangeException(nameof(OwnRows), OwnRows, $"{OwnRows} own rows do not tell their spread; choose at least 2, or 0.");
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
    }
}
