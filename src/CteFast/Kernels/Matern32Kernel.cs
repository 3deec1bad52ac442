namespace CteFast.Kernels;

/// <summary>
/// The Matérn kernel of smoothness ν = 3/2, <c>k(x, y) = (1 + a) exp(−a)</c> with <c>a = √3 r/ℓ</c> and r = ‖x − y‖₂.
/// </summary>
/// <remarks>
/// Values in [0, 1], <c>k(x, x) = 1</c> exactly, 0 once a exceeds 87 in float (708 in double) or r² overflows. Relative
/// error about (1 + a) ε. Source: Rasmussen and Williams, <i>Gaussian Processes for Machine Learning</i> (2006), equation 4.17.
/// </remarks>
[Kernel]
public readonly partial struct Matern32Kernel
{
    private readonly double _scale;

    /// <summary>Makes the kernel of a length scale.</summary>
    /// <param name="lengthScale">ℓ, in units of the features.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lengthScale"/> is not finite and positive.</exception>
    public Matern32Kernel(double lengthScale)
    {
        Throw.IfNotFinitePositive(lengthScale);
        _scale = Math.Sqrt(3) / lengthScale;
    }

    private static double Term(double x, double y)
    {
        double difference = x - y;
        return difference * difference;
    }

    private double Profile(double sum)
    {
        // Past 1000 the exponential is 0 in both types; without a limit an overflowing distance would give ∞ · 0.
        double a = Math.Min(Math.Sqrt(sum) * _scale, 1000);
        return (1 + a) * Math.Exp(-a);
    }
}
