namespace CteFast.Attribution.Models;

/// <summary>
/// Where the parameters of a dense layer lie among those of its network: a row-major matrix, outputs x (inputs + 1), the bias last in each row.
/// Immutable: threads may share it.
/// </summary>
/// <param name="Inputs">The number of inputs, without the constant 1 that the bias multiplies.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Offset">The index of the layer's first parameter in the network's.</param>
public readonly record struct LayerShape(int Inputs, int Outputs, int Offset)
{
    /// <summary>The number of inputs with the constant 1.</summary>
    public int Columns => Inputs + 1;

    /// <summary>The number of the layer's parameters.</summary>
    public int Count => Outputs * Columns;

    /// <summary>The layer's part of a network's parameters, or of any vector of that length.</summary>
    public Span<T> Of<T>(Span<T> parameters) => parameters.Slice(Offset, Count);

    /// <summary>As <see cref="Of{T}(Span{T})"/>.</summary>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> parameters) => parameters.Slice(Offset, Count);
}
