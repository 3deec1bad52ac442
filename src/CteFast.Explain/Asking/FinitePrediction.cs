using System.Numerics.Tensors;
using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>Predictions as explainers need them: in batches of bounded size, every output written and finite.</summary>
internal static class FinitePrediction
{
    /// <summary>Predicts one batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Row-major rows, rows x d.</param>
    /// <param name="outputs">Receives the outputs, rows x k.</param>
    /// <param name="batch">What the rows are, for error messages.</param>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    public static void PredictFinite(this IModel model, ReadOnlySpan<float> rows, Span<float> outputs, BatchOrigin batch = default)
    {
        outputs.Fill(float.NaN);      // so that an output that the model does not write is noticed, not taken from an earlier call
        model.Predict(rows, outputs);
        if (!TensorPrimitives.IsFiniteAll<float>(outputs)) throw NonFiniteOutput.Explain(model, rows, outputs, batch);
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
            model.PredictFinite(rows.Slice(start * d, batch * d), predicted, BatchOrigin.Given(start));
            TensorPrimitives.ConvertChecked<float, double>(predicted, destination.Slice(start * k, batch * k));
        }
    }
}
