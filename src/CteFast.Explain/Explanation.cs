namespace CteFast.Explain;

/// <summary>Shapley values of rows, for every output, with what they were computed from and how sure they are.</summary>
/// <remarks>
/// For every row and output, <c>BaseValues[output] + Σ Values(row, output) = Prediction(row)[output]</c> (efficiency).
/// All values are in the unit of the model's output.
/// </remarks>
public sealed class Explanation
{
    /// <summary>How the values were computed: <c>"permutation, own orderings"</c> or <c>"permutation, shared background"</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The features' names in column order.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The number of rows explained.</summary>
    public required int RowCount { get; init; }

    /// <summary>The number of the model's outputs, k.</summary>
    public required int OutputCount { get; init; }

    /// <summary>The number of features, d.</summary>
    public int FeatureCount => FeatureNames.Count;

    /// <summary>What the outputs are: margin, probability or value.</summary>
    public required string OutputKind { get; init; }

    /// <summary>The background the absent features were drawn from.</summary>
    public required BackgroundQuality Background { get; init; }

    /// <summary>The expected output over the background, one an output: what a row with no feature known would be predicted.</summary>
    public required IReadOnlyList<double> BaseValues { get; init; }

    /// <summary>The number of rows the model was asked for, background predictions included.</summary>
    public required long ModelRows { get; init; }

    /// <summary>The time spent, compression included.</summary>
    public required TimeSpan Elapsed { get; init; }

    internal double[] Predictions { get; init; } = [];     // rows x outputs

    internal double[] ShapleyValues { get; init; } = [];   // rows x outputs x features

    internal double[] Errors { get; init; } = [];          // rows x outputs x features

    /// <summary>The model's prediction of a row, k outputs.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of this explanation.</exception>
    public ReadOnlySpan<double> Prediction(int row) => Predictions.AsSpan(CheckRow(row) * OutputCount, OutputCount);

    /// <summary>The Shapley values of a row for one output, d features.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public ReadOnlySpan<double> Values(int row, int output = 0) => Slice(ShapleyValues, row, output);

    /// <summary>The standard errors of <see cref="Values"/>, d features; NaN where there is too little to tell them from.</summary>
    /// <remarks>
    /// With own orderings they are those of rows drawn at random from the data, orderings included: too large for compressed rows,
    /// which stand for the data better than random ones, and for a background of all the data. With a shared background they are
    /// those of the orderings alone and do not know how well the background stands for the data.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public ReadOnlySpan<double> StandardErrors(int row, int output = 0) => Slice(Errors, row, output);

    /// <summary>
    /// The prediction less the base value and all values of a row: rounding for Shapley values; for expected gradients, which add up only on
    /// average, a measure of their error.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The row or output is not one of this explanation.</exception>
    public double Residual(int row, int output = 0)
    {
        double residual = -BaseValues[output];
        foreach (double value in Values(row, output)) residual -= value;
        return residual + Prediction(row)[output];
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

/// <summary>How well the background rows stand for the data they were chosen from.</summary>
/// <param name="Count">The number of background rows used.</param>
/// <param name="InputCount">The number of rows they were chosen from.</param>
/// <param name="SquaredMmd">Squared MMD between the two, on standardised features.</param>
/// <param name="SquaredMmdUniform">The expected squared MMD of a uniform sample of the same size.</param>
public sealed record BackgroundQuality(int Count, int InputCount, double SquaredMmd, double SquaredMmdUniform)
{
    /// <summary>The MMD, √<see cref="SquaredMmd"/>.</summary>
    public double Mmd => Math.Sqrt(SquaredMmd);

    /// <summary>The root-mean-square MMD of a uniform sample of the same size.</summary>
    public double MmdUniform => Math.Sqrt(SquaredMmdUniform);
}
