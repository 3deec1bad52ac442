namespace CteFast.Explain.Models;

/// <summary>A model made of a function: the way to explain anything that can predict a batch.</summary>
/// <remarks>The function must be safe to call from several threads at once and deterministic, as <see cref="IModel"/> asks.</remarks>
public sealed class DelegateModel : IModel
{
    private readonly PredictBatch _predict;

    /// <summary>Wraps a function.</summary>
    /// <param name="featureCount">The number of features of a row, d ≥ 1.</param>
    /// <param name="outputCount">The number of outputs of a row, k ≥ 1.</param>
    /// <param name="predict">The function.</param>
    /// <param name="featureNames">One name a feature, or none.</param>
    /// <param name="outputKind">What the outputs are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is below one, or <paramref name="outputKind"/> is none.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="predict"/> is null.</exception>
    /// <exception cref="ArgumentException">There are names, but not one a feature.</exception>
    public DelegateModel(int featureCount, int outputCount, PredictBatch predict, IReadOnlyList<string>? featureNames = null, OutputKind outputKind = OutputKind.Value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputCount, 1);
        ArgumentNullException.ThrowIfNull(predict);
        if (!Enum.IsDefined(outputKind)) throw new ArgumentOutOfRangeException(nameof(outputKind), outputKind, $"{outputKind} is no kind of output.");
        FeatureCount = featureCount;
        OutputCount = outputCount;
        FeatureNames = ModelBatch.Names(featureNames, featureCount);
        OutputKind = outputKind;
        _predict = predict;
    }

    /// <inheritdoc/>
    public int FeatureCount { get; }

    /// <inheritdoc/>
    public int OutputCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public OutputKind OutputKind { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k out.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        if (ModelBatch.RowCount(this, rows, outputs) > 0)
            _predict(rows, outputs);
    }
}
