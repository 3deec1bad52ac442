namespace CteFast.Attribution.Models;

/// <summary>The activation function of a network's hidden layers.</summary>
public enum Activation
{
    /// <summary>max(x, 0), with the derivative 0 at 0.</summary>
    Relu,

    /// <summary>tanh(x).</summary>
    Tanh,
}
