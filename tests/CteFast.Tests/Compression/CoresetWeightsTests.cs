using System.Numerics;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Tests.Golden;
using CteFast.Tests.Properties;

namespace CteFast.Tests.Compression;

public class CoresetWeightsTests
{
    [Fact]
    public void Compute_PointsThatAreAllEqual_GivesEqualWeights()
    {
        PointSet<float> points = PointSet<float>.FromRows([.. Enumerable.Repeat(0.1f, 60)], 3);
        Assert.Equal(Equal(7), Weights(points, [1, 2, 3, 4, 5, 6, 7]));
    }

    [Fact]
    public void Compute_WholeInput_LeavesNoDiscrepancy()
    {
        PointSet<double> points = RandomPoints.Points(80, 3, seed: 1);
        int[] all = [.. Enumerable.Range(0, 80)];
        var kernel = new GaussianKernel(6);
        // Three means near 1 cancel.
        Assert.InRange(Mmd.Squared(kernel, points, Means(kernel, points), all, Weights(points, all)), 0, 1e-15);
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Compute_UniformSample_MoreThanHalvesTheSquaredMmd()
    {
        RealSet set = RealSet.Read("diamonds");
        PointSet<float> points = set.Standardized();
        var kernel = new GaussianKernel(2 * set.FeatureCount);
        double[] mean = Means(kernel, points), weights = new double[64];
        int[] coreset = RandomPoints.Sample(points.Count, 64, seed: 1);
        new CoresetWeights<GaussianKernel, float>(kernel).Compute(points, mean, coreset, weights);
        Assert.True(Mmd.Squared(kernel, points, mean, coreset, weights) < 0.5 * Mmd.Squared(kernel, points, mean, coreset));
    }

    [Fact]
    public void Compute_GoldenSubsets_IsNoWorseThanTheirWeightsAndEqualOnes()
    {
        foreach (var c in GoldenFile.Cases("mmd.json"))
        {
            PointSet<double> points = c.Points();
            SumKernel<GaussianKernel, double> kernel = GoldenKernels.Gaussian(c.Doubles("lam_sq"));
            double[] mean = Means(kernel, points), weights = new double[c.Int("m")];
            int[] coreset = c.Ints("subset");
            var program = new CoresetWeights<SumKernel<GaussianKernel, double>, double>(kernel);
            program.Compute(points, mean, coreset, weights);
            WeightsProperties.AssertOnSimplex(weights);
            double squared = Mmd.Squared(kernel, points, mean, coreset, weights);
            Assert.Equal(c.Double("mmd2_weighted"), Mmd.Squared(kernel, points, mean, coreset, c.Doubles("weights")), 1e-14);
            Assert.True(squared < c.Double("mmd2_weighted") && squared < c.Double("mmd2"));
            program.Compute(points, mean, c.Ints("subset_with_repeats"), weights);
            Assert.True(Mmd.Squared(kernel, points, mean, c.Ints("subset_with_repeats"), weights) < c.Double("mmd2_with_repeats"));
        }
    }

    [Fact]
    public void Compute_ArgumentsThatDoNotFit_Throws()
    {
        PointSet<float> points = RandomPoints.PointsSingle(5000, 2, seed: 0);
        var weights = new CoresetWeights<GaussianKernel, float>(new GaussianKernel(4));
        double[] mean = new double[5000];
        Assert.Throws<ArgumentException>(() => weights.Compute(points, mean.AsSpan(1), [0, 1], new double[2]));
        Assert.Throws<ArgumentException>(() => weights.Compute(points, mean, [], []));
        Assert.Throws<ArgumentException>(() => weights.Compute(points, mean, [0, 1], new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => weights.Compute(points, mean, [0, 5000], new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => weights.Compute(points, mean, [.. Enumerable.Range(0, 4097)], new double[4097]));
    }

    [Fact]
    public void Compute_Cancelled_ThrowsAndIsUsableAfter()
    {
        PointSet<float> points = RandomPoints.PointsSingle(100, 2, seed: 0);
        var kernel = new GaussianKernel(4);
        double[] mean = Means(kernel, points), weights = new double[10];
        int[] coreset = RandomPoints.Sample(100, 10, seed: 1);
        var program = new CoresetWeights<GaussianKernel, float>(kernel);
        Assert.Throws<OperationCanceledException>(() => program.Compute(points, mean, coreset, weights, new CancellationToken(true)));
        program.Compute(points, mean, coreset, weights);
        Assert.Equal(Weights(points, coreset), weights);
    }

    [Fact]
    public void Compute_WarmedUp_AllocatesNothing()
    {
        PointSet<float> points = RandomPoints.PointsSingle(1000, 4, seed: 1);
        var kernel = new GaussianKernel(4);
        double[] mean = Means(kernel, points), weights = new double[60];
        int[] coreset = RandomPoints.Sample(1000, 60, seed: 1);
        var program = new CoresetWeights<GaussianKernel, float>(kernel);
        Allocations.AssertNone(() => program.Compute(points, mean, coreset, weights));
    }

    private static double[] Equal(int count) => [.. Enumerable.Repeat(1.0 / count, count)];

    private static double[] Weights(PointSet<double> points, int[] coreset) => Weights<GaussianKernel, double>(new(2 * points.FeatureCount), points, coreset);

    private static double[] Weights(PointSet<float> points, int[] coreset) => Weights<GaussianKernel, float>(new(2 * points.FeatureCount), points, coreset);

    private static double[] Weights<TKernel, T>(TKernel kernel, PointSet<T> points, int[] coreset)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] weights = new double[coreset.Length];
        new CoresetWeights<TKernel, T>(kernel).Compute(points, Means(kernel, points), coreset, weights);
        return weights;
    }

    private static double[] Means<TKernel, T>(TKernel kernel, PointSet<T> points)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        return mean;
    }
}
