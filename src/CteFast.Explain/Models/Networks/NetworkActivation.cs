namespace CteFast.Explain.Models.Networks;

/// <summary>The function behind a <see cref="NetworkLayer"/>.</summary>
public enum NetworkActivation
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>exp(x) / Σ exp(x) over the layer's outputs; in the last layer only.</summary>
    Softmax,
}
