namespace CteFast.Kernels;

/// <summary>The inverse multiquadric kernel <c>k(x, y) = (1 + r²/σ²)^(−1/2)</c> with r = ‖x − y‖₂.</summary>
/// <remarks>
/// Values in [0, 1], <c>k(x, x) = 1</c> exactly; falls off as σ/r and never underflows, but is 0 where r²/σ² overflows.
/// Relative error about 2 ε, whatever the distance. Source: the kernel IMQ(1/2, σ) of Dwivedi and Mackey, <i>Generalized
/// Kernel Thinning</i> (ICLR 2022).
/// </remarks>
[Kernel]
public readonly partial struct InverseMultiquadricKernel
{
    private readonly double _scale;

    /// <summary>Makes the kernel of a squared bandwidth.</summary>
    /// <param name="squaredBandwidth">σ², in squared units of the features.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="squaredBandwidth"/> is not finite and positive.</exception>
    public InverseMultiquadricKernel(double squaredBandwidth)
    {
        Throw.IfNotFinitePositive(squaredBandwidth);
        _scale = 1 / squaredBandwidth;
    }

    private static double Term(double x, double y)
    {
        double difference = x - y;
        return difference * difference;
    }

    private double Profile(double sum) => 1 / Math.Sqrt(1 + sum * _scale);
}
