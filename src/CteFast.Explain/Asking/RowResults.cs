using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>The results of explaining many rows: an array for each kind of result.</summary>
internal sealed class RowResults
{
    private readonly int _features, _outputs, _values;

    /// <summary>Sets memory aside.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="valuesPerOutput">The number of values for each row and output.</param>
    /// <exception cref="ArgumentException">There are no rows, or the values do not fill whole rows.</exception>
    public RowResults(IModel model, ReadOnlySpan<float> rows, int valuesPerOutput)
    {
        Count = CountRows(model, rows);
        (_features, _outputs, _values) = (model.FeatureCount, model.OutputCount, model.OutputCount * valuesPerOutput);
        Rows = rows.ToArray();
        Predictions = new double[Count * _outputs];
        Values = new double[checked(Count * _values)];
        Errors = new double[Values.Length];
        Costs = new ExplanationCost[Count];
    }

    /// <summary>Explains one row.</summary>
    public delegate ExplanationCost ExplainRow(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors, CancellationToken cancellationToken);

    /// <summary>The number of rows, r.</summary>
    public int Count { get; }

    /// <summary>The rows, r x d.</summary>
    public float[] Rows { get; }

    /// <summary>The predictions, r x k.</summary>
    public double[] Predictions { get; }

    /// <summary>The values, r x k x values per output.</summary>
    public double[] Values { get; }

    /// <summary>The values' standard errors.</summary>
    public double[] Errors { get; }

    /// <summary>The cost of each row.</summary>
    public ExplanationCost[] Costs { get; }

    /// <summary>The number of rows to explain.</summary>
    /// <exception cref="ArgumentException">There are no rows, or the values do not fill whole rows.</exception>
    public static int CountRows(IModel model, ReadOnlySpan<float> rows)
    {
        if (rows.IsEmpty || rows.Length % model.FeatureCount != 0)
            throw new ArgumentException($"{rows.Length} values do not fill rows of {model.FeatureCount} features.", nameof(rows));
        return rows.Length / model.FeatureCount;
    }

    /// <summary>Throws unless the lengths fit a row of the model.</summary>
    public static void Check(IModel model, int valuesPerOutput, ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors)
    {
        int d = model.FeatureCount, k = model.OutputCount;
        if (row.Length != d) throw new ArgumentException($"The row has {row.Length} features, the model {d}.", nameof(row));
        if (prediction.Length != k) throw new ArgumentException($"{k} outputs do not fit {prediction.Length} places.", nameof(prediction));
        if (values.Length != k * valuesPerOutput)
            throw new ArgumentException($"{k} x {valuesPerOutput} values do not fit {values.Length} places.", nameof(values));
        if (standardErrors.Length != values.Length)
            throw new ArgumentException($"{k} x {valuesPerOutput} standard errors do not fit {standardErrors.Length} places.", nameof(standardErrors));
    }

    /// <summary>Explains the rows one by one, on several threads.</summary>
    public void Fill(ExplainRow explain, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        StepProgress? steps = StepProgress.Of(progress, Count);
        Threads.For(Count, threads, row =>
        {
            Costs[row] = explain(Rows.AsSpan(row * _features, _features), Predictions.AsSpan(row * _outputs, _outputs), Values.AsSpan(row * _values, _values),
                Errors.AsSpan(row * _values, _values), cancellationToken);
            steps?.Add();
        });
    }
}
