namespace CteFast.Kernels;

/// <summary>The Matérn kernel of smoothness ν = 1/2, <c>k(x, y) = exp(−r/ℓ)</c> with r = ‖x − y‖₂: the exponential kernel.</summary>
/// <remarks>
/// Values in [0, 1], <c>k(x, x) = 1</c> exactly, 0 once r/ℓ exceeds 87 in float (708 in double) or r² overflows. Relative
/// error about (1 + r/ℓ) ε. Source: Rasmussen and Williams, <i>Gaussian Processes for Machine Learning</i> (2006),
/// section 4.2.1.
/// </remarks>
[Kernel]
public readonly partial struct Matern12Kernel
{
    private readonly double _scale;

    /// <summary>Makes the kernel of a length scale.</summary>
    /// <param name="lengthScale">ℓ, in units of the features.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lengthScale"/> is not finite and positive.</exception>
    public Matern12Kernel(double lengthScale)
    {
        Throw.IfNotFinitePositive(lengthScale);
        _scale = -1 / lengthScale;
    }

    private static double Term(double x, double y)
    {
        double difference = x - y;
        return difference * difference;
    }

    private double Profile(double sum) => Math.Exp(Math.Sqrt(sum) * _scale);
}
