namespace CteFast.Kernels;

/// <summary>The rational quadratic kernel <c>k(x, y) = (1 + r²/(2αℓ²))^(−α)</c> with r = ‖x − y‖₂.</summary>
/// <remarks>
/// A mixture of Gaussians of all bandwidths; towards exp(−r²/(2ℓ²)), the Gaussian of squared bandwidth 2ℓ², as α grows.
/// Values in [0, 1], <c>k(x, x) = 1</c> exactly, 0 once α·log(1 + r²/(2αℓ²)) exceeds 87 in float (708 in double) or r²
/// overflows. Computed as exp(−α·log(…)): relative error about (1 + α(1 + log(1 + r²/(2αℓ²)))) ε, so α should stay well
/// below 1/ε. Source: Rasmussen and Williams, <i>Gaussian Processes for Machine Learning</i> (2006), equation 4.19.
/// </remarks>
[Kernel]
public readonly partial struct RationalQuadraticKernel
{
    private readonly double _scale;
    private readonly double _power;

    /// <summary>Makes the kernel of a length scale and a shape.</summary>
    /// <param name="lengthScale">ℓ, in units of the features.</param>
    /// <param name="alpha">α: the smaller, the heavier the tail.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite and positive.</exception>
    public RationalQuadraticKernel(double lengthScale, double alpha)
    {
        Throw.IfNotFinitePositive(lengthScale);
        Throw.IfNotFinitePositive(alpha);
        _scale = 1 / (2 * alpha * lengthScale * lengthScale);
        _power = -alpha;
    }

    private static double Term(double x, double y)
    {
        double difference = x - y;
        return difference * difference;
    }

    private double Profile(double sum) => Math.Exp(_power * Math.Log(1 + sum * _scale));
}
