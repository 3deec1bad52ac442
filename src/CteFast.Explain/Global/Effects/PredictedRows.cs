using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>Rows with their predictions and the mean of these.</summary>
internal sealed class PredictedRows
{
    public PredictedRows(IModel model, Background rows, BatchRunner runner, CancellationToken cancellationToken)
    {
        if (rows.FeatureCount != model.FeatureCount)
            throw new ArgumentException($"The background has {rows.FeatureCount} features, the model {model.FeatureCount}.");
        int k = model.OutputCount;
        Rows = rows;
        double squares = 0;
        foreach (double weight in rows.Weights) squares += weight * weight;
        EffectiveCount = 1 / squares;
        Outputs = new double[rows.Count * k];
        runner.PredictAll(rows.Rows, Outputs, [], cancellationToken);
        Means = new double[k];
        Variances = new double[k];
        for (int i = 0; i < Outputs.Length; i++) Means[i % k] += Weight(i / k) * Outputs[i];
        for (int i = 0; i < Outputs.Length; i++) Variances[i % k] += Weight(i / k) * (Outputs[i] - Means[i % k]) * (Outputs[i] - Means[i % k]);
    }

    public Background Rows { get; }

    public int Count => Rows.Count;

    /// <summary>Whether nothing is left out, so that means are exact.</summary>
    public bool IsAllData => Rows.Count == Rows.Quality.InputCount;

    /// <summary>The number of equally weighted rows whose mean varies as much: 1 / Σ w².</summary>
    public double EffectiveCount { get; }

    /// <summary>The predictions, rows x k.</summary>
    public double[] Outputs { get; }

    /// <summary>Their weighted means, k.</summary>
    public double[] Means { get; }

    /// <summary>Their weighted variances, k.</summary>
    public double[] Variances { get; }

    public double Weight(int row) => Rows.Weights[row];
}
