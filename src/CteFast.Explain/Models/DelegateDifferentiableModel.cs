
namespace CteFast.Explain.Models;

/// <summary>A model made of two functions, one for its outputs and one for their gradients.</summary>
/// <remarks>The functions must be safe to call from several threads at once and deterministic, as <see cref="IModel"/> asks.</remarks>
public sealed class DelegateDifferentiableModel : IDifferentiableModel
{
    private readonly DelegateModel _model;
    private readonly PredictBatch _gradients;

    /// <summary>Wraps the functions.</summary>
    /// <param name="featureCount">The number of features of a row, d ≥ 1.</param>
    /// <param name="outputCount">The number of outputs of a row, k ≥ 1.</param>
    /// <param name="predict">Rows, rows x d, to outputs, rows x k.</param>
    /// <param name="gradients">Rows, rows x d, to the gradients of every output, rows x k x d; see <see cref="IDifferentiableModel.Gradients"/>.</param>
    /// <param name="featureNames">One name a feature, or none.</param>
    /// <param name="outputKind">What the outputs are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is below one, or <paramref name="outputKind"/> is none.</exception>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    /// <exception cref="ArgumentException">There are names, but not one a feature.</exception>
    public DelegateDifferentiableModel(int featureCount, int outputCount, PredictBatch predict, PredictBatch gradients, IReadOnlyList<string>? featureNames = null,
        OutputKind outputKind = OutputKind.Value)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        _model = new DelegateModel(featureCount, outputCount, predict, featureNames, outputKind);
        _gradients = gradients;
    }

    /// <inheritdoc/>
    public int FeatureCount => _model.FeatureCount;

    /// <inheritdoc/>
    public int OutputCount => _model.OutputCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => _model.FeatureNames;

    /// <inheritdoc/>
    public OutputKind OutputKind => _model.OutputKind;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k out.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs) => _model.Predict(rows, outputs);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k x d out.</exception>
    public void Gradients(ReadOnlySpan<float> rows, Span<float> gradients)
    {
        if (ModelBatch.GradientRowCount(this, rows, gradients) > 0)
            _gradients(rows, gradients);
    }
}
