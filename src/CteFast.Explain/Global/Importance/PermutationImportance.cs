using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Importance;

/// <summary>
/// Permutation importance: how much a model's mean loss grows when a feature's values are permuted among the rows, mean over repeats of
/// <c>loss(f(x with feature j permuted), y) − loss(f(x), y)</c>.
/// </summary>
/// <remarks>Takes n (1 + repeats · d) model rows for n rows of d features. Source: Breiman, <i>Random forests</i> (2001); Fisher, Rudin and Dominici, <i>All models are wrong, but many are useful</i> (JMLR 2019).</remarks>
[DebuggerDisplay("permutation importance: {FeatureNames.Count} features, {Repeats} repeats, {Loss}")]
public sealed class PermutationImportance
{
    private readonly double[] _losses;      // repeats x features

    private PermutationImportance(double[] losses) => _losses = losses;

    /// <summary>The features' names in column order.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The loss.</summary>
    public required LossFunction Loss { get; init; }

    /// <summary>The mean loss of the rows as they are.</summary>
    public required double BaselineLoss { get; init; }

    /// <summary>How often each feature was permuted.</summary>
    public int Repeats => _losses.Length / FeatureNames.Count;

    /// <summary>The mean over the repeats of the loss with the feature permuted less <see cref="BaselineLoss"/>, in the unit of the loss.</summary>
    public required IReadOnlyList<double> Means { get; init; }

    /// <summary>
    /// The standard deviations of the repeats (divided by their number): what the choice of the permutations does, not that of the rows.
    /// 0 for a single repeat.
    /// </summary>
    public required IReadOnlyList<double> StandardDeviations { get; init; }

    /// <summary>The mean over the repeats of the loss with the feature permuted divided by <see cref="BaselineLoss"/>; infinite or NaN where that is 0.</summary>
    public required IReadOnlyList<double> Ratios { get; init; }

    /// <summary>What it took: n (1 + repeats · d) model rows.</summary>
    public required ExplanationCost Cost { get; init; }

    /// <summary>The mean growth of the loss of a feature, from <see cref="Means"/>.</summary>
    /// <param name="feature">The feature's name.</param>
    /// <exception cref="ArgumentException">There is no such feature.</exception>
    public double Value(string feature) => Means[FeatureNames.IndexOfName(feature)];

    /// <summary>The features of the largest means, largest first.</summary>
    /// <param name="count">How many at most.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public IReadOnlyList<(string Feature, double Value)> TopFeatures(int count) => FeatureNames.Largest(Means, count);

    /// <summary>The losses of one repeat with each feature permuted, d.</summary>
    /// <param name="repeat">The repeat, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such repeat.</exception>
    public ReadOnlySpan<double> Losses(int repeat)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(repeat);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(repeat, Repeats);
        return _losses.AsSpan(repeat * FeatureNames.Count, FeatureNames.Count);
    }

    /// <summary>Measures the importance of every feature.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Row-major rows, n x d: all the data or a coreset.</param>
    /// <param name="labels">The rows' labels: classes for losses of classes, else a value for every output, n x k.</param>
    /// <param name="options">Loss, repeats and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, labels do not fit, the outputs are margins where probabilities are needed, or all repeats take more than 2,147,483,591 model rows or 256 MiB of losses.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or no probability where one is needed.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static PermutationImportance Compute(IModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, PermutationImportanceOptions options,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) => Compute(model, rows, labels, options, permutations: default, progress, cancellationToken);

    /// <summary>As the public overload, with given permutations, repeats x d x n, unless there are none.</summary>
    internal static PermutationImportance Compute(IModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, PermutationImportanceOptions options,
        ReadOnlySpan<int> permutations, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        int d = model.FeatureCount, count = rows.Length / d;
        if (rows.IsEmpty || rows.Length % d != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {d} features.", nameof(rows));
        var loss = new LabelledLoss(options.Loss, labels, count, model);
        int modelRows = BatchRunner.CheckedCount((1 + (long)options.Repeats * d) * count), k = model.OutputCount;
        if (PlanMemory.Count(options.Repeats, (long)d * sizeof(double)) < options.Repeats)
            throw new ArgumentException(FormattableString.Invariant($"The losses of {options.Repeats:N0} repeats of {d:N0} features take more than {PlanMemory.Bytes >> 20} MiB: take fewer repeats."), nameof(options));
        double[] losses = new double[options.Repeats * d];
        var runner = BatchRunner.For(model, modelRows, options.MaxBatchRows, options.Threads);
        StepProgress? steps = StepProgress.Of(progress, modelRows);
        double[] outputs = new double[count * k];
        runner.PredictAll(rows, outputs, [], cancellationToken);
        steps?.Add(count);
        double baseline = 0;
        for (int row = 0; row < count; row++) baseline += loss.Of(row, outputs.AsSpan(row * k, k));
        baseline /= count;
        var source = new PermutedRows(rows, d, loss, losses, outputs.AsSpan(0, k), options.Seed, permutations);
        runner.Run(ref source, cancellationToken, steps);

        double[] means = new double[d], deviations = new double[d], ratios = new double[d];
        for (int j = 0; j < d; j++)
        {
            for (int repeat = 0; repeat < options.Repeats; repeat++)
            {
                means[j] += (losses[repeat * d + j] - baseline) / options.Repeats;
                ratios[j] += losses[repeat * d + j] / baseline / options.Repeats;
            }

            for (int repeat = 0; repeat < options.Repeats; repeat++)
            {
                double deviation = losses[repeat * d + j] - baseline - means[j];
                deviations[j] += deviation * deviation / options.Repeats;
            }

            deviations[j] = Math.Sqrt(deviations[j]);
        }

        return new PermutationImportance(losses)
        {
            FeatureNames = [.. Enumerable.Range(0, d).Select(model.NameOf)],
            Loss = options.Loss,
            BaselineLoss = baseline,
            Means = means,
            StandardDeviations = deviations,
            Ratios = ratios,
            Cost = runner.Cost(StopReason.Budget),
        };
    }
}
