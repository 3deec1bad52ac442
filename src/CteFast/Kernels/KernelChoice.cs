namespace CteFast.Kernels;

/// <summary>One of the library's kernels, chosen when the program runs by its family and a width that means the same to all families.</summary>
/// <remarks>
/// <para>The width is that of the Gaussian exp(−r²/σ²), of which the others take theirs:</para>
/// <list type="bullet">
/// <item>sum of Gaussians: σ²/4, σ² and 4σ²;</item>
/// <item>inverse multiquadric: σ²;</item>
/// <item>Matérn and rational quadratic (α = 1): the length scale ℓ = σ/√2, with which exp(−r²/(2ℓ²)) is the Gaussian;</item>
/// <item>Laplace: √d ℓ, as ‖x − y‖₁ is at most √d r, so that it is nowhere narrower than Matérn ½ of ℓ;</item>
/// <item>B-spline: knots h = √(3/2) σ apart, with which spline and Gaussian have the same variance in every feature;</item>
/// <item>Sobolev (s = 1): none, its period is 1.</item>
/// </list>
/// </remarks>
/// <param name="Family">The family.</param>
/// <param name="SquaredBandwidth">σ², in squared units of the features, such as a rule of <see cref="Bandwidth"/> gives; not used by <see cref="KernelFamily.Sobolev"/>.</param>
public readonly record struct KernelChoice(KernelFamily Family, double SquaredBandwidth)
{
    /// <summary>Calls a function with the kernel, in single precision.</summary>
    /// <param name="featureCount">The number of features of the points, d.</param>
    /// <param name="function">The function.</param>
    /// <typeparam name="TFunction">The function's type.</typeparam>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">The family is none, or the squared bandwidth is not finite and positive.</exception>
    public TResult Invoke<TFunction, TResult>(int featureCount, TFunction function)
        where TFunction : IKernelFunction<TResult>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        if (Family != KernelFamily.Sobolev) Throw.IfNotFinitePositive(SquaredBandwidth);
        double lengthScale = Math.Sqrt(SquaredBandwidth / 2);
        switch (Family)
        {
            case KernelFamily.Gaussian:
                return function.Invoke(new GaussianKernel(SquaredBandwidth));
            case KernelFamily.SumOfGaussians:
                return function.Invoke(new SumKernel<GaussianKernel, float>(new(SquaredBandwidth / 4), new(SquaredBandwidth), new(SquaredBandwidth * 4)));
            case KernelFamily.Laplace:
                return function.Invoke(new LaplaceKernel(Math.Sqrt(featureCount) * lengthScale));
            case KernelFamily.Matern12:
                return function.Invoke(new Matern12Kernel(lengthScale));
            case KernelFamily.Matern32:
                return function.Invoke(new Matern32Kernel(lengthScale));
            case KernelFamily.Matern52:
                return function.Invoke(new Matern52Kernel(lengthScale));
            case KernelFamily.InverseMultiquadric:
                return function.Invoke(new InverseMultiquadricKernel(SquaredBandwidth));
            case KernelFamily.RationalQuadratic:
                return function.Invoke(new RationalQuadraticKernel(lengthScale, alpha: 1));
            case KernelFamily.BSpline:
                return function.Invoke(new BSplineKernel(Math.Sqrt(1.5 * SquaredBandwidth)));
            case KernelFamily.Sobolev:
                return function.Invoke(new SobolevKernel(smoothness: 1));
            default:
                Throw.OutOfRange(nameof(Family), Family, "must be one of the families");
                return default;
        }
    }
}
