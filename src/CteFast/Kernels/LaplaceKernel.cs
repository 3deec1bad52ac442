namespace CteFast.Kernels;

/// <summary>The Laplace kernel <c>k(x, y) = exp(−‖x − y‖₁ / σ)</c>, of the sum of the features' absolute differences.</summary>
/// <remarks>
/// Values in [0, 1], <c>k(x, x) = 1</c> exactly, 0 once ‖x − y‖₁/σ exceeds 87 in float (708 in double). Relative error about
/// (1 + ‖x − y‖₁/σ) ε. Of the Euclidean distance instead, exp(−‖x − y‖₂/σ) is <see cref="Matern12Kernel"/>. Source: Rahimi
/// and Recht, <i>Random Features for Large-Scale Kernel Machines</i> (NIPS 2007), figure 1.
/// </remarks>
[Kernel]
public readonly partial struct LaplaceKernel
{
    private readonly double _scale;

    /// <summary>Makes the kernel of a bandwidth.</summary>
    /// <param name="bandwidth">σ, in units of the features; not squared.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bandwidth"/> is not finite and positive.</exception>
    public LaplaceKernel(double bandwidth)
    {
        Throw.IfNotFinitePositive(bandwidth);
        _scale = -1 / bandwidth;
    }

    private static double Term(double x, double y) => Math.Abs(x - y);

    private double Profile(double sum) => Math.Exp(sum * _scale);
}
