namespace CteFast.Explain.Models.Networks;

/// <summary>A dense layer: activation(x · weights + bias).</summary>
public sealed class NetworkLayer
{
    private readonly float[] _weights;
    private readonly float[] _bias;

    /// <summary>Takes a copy of a layer's numbers.</summary>
    /// <param name="weights">Row-major weights, inputs x outputs, finite.</param>
    /// <param name="bias">One finite number an output.</param>
    /// <param name="activation">The function applied to each output.</param>
    /// <exception cref="ArgumentException">There is no output, the weights are no whole number of inputs, or a number is not finite.</exception>
    public NetworkLayer(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, NetworkActivation activation)
    {
        if (bias.IsEmpty || weights.IsEmpty || weights.Length % bias.Length != 0)
            throw new ArgumentException($"{weights.Length} weights do not make a layer of {bias.Length} outputs.", nameof(weights));
        if (!AllFinite(weights) || !AllFinite(bias))
            throw new ArgumentException("A weight or bias is not finite.", nameof(weights));
        _weights = weights.ToArray();
        _bias = bias.ToArray();
        Activation = activation;
    }

    /// <summary>The number of inputs.</summary>
    public int InputCount => _weights.Length / _bias.Length;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => _bias.Length;

    /// <summary>Row-major weights, inputs x outputs.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The bias, one number an output.</summary>
    public ReadOnlySpan<float> Bias => _bias;

    /// <summary>The function applied to each output.</summary>
    public NetworkActivation Activation { get; }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
