using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Linear;

/// <summary>A linear model: every output is an intercept plus weight times value, feature by feature; immutable.</summary>
/// <remarks>
/// A missing value, NaN, adds nothing, as in XGBoost's <c>gblinear</c>. Sums are in single precision, in the features' order, as there.
/// Every method for Shapley values is exact for the margin: features do not act together, so a value is <c>w_j (x_j − mean of z_j)</c>.
/// Predicting allocates nothing and is safe from several threads.
/// </remarks>
public sealed class LinearModel : IModel
{
    private readonly float[] _weights;       // of an output together
    private readonly float[] _intercepts;

    /// <summary>Makes a model.</summary>
    /// <param name="weights">The weights, k x d: those of an output together.</param>
    /// <param name="intercepts">What each output starts from, k.</param>
    /// <param name="link">How margins become predictions.</param>
    /// <param name="featureNames">One name a feature, or none.</param>
    /// <param name="info">What the model's file says about itself, if it comes from one.</param>
    /// <exception cref="ArgumentException">A number is not finite, the weights do not fill whole outputs, a softmax has one output, or names do not fit.</exception>
    public LinearModel(ReadOnlySpan<float> weights, ReadOnlySpan<float> intercepts, TreeEnsembleLink link = TreeEnsembleLink.Identity,
        IReadOnlyList<string>? featureNames = null, ModelInfo? info = null)
    {
        if (intercepts.IsEmpty || weights.IsEmpty || weights.Length % intercepts.Length != 0)
            throw new ArgumentException($"{weights.Length} weights do not fill {intercepts.Length} outputs of at least one feature.", nameof(weights));
        foreach (float weight in weights)
        {
            if (!float.IsFinite(weight)) throw new ArgumentException("A weight is not finite.", nameof(weights));
        }

        foreach (float intercept in intercepts)
        {
            if (!float.IsFinite(intercept)) throw new ArgumentException("An intercept is not finite.", nameof(intercepts));
        }

        if (link == TreeEnsembleLink.Softmax && intercepts.Length < 2)
            throw new ArgumentException("A softmax needs two outputs or more.", nameof(link));
        (_weights, _intercepts, Link) = (weights.ToArray(), intercepts.ToArray(), link);
        FeatureCount = weights.Length / intercepts.Length;
        FeatureNames = ModelBatch.Names(featureNames, FeatureCount);
        Info = (info ?? new ModelInfo()) with { Link = link };
    }

    /// <inheritdoc/>
    public int FeatureCount { get; }

    /// <inheritdoc/>
    public int OutputCount => _intercepts.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The weights, k x d.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>What each output starts from, k.</summary>
    public ReadOnlySpan<float> Intercepts => _intercepts;

    /// <summary>How margins become predictions.</summary>
    public TreeEnsembleLink Link { get; }

    /// <summary>What the model's file says about itself, and what reading it assumed.</summary>
    public ModelInfo Info { get; }

    /// <summary>What <see cref="Predict"/> gives; margins unless <see cref="WithOutput"/> asked for more.</summary>
    public TreeEnsembleOutput Output { get; private init; }

    /// <inheritdoc/>
    public OutputKind OutputKind => Link.KindOf(Output);

    /// <summary>The same model with the output asked for.</summary>
    public LinearModel WithOutput(TreeEnsembleOutput output) => new(_weights, _intercepts, Link, FeatureNames, Info) { Output = output };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k out.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int n = ModelBatch.RowCount(this, rows, outputs);
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * FeatureCount, FeatureCount);
            for (int output = 0; output < OutputCount; output++)
            {
                float sum = _intercepts[output];
                for (int j = 0; j < row.Length; j++)
                {
                    if (!float.IsNaN(row[j])) sum += row[j] * _weights[output * FeatureCount + j];
                }

                outputs[i * OutputCount + output] = sum;
            }
        }

        if (Output == TreeEnsembleOutput.Transformed) Link.Apply(outputs, OutputCount);
    }
}
