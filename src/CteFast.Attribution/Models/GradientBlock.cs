using System.Numerics;
using System.Numerics.Tensors;

namespace CteFast.Attribution.Models;

/// <summary>
/// The gradients of a block of rows as factors: for every layer its inputs ā, with the constant 1 last, and δ. The gradient of a row in a layer is δ·āᵀ.
/// Not for several threads at once.
/// </summary>
internal sealed class GradientBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseNetwork _network;
    private readonly AlignedBuffer<T>[] _inputs, _deltas;

    public GradientBlock(DenseNetwork network, int capacity)
    {
        _network = network;
        Capacity = capacity;
        _inputs = [.. network.Layers.ToArray().Select(layer => new AlignedBuffer<T>(checked(capacity * layer.Columns)))];
        _deltas = [.. network.Layers.ToArray().Select(layer => new AlignedBuffer<T>(checked(capacity * layer.Outputs)))];
    }

    /// <summary>The number of layers.</summary>
    public int LayerCount => _inputs.Length;

    /// <summary>The most rows that it can hold.</summary>
    public int Capacity { get; }

    /// <summary>The number of rows held.</summary>
    public int Count { get; set; }

    /// <summary>The inputs of a layer for all rows, count x (inputs + 1).</summary>
    public Span<T> Inputs(int layer) => _inputs[layer].Ensure(Count * _network.Layers[layer].Columns);

    /// <summary>The δ of a layer for all rows, count x outputs.</summary>
    public Span<T> Deltas(int layer) => _deltas[layer].Ensure(Count * _network.Layers[layer].Outputs);

    /// <summary>The inputs of a layer for one row.</summary>
    public Span<T> Input(int layer, int row) => Inputs(layer).Slice(row * _network.Layers[layer].Columns, _network.Layers[layer].Columns);

    /// <summary>The δ of a layer for one row.</summary>
    public Span<T> Delta(int layer, int row) => Deltas(layer).Slice(row * _network.Layers[layer].Outputs, _network.Layers[layer].Outputs);

    /// <summary>Turns gradients of losses into parts of their mean: multiplies every row's δ by its weight, or 1 without weights, over the number of rows.</summary>
    public void Scale(ReadOnlySpan<double> weights, ReadOnlySpan<int> rows)
    {
        for (int l = 0; l < LayerCount; l++)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                Span<T> delta = Delta(l, i);
                TensorPrimitives.Multiply(delta, T.CreateTruncating((weights.IsEmpty ? 1 : weights[rows[i]]) / rows.Length), delta);
            }
        }
    }
}
