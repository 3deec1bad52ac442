using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;
using CteFast.Thinning;

namespace CteFast.Explain.Global.Importance;

/// <summary>How much a model's loss grows when a feature's values change places among the rows.</summary>
/// <remarks>Source: Breiman, <i>Random forests</i> (2001); Fisher, Rudin and Dominici, <i>All models are wrong, but many are useful</i> (JMLR 2019).</remarks>
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

    /// <summary>The number of rows the model was asked for: n (1 + repeats · d).</summary>
    public required long ModelRows { get; init; }

    /// <summary>The time spent.</summary>
    public required TimeSpan Elapsed { get; init; }

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
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, labels do not fit, the outputs are margins where probabilities are needed, or all repeats take more than 2,147,483,591 model rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or no probability where one is needed.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static PermutationImportance Compute(IModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, PermutationImportanceOptions options,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) => Compute(model, rows, labels, options, permutations: default, progress, cancellationToken);

    /// <summary>As the public overload, with given permutations, repeats x d x n, unless there are none.</summary>
    internal static PermutationImportance Compute(IModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, PermutationImportanceOptions options,
        ReadOnlySpan<int> permutations, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        int d = model.FeatureCount, count = rows.Length / d;
        if (rows.IsEmpty || rows.Length % d != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {d} features.", nameof(rows));
        var loss = new LabelledLoss(options.Loss, labels, count, model);
        // The rows as they are come first: a feature of none.
        int modelRows = ComposedRows.Count((1 + (long)options.Repeats * d) * count);
        double[] losses = new double[1 + options.Repeats * d];
        var composition = new Permuted(rows, count, d, loss, losses, new int[count], new double[model.OutputCount], options.Seed, permutations);
        ComposedRows.Predict(model, modelRows, ref composition, options.MaxBatchRows, progress, cancellationToken);

        double[] means = new double[d], deviations = new double[d], ratios = new double[d];
        for (int j = 0; j < d; j++)
        {
            for (int repeat = 0; repeat < options.Repeats; repeat++)
            {
                means[j] += (losses[1 + repeat * d + j] - losses[0]) / options.Repeats;
                ratios[j] += losses[1 + repeat * d + j] / losses[0] / options.Repeats;
            }

            for (int repeat = 0; repeat < options.Repeats; repeat++)
            {
                double deviation = losses[1 + repeat * d + j] - losses[0] - means[j];
                deviations[j] += deviation * deviation / options.Repeats;
            }

            deviations[j] = Math.Sqrt(deviations[j]);
        }

        return new PermutationImportance(losses[1..])
        {
            FeatureNames = [.. Enumerable.Range(0, d).Select(model.NameOf)],
            Loss = options.Loss,
            BaselineLoss = losses[0],
            Means = means,
            StandardDeviations = deviations,
            Ratios = ratios,
            ModelRows = modelRows,
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }

    /// <summary>All rows as they are, then once for every repeat and feature with the feature permuted; their mean losses.</summary>
    private readonly ref struct Permuted(ReadOnlySpan<float> rows, int count, int d, LabelledLoss loss, double[] losses, int[] permutation, double[] outputs, long seed,
        ReadOnlySpan<int> permutations) : IComposition
    {
        private readonly ReadOnlySpan<float> _rows = rows;
        private readonly ReadOnlySpan<int> _permutations = permutations;

        public void Compose(int index, Span<float> row)
        {
            (int pass, int at) = Math.DivRem(index, count);
            _rows.Slice(at * d, d).CopyTo(row);
            if (pass == 0) return;
            if (at == 0) Draw(pass - 1);
            int feature = (pass - 1) % d;
            row[feature] = _rows[permutation[at] * d + feature];
        }

        public void Receive(int index, ReadOnlySpan<float> predicted)
        {
            (int pass, int at) = Math.DivRem(index, count);
            for (int output = 0; output < predicted.Length; output++) outputs[output] = predicted[output];
            losses[pass] += loss.Of(at, outputs);
            if (at == count - 1) losses[pass] /= count;
        }

        private void Draw(int pass)
        {
            if (!_permutations.IsEmpty)
            {
                _permutations.Slice(pass * count, count).CopyTo(permutation);
                return;
            }

            var random = new Pcg64(new SeedSequence(seed).Child(pass));
            UniformSample.Permutation(permutation, ref random);
        }
    }
}
