namespace CteFast.Kernels;

/// <summary>
/// The cubic B-spline kernel <c>k(x, y) = Π_j (2 max(0, 1 − w_j)³ − max(0, 1 − 2w_j)³)</c> with <c>w_j = |x_j − y_j|/(2h)</c>:
/// a product over the features of cubic B-splines on knots of distance h, brought to 1 at their centre.
/// </summary>
/// <remarks>
/// Values in [0, 1], <c>k(x, x) = 1</c> exactly, exactly 0 where any feature differs by 2h or more. The spline is the box of
/// width h convolved with itself four times, so its Fourier transform sinc⁴ is not negative and the kernel is positive
/// definite. Absolute error about d ε. Source: the kernel B-spline(3, 1/h) of Dwivedi and Mackey, <i>Generalized Kernel
/// Thinning</i> (ICLR 2022).
/// </remarks>
[Kernel(Product = true)]
public readonly partial struct BSplineKernel
{
    private readonly double _scale;

    /// <summary>Makes the kernel of a bandwidth.</summary>
    /// <param name="bandwidth">h, the distance between the knots, in units of the features: half of how far the kernel reaches.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bandwidth"/> is not finite and positive.</exception>
    public BSplineKernel(double bandwidth)
    {
        Throw.IfNotFinitePositive(bandwidth);
        _scale = 0.5 / bandwidth;
    }

    private double Term(double x, double y)
    {
        double w = Math.Abs(x - y) * _scale;
        double outer = Math.Max(0, 1 - w);
        double inner = Math.Max(0, outer - w);
        double cube = outer * outer * outer;
        return cube + cube - inner * inner * inner;
    }

    private static double Profile(double product) => product;
}
