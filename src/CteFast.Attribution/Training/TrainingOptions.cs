using CteFast.Attribution.Models;
namespace CteFast.Attribution.Training;

/// <summary>
/// How a network is trained: each step sets v ← β·v + ∇(mean loss of the batch) + λ·θ, then θ ← θ − η·v. Immutable: threads may share it.
/// </summary>
public readonly record struct TrainingOptions()
{
    /// <summary>The number of steps; see <see cref="StepsOf"/>.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>The rows of a batch, or 0 for all of them: gradient descent.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The learning rate η.</summary>
    public LearningRate LearningRate { get; init; } = LearningRate.Constant(0.05);

    /// <summary>The momentum β, in [0, 1).</summary>
    public double Momentum { get; init; }

    /// <summary>The weight decay λ of the penalty ½λ‖θ‖² on all parameters, biases included.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How batches are drawn.</summary>
    public BatchSampling Sampling { get; init; } = BatchSampling.Epochs;

    /// <summary>The seed of the first weights and of the batches.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// A factor for the loss of each training row, or empty for 1. The mean of a batch still divides by the size of the batch, so a row with factor 0 is
    /// removed while all others count as before: the change whose effect attribution predicts.
    /// </summary>
    public ReadOnlyMemory<double> RowWeights { get; init; }

    /// <summary>Which checkpoints are kept.</summary>
    public SegmentPlan Segments { get; init; } = new();

    /// <summary>The most threads to use; 0 takes one for each processor. The trajectory is the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal int Workers => ThreadCount.Of(Threads);

    /// <summary>The number of steps that make a number of epochs, each of ⌊rows/batch⌋ steps and of one step at least.</summary>
    /// <param name="epochs">The number of epochs.</param>
    /// <param name="rows">The number of training rows, N.</param>
    /// <param name="batchSize">The rows of a step, or 0 for all of them.</param>
    /// <exception cref="OverflowException">There are more than 2,147,483,647 steps.</exception>
    public static int StepsOf(int epochs, int rows, int batchSize) => checked(epochs * Math.Max(1, batchSize == 0 ? 1 : rows / batchSize));

    internal void Check(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(BatchSize);
        if (BatchSize > rows) Throw.OutOfRange(nameof(BatchSize), BatchSize, $"must be at most the number of rows, {rows}, or 0 for all of them");
        if (!(Momentum >= 0 && Momentum < 1)) Throw.OutOfRange(nameof(Momentum), Momentum, "must lie in [0, 1)");
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay))) Throw.OutOfRange(nameof(WeightDecay), WeightDecay, "must be finite and not negative");
        if (!Enum.IsDefined(Sampling)) Throw.OutOfRange(nameof(Sampling), Sampling, "must be one of the samplings");
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (LearningRate == default) throw new ArgumentException("LearningRate is not set; take LearningRate.Constant or another schedule.");
        if (RowWeights.Length != 0 && RowWeights.Length != rows) throw new ArgumentException($"There are {RowWeights.Length} weights for {rows} rows.");
        Segments.Check(Steps);
    }
}
