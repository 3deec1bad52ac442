using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Walk;

/// <summary>A curvature matrix H = Q·diag(Λ)·Qᵀ over a network's parameters: its eigenvalues, and the way into its eigenbasis and back. Immutable.</summary>
/// <remarks>A function of the matrix is the function of its eigenvalues: F(H)·v = Q·(F(Λ)∘(Qᵀ·v)).</remarks>
internal abstract class Eigenbasis<T>(DenseNetwork network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The network.</summary>
    protected DenseNetwork Network { get; } = network;

    /// <summary>The eigenvalues Λ, P of them, none negative.</summary>
    public abstract ReadOnlySpan<double> Eigenvalues { get; }

    /// <summary>Qᵀ.</summary>
    public abstract Rotation<T> Into { get; }

    /// <summary>Q.</summary>
    public abstract Rotation<T> Back { get; }

    /// <summary>Out of this basis and into another of the same kind, Q'ᵀ·Q.</summary>
    public virtual Rotation<T> To(Eigenbasis<T> other) => Back.Then(other.Into);

    /// <summary>Qᵀ·g of the gradients of consecutive rows, as many as there are vectors.</summary>
    public virtual void Project(GradientBlock<T> rows, int first, QueryVectors<T> vectors, WalkMemory<T> memory)
    {
        for (int l = 0; l < Network.Layers.Length; l++)
        {
            for (int q = 0; q < vectors.Count; q++) vectors.SetOuter(l, q, rows.Delta(l, first + q), rows.Input(l, first + q));
        }

        Into.Apply(vectors, memory);
    }
}
