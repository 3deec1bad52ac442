using System.Diagnostics;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>Shapley values of rows, for every output, with what they were computed from and how sure they are.</summary>
/// <remarks>
/// For every row and output, <c>BaseValues[output] + Σ Values(row, output) = Prediction(row)[output]</c> (efficiency), to 1e-9 of the largest of the terms;
/// for the tree method, to the rounding of a model that sums its leaves in single precision.
/// All values are in the unit of the model's output; <see cref="OutputKind"/> says whether that is a margin or a probability.
/// </remarks>
[DebuggerDisplay("{Method,nq}: {RowCount} rows, {FeatureCount} features, {OutputCount} outputs")]
public sealed partial class Explanation
{
    /// <summary>How the values were computed, such as <c>"permutation, own orderings"</c> or <c>"tree, exact"</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The features' names in column order; a group of columns is one feature.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The number of rows explained.</summary>
    public required int RowCount { get; init; }

    /// <summary>The number of the model's outputs, k.</summary>
    public required int OutputCount { get; init; }

    /// <summary>The number of features, p: the model's, or fewer where columns are grouped.</summary>
    public int FeatureCount => FeatureNames.Count;

    /// <summary>What the outputs are: margin, probability or value.</summary>
    public required OutputKind OutputKind { get; init; }

    /// <summary>The background the absent features were drawn from.</summary>
    public required BackgroundQuality BackgroundQuality { get; init; }

    /// <summary>The expected output over the background, one an output: what a row with no feature known would be predicted.</summary>
    public required IReadOnlyList<double> BaseValues { get; init; }

    /// <summary>The number of rows the model was asked for, background predictions included.</summary>
    public required long ModelRows { get; init; }

    /// <summary>The number of calls of the model, background predictions included.</summary>
    public long ModelCalls { get; init; }

    /// <summary>The time spent, compression included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether the values are exact against <see cref="BackgroundQuality"/>, up to rounding: all standard errors are 0.</summary>
    public bool IsExact => !Errors.AsSpan().ContainsAnyExcept(0.0);

    internal double[] Predictions { get; init; } = [];     // rows x outputs

    internal double[] ShapleyValues { get; init; } = [];   // rows x outputs x features

    internal double[] Errors { get; init; } = [];          // rows x outputs x features

    internal float[] Data { get; init; } = [];             // rows x features

    internal ExplanationCost[] Costs { get; init; } = [];  // rows

    /// <summary>The model's prediction of a row, k outputs.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of this explanation.</exception>
    public ReadOnlySpan<double> Prediction(int row) => Predictions.AsSpan(CheckRow(row) * OutputCount, OutputCount);

    /// <summary>The Shapley values of a row for one output, p features.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public ReadOnlySpan<double> Values(int row, int output = 0) => Slice(ShapleyValues, row, output);

    /// <summary>The standard errors of <see cref="Values"/>, p features; NaN where there is too little to tell them from.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <remarks>
    /// With own orderings an error is that of the value for all the data: of the orderings and, for a background that was chosen from more data, of the
    /// choice; how far the rows nearest to each other differ tells both (<see cref="Permutation.PermutationExplainer"/>). With a shared background and for
    /// KernelSHAP it is that of orderings or coalitions alone and does not know how well the background stands for the data; exact values have none.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public ReadOnlySpan<double> StandardErrors(int row, int output = 0) => Slice(Errors, row, output);

    /// <summary>
    /// The prediction less the base value and all values of a row: rounding for Shapley values; for expected gradients, which add up only on
    /// average, a measure of their error.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public double Residual(int row, int output = 0)
    {
        double residual = -BaseValues[output];
        foreach (double value in Values(row, output)) residual -= value;
        return residual + Prediction(row)[output];
    }

    /// <summary>What the features are in a row, p; NaN for a group of several columns.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of this explanation.</exception>
    public ReadOnlySpan<float> FeatureValues(int row) => Data.AsSpan(CheckRow(row) * FeatureCount, FeatureCount);

    /// <summary>What the explanation of a row has taken, and why it ended.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of this explanation.</exception>
    public ExplanationCost Cost(int row) => Costs[CheckRow(row)];

    /// <summary>The mean size of each feature's values over the rows, <c>mean_r |Values(r)_j|</c>, p features: the usual importance of a feature.</summary>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="output"/> is not one of this explanation.</exception>
    public double[] MeanAbsoluteValues(int output = 0)
    {
        double[] means = new double[FeatureCount];
        for (int row = 0; row < RowCount; row++)
        {
            ReadOnlySpan<double> values = Values(row, output);
            for (int j = 0; j < means.Length; j++) means[j] += Math.Abs(values[j]) / RowCount;
        }

        return means;
    }

    /// <summary>The features of a row with the largest values, up or down, largest first; of equal ones the first column first.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="count">The most features.</param>
    /// <param name="output">The output, from 0.</param>
    /// <returns>The features' columns, from 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation, or the count is negative.</exception>
    public int[] TopFeatures(int row, int count = int.MaxValue, int output = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        double[] values = Values(row, output).ToArray();
        return [.. Enumerable.Range(0, FeatureCount).OrderByDescending(j => Math.Abs(values[j])).Take(count)];
    }

    /// <summary>The value of a feature by its name.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="feature">The feature's name, one of <see cref="FeatureNames"/>.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentException">No feature has the name, or several have.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public double Value(int row, string feature, int output = 0)
    {
        ReadOnlySpan<double> values = Values(row, output);
        int[] places = [.. Enumerable.Range(0, FeatureCount).Where(j => FeatureNames[j] == feature)];
        return places.Length == 1 ? values[places[0]]
            : throw new ArgumentException(places.Length == 0 ? $"No feature is called \"{feature}\"; there are {string.Join(", ", FeatureNames)}." : $"{places.Length} features are called \"{feature}\".", nameof(feature));
    }

    private ReadOnlySpan<double> Slice(double[] array, int row, int output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, OutputCount);
        return array.AsSpan((CheckRow(row) * OutputCount + output) * FeatureCount, FeatureCount);
    }

    private int CheckRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return row;
    }
}
