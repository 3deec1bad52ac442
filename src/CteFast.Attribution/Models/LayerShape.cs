namespace CteFast.Attribution.Models;

/// <summary>Where a dense layer's numbers stand among a network's parameters: row-major, outputs x (inputs + 1), the bias last in each row.</summary>
/// <param name="Inputs">The number of inputs, without the constant 1 that meets the bias.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Offset">The place of the first number among the parameters.</param>
public readonly record struct LayerShape(int Inputs, int Outputs, int Offset)
{
    /// <summary>Inputs and the constant 1.</summary>
    public int Columns => Inputs + 1;

    /// <summary>The layer's parameters.</summary>
    public int Count => Outputs * Columns;

    /// <summary>The layer's part of a network's parameters, or of anything of their shape.</summary>
    public Span<T> Of<T>(Span<T> parameters) => parameters.Slice(Offset, Count);

    /// <summary>As <see cref="Of{T}(Span{T})"/>.</summary>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> parameters) => parameters.Slice(Offset, Count);
}
