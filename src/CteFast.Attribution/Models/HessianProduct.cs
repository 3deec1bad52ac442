using System.Numerics;
using System.Numerics.Tensors;

namespace CteFast.Attribution.Models;

/// <summary>The exact product of the Hessian of a mean loss and a vector: the derivative of the forward and backward pass in the vector's direction.</summary>
/// <remarks>About 12·P operations for each row. Not for several threads at once. Source: Pearlmutter, <i>Fast Exact Multiplication by the Hessian</i>.</remarks>
internal sealed class HessianProduct<T>(DenseNetwork network, int capacity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GradientBlock<T> _changes = new(network, capacity);
    private readonly MatrixProduct<T> _product = new();
    private readonly AlignedBuffer<T> _sums = new();

    /// <summary>result += H·v.</summary>
    /// <param name="pass">A pass over the rows, after <see cref="GradientBlock{T}.Scale"/> and <see cref="NetworkPass{T}.PrepareFisher"/>.</param>
    /// <param name="parameters">The parameters of the pass.</param>
    /// <param name="v">The vector, P.</param>
    /// <param name="weights">The weight of each row in the mean.</param>
    /// <param name="result">The vector to which the product is added, P.</param>
    public void Add(NetworkPass<T> pass, ReadOnlySpan<T> parameters, ReadOnlySpan<T> v, ReadOnlySpan<double> weights, Span<T> result)
    {
        GradientBlock<T> block = pass.Block;
        int count = _changes.Count = block.Count, last = network.Layers.Length - 1;
        _changes.Inputs(0).Clear();
        for (int l = 0; l <= last; l++)
        {
            LayerShape layer = network.Layers[l];
            Span<T> sums = l == last ? _changes.Deltas(l) : _sums.Ensure(count * layer.Outputs);
            _product.Multiply(new MatrixView<T>(block.Inputs(l), count, layer.Columns), Layer(v, layer).Transposed, sums);
            _product.Multiply(new MatrixView<T>(_changes.Inputs(l), count, layer.Columns), Layer(parameters, layer).Transposed, sums, add: true);
            if (l < last) Activate(block, l + 1, sums);
        }

        for (int i = 0; i < count; i++)
        {
            Span<T> change = _changes.Delta(last, i);
            OutputHead.ApplyHessian<T>(network.Loss, pass.Probability(i), change);
            TensorPrimitives.Multiply(change, T.CreateTruncating(weights[i]), change);
        }

        for (int l = last; l >= 0; l--)
        {
            LayerShape layer = network.Layers[l];
            Span<T> target = layer.Of(result);
            _product.Multiply(Deltas(_changes, l).Transposed, new MatrixView<T>(block.Inputs(l), count, layer.Columns), target, add: true);
            _product.Multiply(Deltas(block, l).Transposed, new MatrixView<T>(_changes.Inputs(l), count, layer.Columns), target, add: true);
            if (l > 0) Backward(block, l, parameters, v);
        }
    }

    private MatrixView<T> Deltas(GradientBlock<T> block, int layer) => new(block.Deltas(layer), block.Count, network.Layers[layer].Outputs);

    private static MatrixView<T> Layer(ReadOnlySpan<T> parameters, LayerShape layer) => new(layer.Of(parameters), layer.Outputs, layer.Columns);

    private void Activate(GradientBlock<T> block, int layer, ReadOnlySpan<T> sums)
    {
        int width = network.Layers[layer].Inputs;
        for (int i = 0; i < block.Count; i++)
        {
            Span<T> change = _changes.Input(layer, i);
            ReadOnlySpan<T> value = block.Input(layer, i);
            for (int j = 0; j < width; j++) change[j] = sums[i * width + j] * NetworkPass<T>.Derivative(network.Activation, value[j]);
            change[^1] = T.Zero;
        }
    }

    /// <summary>δ' = (Wᵀδ)∘σ'; its change is (Vᵀδ + Wᵀ·change)∘σ' + δ'∘(σ''/σ')·change of z, which for tanh is −2·δ'∘a∘(change of z).</summary>
    private void Backward(GradientBlock<T> block, int l, ReadOnlySpan<T> parameters, ReadOnlySpan<T> v)
    {
        LayerShape layer = network.Layers[l];
        Span<T> sums = _changes.Deltas(l - 1);
        _product.Multiply(Deltas(block, l), new MatrixView<T>(layer.Of(v), layer.Outputs, layer.Inputs, layer.Columns), sums);
        _product.Multiply(Deltas(_changes, l), new MatrixView<T>(layer.Of(parameters), layer.Outputs, layer.Inputs, layer.Columns), sums, add: true);
        for (int i = 0; i < block.Count; i++)
        {
            Span<T> change = _changes.Delta(l - 1, i);
            ReadOnlySpan<T> value = block.Input(l, i), valueChange = _changes.Input(l, i), delta = block.Delta(l - 1, i);
            for (int j = 0; j < change.Length; j++)
            {
                T slope = NetworkPass<T>.Derivative(network.Activation, value[j]);
                change[j] *= slope;
                if (network.Activation == Activation.Tanh && slope != T.Zero) change[j] -= (value[j] + value[j]) * delta[j] * (valueChange[j] / slope);
            }
        }
    }
}
