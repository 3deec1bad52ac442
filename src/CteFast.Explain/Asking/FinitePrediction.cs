using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>Predictions as explainers need them: in batches of bounded size, every output written and finite.</summary>
internal static class FinitePrediction
{
    /// <summary>Predicts one batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Row-major rows, rows x d.</param>
    /// <param name="outputs">Receives the outputs, rows x k.</param>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    public static void PredictFinite(this IModel model, ReadOnlySpan<float> rows, Span<float> outputs)
    {
        outputs.Fill(float.NaN);      // an output that the model leaves out must not be an older one
        model.Predict(rows, outputs);
        foreach (float output in outputs)
        {
            if (!float.IsFinite(output))
                throw new InvalidOperationException($"The model returned {output}, or left an output out; only finite outputs can be explained.");
        }
    }

    /// <summary>Predicts rows in batches as large as the scratch allows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Row-major rows, rows x d.</param>
    /// <param name="destination">Receives the outputs, rows x k.</param>
    /// <param name="scratch">The outputs of one batch, at least k.</param>
    /// <param name="cancellationToken">Stops the work between two batches.</param>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void PredictFinite(this IModel model, ReadOnlySpan<float> rows, Span<double> destination, Span<float> scratch, CancellationToken cancellationToken)
    {
        int d = model.FeatureCount, k = model.OutputCount, count = rows.Length / d, batchRows = scratch.Length / k;
        for (int start = 0; start < count; start += batchRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int batch = Math.Min(batchRows, count - start);
            Span<float> predicted = scratch[..(batch * k)];
            model.PredictFinite(rows.Slice(start * d, batch * d), predicted);
            for (int i = 0; i < predicted.Length; i++) destination[start * k + i] = predicted[i];
        }
    }
}
