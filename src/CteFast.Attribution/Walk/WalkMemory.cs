using System.Numerics;
using CteFast.Attribution.Loops;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Walk;

/// <summary>The loops and scratch memory with which one thread rotates and filters vectors of queries. Not for several threads at once.</summary>
internal sealed class WalkMemory<T>(DenseNetwork network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _scratch = new();

    /// <summary>The layers' loops.</summary>
    public ILayerLoops<T>[] Loops { get; } = network.Loops<T>(threads: 1);

    /// <summary>Matrix products that no layer's loops compute.</summary>
    public MatrixProduct<T> Product { get; } = new();

    /// <summary>Scratch numbers; their content is undefined. The next call may return the same memory.</summary>
    public Span<T> Scratch(int length) => _scratch.Ensure(length);

    /// <summary>destination = F∘v for every query's vector v; the destination may be the vectors themselves.</summary>
    public void Filter(ReadOnlySpan<T> filter, QueryVectors<T> vectors, QueryVectors<T> destination)
    {
        destination.Count = vectors.Count;
        for (int l = 0; l < Loops.Length; l++) Loops[l].Filter(network.Layers[l].Of(filter), vectors.Layer(l), destination.Layer(l));
    }
}
