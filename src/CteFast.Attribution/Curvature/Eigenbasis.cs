using System.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>A curvature matrix H = Q·diag(Λ)·Qᵀ over a network's parameters: its eigenvalues, and the way into its eigenbasis and back.</summary>
/// <remarks>A function of the matrix is the function of its eigenvalues: F(H)·v = Q·(F(Λ)∘(Qᵀ·v)).</remarks>
internal abstract class Eigenbasis<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The eigenvalues Λ, P of them, none negative.</summary>
    public abstract ReadOnlySpan<double> Eigenvalues { get; }

    /// <summary>Qᵀ·v, in place.</summary>
    public abstract void Rotate(Span<T> v);

    /// <summary>Q·v, in place.</summary>
    public abstract void RotateBack(Span<T> v);
}
