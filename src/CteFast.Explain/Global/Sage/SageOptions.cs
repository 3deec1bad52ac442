using CteFast.Explain.Global.Importance;

namespace CteFast.Explain.Global.Sage;

/// <summary>How <see cref="SageValues"/> are computed, and the model rows they may take.</summary>
public readonly record struct SageOptions()
{
    /// <summary>How far predictions are from labels: squared error or cross-entropy.</summary>
    public LossFunction Loss { get; init; } = LossFunction.SquaredError;

    /// <summary>How the values are estimated.</summary>
    public SageEstimator Estimator { get; init; }

    /// <summary>The most rows the model may be asked for in all; the background rows and the rows as they are, once each, come on top. Exact values take what they take. What is drawn keeps to 256 MiB: of 10 features some 60 million model rows; more are not spent.</summary>
    public int TotalModelRows { get; init; } = 400_000;

    /// <summary>
    /// The precision to stop at: the largest standard error, as a fraction of the largest value less the smallest one. 0 to spend the whole budget.
    /// </summary>
    public double Convergence { get; init; } = 0.025;

    /// <summary>
    /// Paired: every ordering draws a few background rows, and the bias that so few rows give the loss is subtracted. Crossed: every ordering is walked over
    /// the whole background.
    /// </summary>
    public SamplingDesign Design { get; init; } = SamplingDesign.Paired;

    /// <summary>The background rows to choose, or 0 for 1,024 (crossed: 64).</summary>
    public int BackgroundSize { get; init; }

    /// <summary>The background rows that an ordering draws in the paired design, at least 2; or 0 for 4 with squared errors, with cross-entropy 8 of one output and 16 of several.</summary>
    public int BackgroundRowsPerOrdering { get; init; }

    /// <summary>Whether the rows are compressed to as many as the budget has orderings for; else they are taken in random order.</summary>
    public bool CompressForeground { get; init; } = true;

    /// <summary>The seed of everything random.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    /// <summary>The threads that ask the model, each for a batch at a time; the values are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal int ChosenBackground => BackgroundSize > 0 ? BackgroundSize : Design == SamplingDesign.Paired ? 1024 : 64;

    // Measured: the error of squared errors is least at about 4 rows. Cross-entropy, corrected to first order only, wants more: 6 to 8 of one output, 16 of several.
    internal int ChosenRowsPerOrdering(int outputs) => BackgroundRowsPerOrdering > 0 ? BackgroundRowsPerOrdering : Loss == LossFunction.SquaredError ? 4 : outputs == 1 ? 8 : 16;

    internal void Check()
    {
        if (Loss is not (LossFunction.SquaredError or LossFunction.CrossEntropy))
            throw new ArgumentOutOfRangeException(nameof(Loss), Loss, $"SAGE takes squared error or cross-entropy, not {Loss}.");
        if (!Enum.IsDefined(Estimator)) throw new ArgumentOutOfRangeException(nameof(Estimator), Estimator, $"{Estimator} is no estimator.");
        if (!Enum.IsDefined(Design)) throw new ArgumentOutOfRangeException(nameof(Design), Design, $"{Design} is no design.");
        ArgumentOutOfRangeException.ThrowIfLessThan(TotalModelRows, 1);
        if (!(Convergence >= 0)) throw new ArgumentOutOfRangeException(nameof(Convergence), Convergence, $"The convergence is {Convergence}; it must be zero or above.");
        ArgumentOutOfRangeException.ThrowIfNegative(BackgroundSize);
        if (BackgroundRowsPerOrdering < 0 || BackgroundRowsPerOrdering == 1) throw new ArgumentOutOfRangeException(nameof(BackgroundRowsPerOrdering), BackgroundRowsPerOrdering, $"The variance of {BackgroundRowsPerOrdering} background rows cannot be estimated; choose at least 2, or 0.");
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}
