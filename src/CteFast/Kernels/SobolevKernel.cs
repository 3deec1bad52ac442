namespace CteFast.Kernels;

/// <summary>
/// The periodic Sobolev kernel of smoothness s on [0, 1]^d:
/// <c>k(x, y) = Π_j (1 + (−1)^(s+1) (2π)^(2s) / (2s)! · B_2s({x_j − y_j})) − 1</c>, with B_2s the Bernoulli polynomial and
/// {·} the fractional part.
/// </summary>
/// <remarks>
/// Coordinates have period 1. <c>k(x, x) = (1 + 2ζ(2s))^d − 1</c>: in float it overflows from d = 60 (s = 1) on. Absolute
/// error about d·k(x, x) ε. Source: the kernel family of goodpoints.
/// </remarks>
[Kernel(Product = true)]
public readonly partial struct SobolevKernel
{
    // With w = t(1 − t): B_2 = 1/6 − w, B_4 = w² − 1/30, B_6 = 1/42 − w²/2 − w³; symmetric in t and 1 − t.
    private readonly double _c0;
    private readonly double _c1;
    private readonly double _c2;
    private readonly double _c3;

    /// <summary>Makes the kernel of a smoothness.</summary>
    /// <param name="smoothness">s: 1, 2 or 3.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="smoothness"/> is not 1, 2 or 3.</exception>
    public SobolevKernel(int smoothness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smoothness, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(smoothness, 3);
        double square = 4 * Math.PI * Math.PI;
        (_c0, _c1, _c2, _c3) = smoothness switch
        {
            1 => Scaled(square / 2, 1.0 / 6, -1, 0, 0),
            2 => Scaled(-square * square / 24, -1.0 / 30, 0, 1, 0),
            _ => Scaled(square * square * square / 720, 1.0 / 42, 0, -0.5, -1),
        };
    }

    private static (double, double, double, double) Scaled(double factor, double a0, double a1, double a2, double a3) =>
        (1 + factor * a0, factor * a1, factor * a2, factor * a3);

    private double Term(double x, double y)
    {
        double t = Math.Abs(x - y);
        double fraction = t - Math.Floor(t);
        double w = fraction - fraction * fraction;
        return _c0 + w * (_c1 + w * (_c2 + w * _c3));
    }

    private static double Profile(double product) => product - 1;
}
