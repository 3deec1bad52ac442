using System.Buffers;

namespace CteFast.Explain.Models.Networks;

public sealed partial class NetworkModel
{
    // The layers from outputs to inputs: no bias, and the transposed weights. Only a network that is asked for gradients keeps them.
    private readonly Lazy<BackwardLayers> _backward;

    /// <summary>The gradients of every output, by one pass forward and one back for each output; that of a relu at 0 is 0.</summary>
    /// <remarks>In single precision. A row's gradients have the same bits in any batch; nothing is allocated once the scratch memory is in the shared pool.</remarks>
    /// <param name="rows">Row-major features, rows x d.</param>
    /// <param name="gradients">Row-major gradients, rows x k x d, by the features as they come, before they are standardised.</param>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k x d out.</exception>
    public void Gradients(ReadOnlySpan<float> rows, Span<float> gradients)
    {
        int n = ModelBatch.GradientRowCount(this, rows, gradients), block = Math.Min(n, BlockRows);
        (_, int width, int kept) = _backward.Value;
        float[] scratch = ArrayPool<float>.Shared.Rent(checked(block * (2 * width + kept)));
        for (int start = 0; start < n; start += BlockRows)
        {
            int count = Math.Min(BlockRows, n - start);
            Differentiate(rows.Slice(start * FeatureCount, count * FeatureCount), count, scratch.AsSpan(0, block * width), scratch.AsSpan(block * width, block * width),
                scratch.AsSpan(2 * block * width, block * kept), gradients.Slice(start * OutputCount * FeatureCount, count * OutputCount * FeatureCount));
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private void Differentiate(ReadOnlySpan<float> rows, int count, Span<float> scratch, Span<float> next, Span<float> kept, Span<float> gradients)
    {
        ReadOnlySpan<float> input = rows;
        DenseLayer[] backward = _backward.Value.Layers;
        int stride = FeatureCount, used = 0;
        if (Standardization is not null)
        {
            Standardization.Apply(rows, scratch);
            input = scratch;
        }

        foreach (DenseLayer layer in _dense)
        {
            Span<float> output = kept.Slice(used, count * layer.Stride);
            layer.Forward(input, stride, count, output);
            input = output;
            stride = layer.Stride;
            used += output.Length;
        }

        for (int output = 0; output < OutputCount; output++)
        {
            int end = used, last = _dense.Length - 1;
            StartBack(input, output, count, scratch);
            for (int layer = last; layer >= 0; layer--)
            {
                end -= count * _dense[layer].Stride;
                Span<float> derivatives = scratch;
                if (layer < last) ThroughActivation(layer, kept.Slice(end, count * _dense[layer].Stride), count, derivatives, backward[layer + 1].Stride);
                backward[layer].Forward(derivatives, layer == last ? OutputCount : backward[layer + 1].Stride, count, next);
                scratch = next;
                next = derivatives;
            }

            for (int i = 0; i < count; i++)
            {
                Span<float> gradient = gradients.Slice((i * OutputCount + output) * FeatureCount, FeatureCount);
                scratch.Slice(i * backward[0].Stride, FeatureCount).CopyTo(gradient);
                Standardization?.Scaled(gradient);
            }
        }
    }

    /// <summary>The derivatives of one output by the sums before the last activation, count x k.</summary>
    private void StartBack(ReadOnlySpan<float> outputs, int output, int count, Span<float> derivatives)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> activated = outputs.Slice(i * _dense[^1].Stride, OutputCount);
            Span<float> derivative = derivatives.Slice(i * OutputCount, OutputCount);
            derivative.Clear();
            if (Layers[^1].Activation == NetworkActivation.Softmax)
            {
                for (int j = 0; j < derivative.Length; j++) derivative[j] = activated[output] * ((j == output ? 1 : 0) - activated[j]);
            }
            else
            {
                derivative[output] = Slope(Layers[^1].Activation, activated[output]);
            }
        }
    }

    /// <summary>Derivatives by a layer's outputs become those by the sums before its activation.</summary>
    private void ThroughActivation(int layer, ReadOnlySpan<float> outputs, int count, Span<float> derivatives, int backStride)
    {
        NetworkActivation activation = Layers[layer].Activation;
        if (activation == NetworkActivation.Identity) return;
        int width = Layers[layer].OutputCount, stride = _dense[layer].Stride;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> output = outputs.Slice(i * stride, width);
            Span<float> derivative = derivatives.Slice(i * backStride, width);
            for (int j = 0; j < derivative.Length; j++) derivative[j] *= Slope(activation, output[j]);
        }
    }

    /// <summary>The derivative of an activation, told from its value.</summary>
    private static float Slope(NetworkActivation activation, float value) => activation switch
    {
        NetworkActivation.Relu => value > 0f ? 1f : 0f,
        NetworkActivation.Sigmoid => value * (1f - value),
        _ => 1f,
    };

    /// <summary>The layers of the way back.</summary>
    /// <param name="Layers">Layer i takes derivatives by the outputs of layer i to those by its inputs.</param>
    /// <param name="Width">The most places a row takes between two layers, forward or back.</param>
    /// <param name="Kept">The places of a row's outputs of all layers.</param>
    private sealed record BackwardLayers(DenseLayer[] Layers, int Width, int Kept);

    private BackwardLayers TransposeLayers()
    {
        DenseLayer[] layers = [.. Layers.Select(Transposed)];
        return new BackwardLayers(layers, Math.Max(_width, layers.Max(layer => layer.Stride)), _dense.Sum(layer => layer.Stride));
    }

    private static DenseLayer Transposed(NetworkLayer layer)
    {
        float[] weights = new float[layer.Weights.Length];
        for (int i = 0; i < layer.InputCount; i++)
        {
            for (int j = 0; j < layer.OutputCount; j++) weights[j * layer.InputCount + i] = layer.Weights[i * layer.OutputCount + j];
        }

        return new DenseLayer(new NetworkLayer(weights, new float[layer.InputCount], NetworkActivation.Identity));
    }
}
