namespace CteFast.Attribution.Models;

/// <summary>The function behind the hidden layers of a network.</summary>
public enum Activation
{
    /// <summary>max(x, 0), with the derivative 0 at 0.</summary>
    Relu,

    /// <summary>tanh(x).</summary>
    Tanh,
}
