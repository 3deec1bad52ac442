using System.Text.Json;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Golden;

/// <summary>The kernels that golden cases are computed with.</summary>
internal static class GoldenKernels
{
    public static SumKernel<GaussianKernel, double> Gaussian(params double[] squaredBandwidths) =>
        new(Array.ConvertAll(squaredBandwidths, s => new GaussianKernel(s)));

    public static SumKernel<SobolevKernel, double> Sobolev(params double[] smoothness) =>
        new(Array.ConvertAll(smoothness, s => new SobolevKernel((int)s)));

    public static PointSet<double> Points(this JsonElement element) => PointSet<double>.FromRows(element.Doubles("x"), element.Int("d"));

    public static int[] All(this PointSet<double> points) => [.. Enumerable.Range(0, points.Count)];

    public static KernelThinning<SumKernel<GaussianKernel, double>, double> Thinning(this JsonElement element) => new(Gaussian(element.Doubles("lam_sq")));
}
