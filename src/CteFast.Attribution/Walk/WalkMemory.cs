using System.Numerics;
using CteFast.Attribution.Loops;
using CteFast.Attribution.Models;
using CteFast.Numerics;

namespace CteFast.Attribution.Walk;

/// <summary>What a thread needs to rotate and filter vectors of queries: the layers' loops and scratch.</summary>
internal sealed class WalkMemory<T>(DenseNetwork network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _scratch = new();

    /// <summary>The layers' loops.</summary>
    public ILayerLoops<T>[] Loops { get; } = network.Loops<T>(threads: 1);

    /// <summary>Products of other shapes.</summary>
    public MatrixProduct<T> Product { get; } = new();

    /// <summary>Numbers of no value.</summary>
    public Span<T> Scratch(int length) => _scratch.Ensure(length);

    /// <summary>destination = F∘v for every vector; they may be the same.</summary>
    public void Filter(ReadOnlySpan<T> filter, QueryVectors<T> vectors, QueryVectors<T> destination)
    {
        destination.Count = vectors.Count;
        for (int l = 0; l < Loops.Length; l++) Loops[l].Filter(network.Layers[l].Of(filter), vectors.Layer(l), destination.Layer(l));
    }
}
