using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Walk;

/// <summary>A curvature matrix H = Q·diag(Λ)·Qᵀ over a network's parameters: its eigenvalues, and the rotations into its eigenbasis and back. Immutable.</summary>
/// <remarks>A function of the matrix is the function of its eigenvalues: F(H)·v = Q·(F(Λ)∘(Qᵀ·v)).</remarks>
internal abstract class Eigenbasis<T>(DenseNetwork network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The network.</summary>
    protected DenseNetwork Network { get; } = network;

    /// <summary>The eigenvalues Λ, P of them, none negative.</summary>
    public abstract ReadOnlySpan<double> Eigenvalues { get; }

    /// <summary>Qᵀ, into the eigenbasis.</summary>
    public abstract Rotation<T> Into { get; }

    /// <summary>Q, back to the parameters.</summary>
    public abstract Rotation<T> Back { get; }

    /// <summary>The rotation from this eigenbasis into another of the same kind, Q'ᵀ·Q.</summary>
    public virtual Rotation<T> To(Eigenbasis<T> other) => Back.Then(other.Into);

    /// <summary>Sets the vectors to Qᵀ·g, g being the gradients of consecutive rows of a block, one for each vector.</summary>
    public virtual void Project(GradientBlock<T> rows, int first, QueryVectors<T> vectors, WalkMemory<T> memory)
    {
        for (int l = 0; l < Network.Layers.Length; l++)
        {
            for (int q = 0; q < vectors.Count; q++) vectors.SetOuter(l, q, rows.Delta(l, first + q), rows.Input(l, first + q));
        }

        Into.Apply(vectors, memory);
    }
}
