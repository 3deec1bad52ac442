using System.Diagnostics;
using System.Globalization;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>Shapley values of rows, for every output, with what they were computed from and their standard errors.</summary>
/// <remarks>
/// For every row and output, <c>BaseValues[output] + Σ Values(row, output) = Prediction(row)[output]</c> (efficiency), up to 1e-9 of the largest term;
/// for the tree method, up to the rounding of a model that sums its leaves in single precision.
/// All values are in the unit of the model's output; <see cref="OutputKind"/> says whether that is a margin or a probability.
/// </remarks>
[DebuggerDisplay("{Method,nq}: {RowCount} rows, {FeatureCount} features, {OutputCount} outputs")]
public sealed partial class Explanation
{
    /// <summary>How the values were computed, such as <c>"permutation, paired"</c> or <c>"tree, exact"</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The features' names in column order; a group of columns is one feature.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The number of rows explained.</summary>
    public required int RowCount { get; init; }

    /// <summary>The number of the model's outputs, k.</summary>
    public required int OutputCount { get; init; }

    /// <summary>The number of features, p: the model's, or fewer where several columns are explained as one feature.</summary>
    public int FeatureCount => FeatureNames.Count;

    /// <summary>What the outputs are: margin, probability or value.</summary>
    public required OutputKind OutputKind { get; init; }

    /// <summary>The background that absent features took their values from, and how well it stands for the data.</summary>
    public required BackgroundQuality BackgroundQuality { get; init; }

    /// <summary>The mean prediction over the background, k outputs: the prediction where all features are absent.</summary>
    public required IReadOnlyList<double> BaseValues { get; init; }

    /// <summary>The number of model rows, predictions of the background included.</summary>
    public required long ModelRows { get; init; }

    /// <summary>The number of calls of the model, background predictions included.</summary>
    public long ModelCalls { get; init; }

    /// <summary>The time spent, compression included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What was assumed of the rows: levels that are not known and were taken for missing; columns whose rounding to floats may change what a model says that compares in double precision.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the values are exact against the background, up to rounding: all standard errors are 0.</summary>
    public bool IsExact => !Errors.AsSpan().ContainsAnyExcept(0.0);

    internal double[] Predictions { get; init; } = [];     // rows x outputs

    internal double[] ShapleyValues { get; init; } = [];   // rows x outputs x features

    internal double[] Errors { get; init; } = [];          // rows x outputs x features

    internal float[] Data { get; init; } = [];             // rows x features

    internal FeatureTexts? Texts { get; init; }

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

    /// <summary>The standard errors of <see cref="Values"/>, p features; NaN where there is too little to compute them from.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <remarks>
    /// In the paired design the standard error is against the value for all the data: it covers the drawing of orderings and, where the background was chosen
    /// from more data, that choice (<see cref="Permutation.PermutationExplainer"/>). In the crossed design and for KernelSHAP it is against the value for the
    /// given background: it covers the drawing of orderings or coalitions, not how well the background stands for the data. Exact values have 0.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public ReadOnlySpan<double> StandardErrors(int row, int output = 0) => Slice(Errors, row, output);

    /// <summary>
    /// The prediction less the base value less all values of a row. For Shapley values it is rounding. Expected gradients add up only on average; for them it
    /// measures the error.
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

    /// <summary>The values of the features in a row, p; NaN for a feature of several columns.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of this explanation.</exception>
    public ReadOnlySpan<float> FeatureValues(int row) => Data.AsSpan(CheckRow(row) * FeatureCount, FeatureCount);

    /// <summary>The value of a feature in a row in words: a level (<c>Lyon</c>), a number, <c>missing</c>; of a one-hot group, the level of the column that is 1.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="feature">The feature, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row or feature is not one of this explanation.</exception>
    public string FeatureText(int row, int feature)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(feature, FeatureCount);
        return Texts?.Text(CheckRow(row), feature) ?? FeatureValues(row)[feature].ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What the explanation of a row cost, and why it ended.</summary>
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

    /// <summary>The features with the largest absolute values in a row, largest first; among equal ones, the first column comes first.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="count">How many features at most.</param>
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
    /// <exception cref="ArgumentException">No feature has the name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public double Value(int row, string feature, int output = 0) => Values(row, output)[FeatureNames.IndexOfName(feature)];

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
