namespace CteFast.Kernels;

/// <summary>The Gaussian kernel <c>k(x, y) = exp(−‖x − y‖² / σ²)</c>.</summary>
/// <remarks>
/// Values in [0, 1], <c>k(x, x) = 1</c> exactly, 0 once r²/σ² exceeds 88.03 in float (709 in double). Relative error about
/// (1 + r²/σ²) ε.
/// </remarks>
[Kernel]
public readonly partial struct GaussianKernel
{
    private readonly double _scale;

    /// <summary>Makes the kernel of a squared bandwidth.</summary>
    /// <param name="squaredBandwidth">σ², in squared units of the features; 2d on d standardised features is the paper's choice.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="squaredBandwidth"/> is not finite and positive.</exception>
    public GaussianKernel(double squaredBandwidth)
    {
        Throw.IfNotFinitePositive(squaredBandwidth);
        _scale = -1 / squaredBandwidth;
    }

    private static double Term(double x, double y)
    {
        double difference = x - y;
        return difference * difference;
    }

    private double Profile(double sum) => Math.Exp(sum * _scale);
}
