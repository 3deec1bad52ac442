namespace CteFast.Kernels;

/// <summary>The homogeneous polynomial kernel of degree two, <c>k(x, y) = (x·y)²</c>.</summary>
/// <remarks>
/// Not negative; <c>k(x, x) = ‖x‖⁴</c>, which overflows where norms exceed the fourth root of the largest number. The scalar product's error of d
/// roundings counts twice. Its MMD between two sets is the Frobenius norm of the difference of their means of x·xᵀ: it sees second moments and nothing else.
/// </remarks>
[Kernel]
public readonly partial struct QuadraticKernel
{
    private static double Term(double x, double y) => x * y;

    private static double Profile(double sum) => sum * sum;
}
