using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>Pairwise interaction values of rows, for every output; see <see cref="Interactions.InteractionExplainer"/>.</summary>
/// <remarks>
/// Each matrix is symmetric. Each of its lines sums to the Shapley value of a feature, and all of it to the prediction less the base value. All values are in the unit
/// of the model's output.
/// </remarks>
[DebuggerDisplay("{Method,nq}: {RowCount} rows, {OutputCount} outputs, {FeatureNames.Count} features")]
public sealed class InteractionExplanation
{
    private readonly double[] _predictions;
    private readonly double[] _values;
    private readonly double[] _errors;
    private readonly ExplanationCost[] _costs;

    internal InteractionExplanation(double[] predictions, double[] values, double[] errors, ExplanationCost[] costs) =>
        (_predictions, _values, _errors, _costs) = (predictions, values, errors, costs);

    /// <summary>How the values were computed: <c>"interactions, exact"</c> or <c>"interactions, orderings"</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The features' names, p; a group of columns is one feature.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The number of rows explained.</summary>
    public required int RowCount { get; init; }

    /// <summary>The number of the model's outputs, k.</summary>
    public required int OutputCount { get; init; }

    /// <summary>What the outputs are: margin, probability or value.</summary>
    public required OutputKind OutputKind { get; init; }

    /// <summary>The background that absent features took their values from, and how well it stands for the data.</summary>
    public required BackgroundQuality BackgroundQuality { get; init; }

    /// <summary>The mean prediction over the background, k outputs.</summary>
    public required IReadOnlyList<double> BaseValues { get; init; }

    /// <summary>The number of model rows, predictions of the background included.</summary>
    public required long ModelRows { get; init; }

    /// <summary>The number of calls of the model, background predictions included.</summary>
    public required long ModelCalls { get; init; }

    /// <summary>The time spent.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether the values are exact against the background, up to rounding: all standard errors are 0.</summary>
    public bool IsExact => !_errors.AsSpan().ContainsAnyExcept(0.0);

    /// <summary>What the explanation of a row took, and why it ended.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of this explanation.</exception>
    public ExplanationCost Cost(int row)
    {
        Check(row, 0);
        return _costs[row];
    }

    /// <summary>The interaction of two features in a row: the sum of the two equal entries of the matrix. For one feature twice, its entry on the diagonal.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="first">The name of one feature.</param>
    /// <param name="second">The name of the other feature.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentException">There is no such feature.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public double Value(int row, string first, string second, int output = 0)
    {
        int i = FeatureNames.IndexOfName(first), j = FeatureNames.IndexOfName(second);
        return (i == j ? 1 : 2) * Values(row, output)[i * FeatureNames.Count + j];
    }

    /// <summary>The pairs of features with the largest interactions of a row, by absolute value, largest first; a value is the sum of the two equal entries of the matrix.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation, or <paramref name="count"/> is negative.</exception>
    public IReadOnlyList<(string First, string Second, double Value)> TopPairs(int row, int count, int output = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        double[] values = Values(row, output).ToArray();
        int p = FeatureNames.Count;
        return [.. Enumerable.Range(0, p).SelectMany(i => Enumerable.Range(i + 1, p - i - 1).Select(j => (FeatureNames[i], FeatureNames[j], 2 * values[i * p + j])))
            .OrderByDescending(pair => Math.Abs(pair.Item3)).Take(count)];
    }

    /// <summary>The model's prediction of a row, k outputs.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of this explanation.</exception>
    public ReadOnlySpan<double> Prediction(int row)
    {
        Check(row, 0);
        return _predictions.AsSpan(row * OutputCount, OutputCount);
    }

    /// <summary>The interaction values of a row for one output, p x p, line by line.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public ReadOnlySpan<double> Values(int row, int output = 0) => Slice(_values, row, output);

    /// <summary>
    /// The standard errors of <see cref="Values"/>, p x p, computed as if orderings and background rows were drawn at random; 0 where the values are exact
    /// for the background, NaN for a pair that was not next to each other in any ordering.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public ReadOnlySpan<double> StandardErrors(int row, int output = 0) => Slice(_errors, row, output);

    private ReadOnlySpan<double> Slice(double[] array, int row, int output)
    {
        Check(row, output);
        int size = FeatureNames.Count * FeatureNames.Count;
        return array.AsSpan((row * OutputCount + output) * size, size);
    }

    private void Check(int row, int output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, OutputCount);
    }
}
