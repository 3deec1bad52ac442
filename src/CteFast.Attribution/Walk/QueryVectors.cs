using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Numerics;

namespace CteFast.Attribution.Walk;

/// <summary>Vectors of the parameters' shape of a few queries, interleaved: in each layer the first row of every query, then the second, outputs x count x (inputs + 1).</summary>
internal sealed class QueryVectors<T>(DenseNetwork network, int capacity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _values = new(checked(capacity * network.ParameterCount));

    /// <summary>The queries held.</summary>
    public int Count { get; set; }

    /// <summary>All numbers.</summary>
    public Span<T> Values => _values.Ensure(Count * network.ParameterCount);

    /// <summary>A layer's part.</summary>
    public Span<T> Layer(int layer) => Values.Slice(Count * network.Layers[layer].Offset, Count * network.Layers[layer].Count);

    /// <summary>A layer's part of one query: its rows are <see cref="Count"/> rows apart.</summary>
    public Span<T> Layer(int layer, int query) => Layer(layer)[(query * network.Layers[layer].Columns)..];

    /// <summary>Writes a query's vector, P.</summary>
    public void CopyTo(int query, Span<T> vector)
    {
        for (int l = 0; l < network.Layers.Length; l++)
        {
            LayerShape layer = network.Layers[l];
            Span<T> target = layer.Of(vector), source = Layer(l, query);
            for (int i = 0; i < layer.Outputs; i++) source.Slice(i * Count * layer.Columns, layer.Columns).CopyTo(target[(i * layer.Columns)..]);
        }
    }

    /// <summary>Takes a query's vector, P.</summary>
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

    /// <summary>Takes δ·āᵀ as a query's part of a layer.</summary>
    public void SetOuter(int layer, int query, ReadOnlySpan<T> delta, ReadOnlySpan<T> input)
    {
        Span<T> target = Layer(layer, query);
        for (int i = 0; i < delta.Length; i++)
        {
            Span<T> row = target.Slice(i * Count * input.Length, input.Length);
            T factor = delta[i];
            for (int j = 0; j < row.Length; j++) row[j] = factor * input[j];
        }
    }
}
