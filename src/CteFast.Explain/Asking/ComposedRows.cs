using System.Buffers;
using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>Predictions of composed rows, batch by batch.</summary>
internal static class ComposedRows
{
    /// <summary>A number of predictions, which must be possible.</summary>
    /// <exception cref="ArgumentException">There are more than an array holds.</exception>
    public static int Count(long predictions) => predictions <= Array.MaxLength ? (int)predictions
        : throw new ArgumentException(FormattableString.Invariant($"This would take {predictions:N0} predictions, and {Array.MaxLength:N0} are the most: take fewer rows, points or repeats."));

    /// <summary>Composes, predicts and hands out <paramref name="count"/> rows. Allocates nothing once the shared pool has the memory of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="composition">What makes the rows and takes the outputs.</param>
    /// <param name="batchRows">The most rows in one call of the model.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, after every call.</param>
    /// <param name="cancellationToken">Stops the work between two calls.</param>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Predict<T>(IModel model, int count, ref T composition, int batchRows, IProgress<double>? progress, CancellationToken cancellationToken)
        where T : IComposition, allows ref struct
    {
        int d = model.FeatureCount, k = model.OutputCount, largest = Math.Min(batchRows, count);
        float[] rows = ArrayPool<float>.Shared.Rent(checked(largest * d)), outputs = ArrayPool<float>.Shared.Rent(checked(largest * k));
        try
        {
            for (int start = 0, batch; start < count; start += batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                batch = Math.Min(largest, count - start);
                for (int i = 0; i < batch; i++) composition.Compose(start + i, rows.AsSpan(i * d, d));
                model.PredictFinite(rows.AsSpan(0, batch * d), outputs.AsSpan(0, batch * k));
                for (int i = 0; i < batch; i++) composition.Receive(start + i, outputs.AsSpan(i * k, k));
                progress?.Report((double)(start + batch) / count);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rows);
            ArrayPool<float>.Shared.Return(outputs);
        }
    }
}
