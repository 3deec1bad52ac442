using System.Numerics;

namespace CteFast.Attribution.Models;

/// <summary>The gradients of some rows as factors: of every layer inputs ā, the constant 1 last, and δ; a row's gradient is δ·āᵀ.</summary>
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

    /// <summary>The most rows.</summary>
    public int Capacity { get; }

    /// <summary>The rows held.</summary>
    public int Count { get; set; }

    /// <summary>A layer's inputs, count x (inputs + 1).</summary>
    public Span<T> Inputs(int layer) => _inputs[layer].Ensure(Count * _network.Layers[layer].Columns);

    /// <summary>A layer's δ, count x outputs.</summary>
    public Span<T> Deltas(int layer) => _deltas[layer].Ensure(Count * _network.Layers[layer].Outputs);

    /// <summary>A row's inputs of a layer.</summary>
    public Span<T> Input(int layer, int row) => Inputs(layer).Slice(row * _network.Layers[layer].Columns, _network.Layers[layer].Columns);

    /// <summary>A row's δ of a layer.</summary>
    public Span<T> Delta(int layer, int row) => Deltas(layer).Slice(row * _network.Layers[layer].Outputs, _network.Layers[layer].Outputs);

    /// <summary>Turns losses into their mean: every row's δ times its weight, 1 where there are none, over the number of rows.</summary>
    public void Scale(ReadOnlySpan<double> weights, ReadOnlySpan<int> rows)
    {
        for (int l = 0; l < LayerCount; l++)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                T scale = T.CreateTruncating((weights.IsEmpty ? 1 : weights[rows[i]]) / rows.Length);
                foreach (ref T delta in Delta(l, i)) delta *= scale;
            }
        }
    }
}
