using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Tests.Discrepancy;

namespace CteFast.Tests.Compression;

/// <summary>Compress++ against the oracle, above all where the reference has nothing to say: any n, any size, refined.</summary>
public class CompressionOracleTests
{
    private const int Seeds = 6;

    [Theory]
    [InlineData(1024, 3, 32, 2, 4)]
    [InlineData(777, 2, 13, 2, 4)]
    [InlineData(1100, 5, 20, 2, 1)]
    [InlineData(900, 1, 3, 2, 3)]
    [InlineData(97, 4, 97, 4, 4)]
    [InlineData(601, 2, 40, 1, 7)]
    [InlineData(250, 3, 12, 4, 4)]
    public void Run_Double_GivesTheOraclesCoreset(int n, int d, int size, int oversampling, int bins)
    {
        int compared = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] rows = RandomPoints.Normal(n, d, seed);
            foreach (bool refine in (bool[])[false, true])
            {
                var options = new CoresetOptions { Seed = seed, Oversampling = oversampling, Bins = bins, Refine = refine };
                var oracle = new CompressOracle(new KernelOracle(rows, d));
                int[] expected = oracle.Run(size, options), coreset = new int[size];
                new CoresetCompressor<GaussianKernel, double>(new GaussianKernel(2 * d), options).Run(PointSet<double>.FromRows(rows, d), coreset);
                // Rounding is at most n² ε = 6e-11.
                if (oracle.Thinning.Margin <= 1e-10) continue;
                Assert.Equal(expected, coreset);
                compared++;
            }
        }

        // With g = 0 halvings of few points meet ties.
        Assert.True(compared >= Seeds, $"Only {compared} of {2 * Seeds} cases had no ties.");
    }
}
