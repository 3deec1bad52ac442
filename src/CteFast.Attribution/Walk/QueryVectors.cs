using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Walk;

/// <summary>
/// One vector of P numbers for each of a few queries, interleaved: within a layer the first matrix row of every query, then the second of every query,
/// outputs x count x (inputs + 1). Not for several threads at once.
/// </summary>
internal sealed class QueryVectors<T>(DenseNetwork network, int capacity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _values = new(checked(capacity * network.ParameterCount));

    /// <summary>The number of queries held.</summary>
    public int Count { get; set; }

    /// <summary>The numbers of all layers and queries.</summary>
    public Span<T> Values => _values.Ensure(Count * network.ParameterCount);

    /// <summary>The numbers of one layer, all queries.</summary>
    public Span<T> Layer(int layer) => Values.Slice(Count * network.Layers[layer].Offset, Count * network.Layers[layer].Count);

    /// <summary>The numbers of one layer from a query's first matrix row on; its next row is <see cref="Count"/> rows further.</summary>
    public Span<T> Layer(int layer, int query) => Layer(layer)[(query * network.Layers[layer].Columns)..];

    /// <summary>Copies a query's vector out, P numbers.</summary>
    public void CopyTo(int query, Span<T> vector)
    {
        for (int l = 0; l < network.Layers.Length; l++)
        {
            LayerShape layer = network.Layers[l];
            Span<T> target = layer.Of(vector), source = Layer(l, query);
            for (int i = 0; i < layer.Outputs; i++) source.Slice(i * Count * layer.Columns, layer.Columns).CopyTo(target[(i * layer.Columns)..]);
        }
    }

    /// <summary>Sets a query's vector, P numbers.</summary>
    public void Set(int query, ReadOnlySpan<T> vector)
    {
        for (int l = 0; l < network.Layers.Length; l++)
        {
            LayerShape layer = network.Layers[l];
            ReadOnlySpan<T> source = layer.Of(vector);
            Span<T> target = Layer(l, query);
            for (int i = 0; i < layer.Outputs; i++) source.Slice(i * layer.Columns, layer.Columns).CopyTo(target[(i * Count * layer.Columns)..]);
        }
    }

    /// <summary>Sets a query's numbers of a layer to the matrix δ·āᵀ.</summary>
    public void SetOuter(int layer, int query, ReadOnlySpan<T> delta, ReadOnlySpan<T> input)
    {
        Span<T> target = Layer(layer, query);
        for (int i = 0; i < delta.Length; i++)
            TensorPrimitives.Multiply(input, delta[i], target.Slice(i * Count * input.Length, input.Length));
    }
}
