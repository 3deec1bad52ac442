using System.Numerics;
using System.Runtime.Intrinsics;

namespace CteFast.Explain.Models.Networks;

/// <summary>A layer laid out for speed: weights inputs x stride, the outputs padded with zeros to whole panels of two vectors.</summary>
/// <remarks>
/// Four rows are multiplied with a panel at a time: eight sums in registers, each fed in the order of the inputs. Where fewer rows
/// are left, the last one stands in for the missing: the same sums are stored again in the same place. Not a product of the core's, which packs the
/// rows first: used once, at widths of up to 64 they take two to six times as long that way, and no less at 512 x 256.
/// </remarks>
internal sealed partial class DenseLayer
{
    private static readonly int Panel = 2 * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector<float>.Count);

    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly NetworkActivation _activation;

    public DenseLayer(NetworkLayer layer)
    {
        _inputs = layer.InputCount;
        _outputs = layer.OutputCount;
        _activation = layer.Activation;
        Stride = (_outputs + Panel - 1) / Panel * Panel;
        _weights = new float[_inputs * Stride];
        for (int k = 0; k < _inputs; k++)
            layer.Weights.Slice(k * _outputs, _outputs).CopyTo(_weights.AsSpan(k * Stride));
        _bias = new float[Stride];
        layer.Bias.CopyTo(_bias);
    }

    /// <summary>The distance between two rows of the output.</summary>
    public int Stride { get; }

    /// <summary>Computes the layer for <paramref name="count"/> ≥ 1 rows; <paramref name="output"/> takes count x <see cref="Stride"/>.</summary>
    public unsafe void Forward(ReadOnlySpan<float> input, int inputStride, int count, Span<float> output)
    {
        float floor = _activation == NetworkActivation.Relu ? 0f : float.NegativeInfinity;
        fixed (float* x = input)
        fixed (float* w = _weights)
        fixed (float* b = _bias)
        fixed (float* y = output)
        {
            if (Vector512.IsHardwareAccelerated)
                Multiply512(x, inputStride, w, b, y, Stride, count, _inputs, floor);
            else
                Multiply(x, inputStride, w, b, y, Stride, count, _inputs, floor);
        }

        if (_activation is NetworkActivation.Sigmoid or NetworkActivation.Softmax)
        {
            for (int i = 0; i < count; i++)
                Activate(output.Slice(i * Stride, _outputs));
        }
    }

    private void Activate(Span<float> row)
    {
        if (_activation == NetworkActivation.Softmax)
        {
            Activations.Softmax(row);
            return;
        }

        foreach (ref float value in row)
            value = Activations.Sigmoid(value);
    }
}
