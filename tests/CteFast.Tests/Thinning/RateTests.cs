using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Thinning;

/// <summary>
/// How fast the MMD of √n points falls with n: the slope of a line fitted to its logarithm, with an interval. Uniform samples lose n^(−1/4); kernel
/// thinning promises n^(−1/2) but for logarithms.
/// </summary>
[Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
public class RateTests
{
    private const int D = 2;
    private const int Seeds = 24;

    // Powers of four, where Compress++ is the published one: no rows left out, √n points.
    private static readonly int[] Counts = [256, 1024, 4096, 16_384];

    // 97.5 % of Student's t with 4 · 24 − 2 degrees of freedom.
    private const double T = 1.986;

    [Fact]
    public void Mmd_UniformSamples_FallsByTheFourthRoot()
    {
        (double slope, double error) = Slope(CompressionMethod.Uniform, refine: false);
        Assert.InRange(-0.25, slope - T * error, slope + T * error);
        Assert.True(error < 0.02, $"{slope} ± {error} says little.");
    }

    [Theory]
    [InlineData(CompressionMethod.CompressPlusPlus, false)]
    [InlineData(CompressionMethod.CompressPlusPlus, true)]
    [InlineData(CompressionMethod.KernelThinning, false)]
    public void Mmd_Thinned_FallsNearlyByTheSquareRoot(CompressionMethod method, bool refine)
    {
        (double slope, double error) = Slope(method, refine);
        Assert.True(slope + T * error < -0.45, $"{slope} ± {error}");
        // Far faster than promised would be a wrong measure: no √n points of two dimensions do that.
        Assert.True(slope - T * error > -0.75, $"{slope} ± {error}");
    }

    /// <summary>The least-squares slope of log MMD over log n, seeds with rows of their own as the points of the fit, and its standard error.</summary>
    private static (double Slope, double Error) Slope(CompressionMethod method, bool refine)
    {
        var kernel = new GaussianKernel(2 * D);
        List<(double X, double Y)> fitted = [];
        foreach (int n in Counts)
        {
            for (int seed = 0; seed < Seeds; seed++)
            {
                PointSet<float> points = PointSet<float>.FromRowsStandardized(RandomPoints.NormalSingle(n, D, 1000 * seed + n), D);
                var options = new CoresetOptions { Method = method, Refine = refine, Seed = seed, Threads = 2 };
                Coreset coreset = Coreset.Compress(points, kernel, (int)Math.Sqrt(n), options);
                fitted.Add((Math.Log(n), Math.Log(coreset.SquaredMmd) / 2));
            }
        }

        double meanX = fitted.Average(p => p.X), meanY = fitted.Average(p => p.Y), squares = fitted.Sum(p => (p.X - meanX) * (p.X - meanX));
        double slope = fitted.Sum(p => (p.X - meanX) * (p.Y - meanY)) / squares;
        double residuals = fitted.Sum(p => Math.Pow(p.Y - meanY - slope * (p.X - meanX), 2));
        return (slope, Math.Sqrt(residuals / (fitted.Count - 2) / squares));
    }
}
