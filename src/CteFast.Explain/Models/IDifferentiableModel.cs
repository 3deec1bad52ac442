namespace CteFast.Explain.Models;

/// <summary>A model that knows the gradients of its outputs.</summary>
/// <remarks>As <see cref="IModel"/>: safe to call from several threads at once, and deterministic.</remarks>
public interface IDifferentiableModel : IModel
{
    /// <summary>The gradients of every output of a batch of rows.</summary>
    /// <param name="rows">Row-major features, rows x d.</param>
    /// <param name="gradients">Row-major gradients, rows x k x d, all written: of every row and output the derivative by each feature.</param>
    void Gradients(ReadOnlySpan<float> rows, Span<float> gradients);
}
