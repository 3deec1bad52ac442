namespace CteFast.Kernels;

/// <summary>The families of kernels in the box.</summary>
public enum KernelFamily
{
    /// <summary><see cref="GaussianKernel"/>.</summary>
    Gaussian,

    /// <summary><see cref="SumKernel{TKernel, T}"/> of three Gaussians.</summary>
    SumOfGaussians,

    /// <summary><see cref="LaplaceKernel"/>.</summary>
    Laplace,

    /// <summary><see cref="Matern12Kernel"/>.</summary>
    Matern12,

    /// <summary><see cref="Matern32Kernel"/>.</summary>
    Matern32,

    /// <summary><see cref="Matern52Kernel"/>.</summary>
    Matern52,

    /// <summary><see cref="InverseMultiquadricKernel"/>.</summary>
    InverseMultiquadric,

    /// <summary><see cref="RationalQuadraticKernel"/>.</summary>
    RationalQuadratic,

    /// <summary><see cref="BSplineKernel"/>.</summary>
    BSpline,

    /// <summary><see cref="SobolevKernel"/>, of points on [0, 1]^d.</summary>
    Sobolev,
}
