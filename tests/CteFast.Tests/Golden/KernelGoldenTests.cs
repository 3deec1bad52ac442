using System.Text.Json;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Golden;

public class KernelGoldenTests
{
    [Fact]
    public void Gaussian_GoldenPairs_AgreesToRounding() =>
        CheckAll("gaussian", "lam_sq", "p", "q", p => GoldenKernels.Gaussian(p), rounding: 2e-16);

    [Fact]
    public void Sobolev_GoldenPairs_AgreesToRounding() =>
        // The reference sums the powers of the Bernoulli polynomial, up to 3 (2π)^6/720 = 256 with cancellation.
        CheckAll("sobolev", "s", "u", "v", p => GoldenKernels.Sobolev(p), rounding: 256 * 1.1e-16);

    private static void CheckAll<TKernel>(string family, string parameter, string left, string right, Func<double[], TKernel> make, double rounding)
        where TKernel : struct, IKernel<double>
    {
        foreach (JsonElement c in GoldenFile.Cases("kernels.json"))
        {
            int d = c.Int("d");
            double[] x = c.Doubles(left), y = c.Doubles(right);
            foreach (JsonElement expected in c.GetProperty(family).EnumerateArray())
            {
                TKernel kernel = make(expected.Doubles(parameter));
                double[] values = expected.Doubles("values"), matrix = Matrix(kernel, x, y, d);
                double diagonal = expected.Double("diag");
                for (int i = 0; i < values.Length; i++)
                {
                    // d terms and a profile, relative to the largest value there is.
                    double tolerance = (d + 2) * rounding * Math.Max(1, diagonal);
                    Assert.Equal(values[i], kernel.Evaluate(x.AsSpan(i * d, d), y.AsSpan(i * d, d)), tolerance);
                    Assert.Equal(values[i], matrix[i * values.Length + i], tolerance);
                    Assert.Equal(diagonal, kernel.Evaluate(x.AsSpan(i * d, d), x.AsSpan(i * d, d)), tolerance);
                }
            }
        }
    }

    private static double[] Matrix<TKernel>(TKernel kernel, double[] x, double[] y, int d)
        where TKernel : struct, IKernel<double>
    {
        int n = x.Length / d;
        double[] matrix = new double[n * n];
        KernelMatrix.Fill(kernel, PointSet<double>.FromRows(x, d), PointSet<double>.FromRows(y, d), matrix);
        return matrix;
    }

    [Fact]
    public void Mmd_GoldenSubsets_AgreesToRounding()
    {
        foreach (JsonElement c in GoldenFile.Cases("mmd.json"))
        {
            PointSet<double> points = c.Points();
            var kernel = GoldenKernels.Gaussian(c.Doubles("lam_sq"));
            double[] mean = new double[points.Count];
            KernelMean.Compute(kernel, points, mean);
            Assert.Equal(c.Double("k_mean"), mean.Average(), 1e-14);
            Assert.Equal(c.Double("mmd2"), Mmd.Squared(kernel, points, mean, c.Ints("subset")), 1e-14);
            Assert.Equal(c.Double("mmd2_with_repeats"), Mmd.Squared(kernel, points, mean, c.Ints("subset_with_repeats")), 1e-14);
            Assert.Equal(c.Double("mmd2_weighted"), Mmd.Squared(kernel, points, mean, c.Ints("subset"), c.Doubles("weights")), 1e-14);
        }
    }
}
