using CteFast.Data;

namespace CteFast.Explain.Models;

/// <summary>A model as the explainers see it: rows of features in, outputs out, in batches.</summary>
/// <remarks>
/// Implementations must be safe to call from several threads at once and deterministic: the same row gives the same
/// outputs whatever rows stand beside it.
/// </remarks>
public interface IModel
{
    /// <summary>The number of features of a row, d.</summary>
    int FeatureCount { get; }

    /// <summary>The number of outputs of a row, k.</summary>
    int OutputCount { get; }

    /// <summary>The features' names in column order, or empty when the model does not know them.</summary>
    IReadOnlyList<string> FeatureNames => [];

    /// <summary>The features' names, kinds and levels where the model knows them; else null, and its features are numbers.</summary>
    FeatureSchema? Schema => null;

    /// <summary>What the outputs are: values unless the model says otherwise.</summary>
    OutputKind OutputKind => OutputKind.Value;

    /// <summary>Predicts a batch of rows.</summary>
    /// <param name="rows">Row-major features, rows x d. NaN means missing where the model allows it.</param>
    /// <param name="outputs">Row-major outputs, rows x k, all written.</param>
    void Predict(ReadOnlySpan<float> rows, Span<float> outputs);
}
