using System.Numerics;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Tests.Discrepancy;
using CteFast.Tests.Golden;
using MathNet.Numerics.LinearAlgebra;

namespace CteFast.Tests.Compression;

public class CoresetWeightsTests
{
    [Fact]
    public void Compute_FewPoints_IsTheBestOfAllSupports()
    {
        Properties.ForAll((1, 6), (1, 5), (0, 10_000), (size, d, seed) =>
        {
            double[] rows = RandomPoints.Normal(30, d, seed);
            int[] coreset = RandomPoints.Sample(30, size, seed);
            var oracle = new KernelOracle(rows, d);
            double[] weights = Weights(PointSet<double>.FromRows(rows, d), coreset);
            AssertOnSimplex(weights);
            // The ridge of 2 c ε loses no more than itself, and a gradient below the tolerance of 4 c ε no more than that: 36 ε.
            Assert.Equal(Best(oracle, coreset), Relative(oracle, coreset, weights), 1e-14);
        }, cases: 300);
    }

    [Fact]
    public void Compute_ManyPoints_MeetsTheConditionsOfAMinimum()
    {
        Properties.ForAll((1, 200), (1, 12), (0, 10_000), (size, d, seed) =>
        {
            double[] rows = RandomPoints.Normal(300, d, seed);
            int[] coreset = RandomPoints.Sample(300, size, seed);
            var oracle = new KernelOracle(rows, d);
            double[] weights = Weights(PointSet<double>.FromRows(rows, d), coreset);
            AssertOnSimplex(weights);
            double[] gradient = [.. coreset.Select(a => coreset.Zip(weights, (b, w) => w * oracle[a, b]).Sum() - oracle.Mean[a])];
            double multiplier = gradient.Zip(weights, (g, w) => g * w).Sum();
            // The ridge, the tolerance, and the residual of an ill-conditioned system, each some c ε = 4e-14.
            const double Tolerance = 5e-13;
            for (int i = 0; i < size; i++)
            {
                if (weights[i] > 0) Assert.Equal(multiplier, gradient[i], Tolerance);
                else Assert.InRange(gradient[i], multiplier - Tolerance, double.PositiveInfinity);
            }

            Assert.True(Relative(oracle, coreset, weights) <= Relative(oracle, coreset, Equal(size)) + 1e-15);
        });
    }

    [Fact]
    public void Compute_RepeatedPoints_GivesThemEqualWeightsAndTheMmdOfOne()
    {
        Properties.ForAll((2, 20), (1, 5), (0, 10_000), (size, d, seed) =>
        {
            double[] rows = RandomPoints.Normal(60, d, seed);
            PointSet<double> points = PointSet<double>.FromRows(rows, d);
            int[] coreset = RandomPoints.Sample(60, size, seed), repeated = [.. coreset, coreset[0], coreset[1], coreset[0]];
            var oracle = new KernelOracle(rows, d);
            double[] weights = Weights(points, repeated);
            AssertOnSimplex(weights);
            Assert.Equal(Relative(oracle, coreset, Weights(points, coreset)), Relative(oracle, repeated, weights), 1e-13);
        });

        // What is left to choose is chosen by the ridge of 10 ε: the least norm, as far as a factor with rounding of ε can tell.
        double[] shared = Weights(PointSet<double>.FromRows([0, 1, 5, 0.2], 1), [0, 2, 0, 0, 2]);
        Assert.All((double[])[shared[2] / shared[0], shared[3] / shared[0], shared[4] / shared[1]], ratio => Assert.InRange(ratio, 0.9, 1.1));
    }

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

    [Fact]
    public void Compute_Single_IsNeverWorseThanEqualWeights()
    {
        Properties.ForAll((1, 150), (1, 20), (0, 10_000), (size, d, seed) =>
        {
            float[] rows = RandomPoints.NormalSingle(300, d, seed);
            int[] coreset = RandomPoints.Sample(300, size, seed);
            var oracle = new KernelOracle([.. rows.Select(v => (double)v)], d);
            double[] weights = Weights(PointSet<float>.FromRows(rows, d), coreset);
            AssertOnSimplex(weights);
            double weighted = Relative(oracle, coreset, weights), equal = Relative(oracle, coreset, Equal(size));
            // Compared by means of kernel values up to 1, of relative error some 2 ε = 2e-7 each.
            Assert.True(weighted <= equal + 4e-7, $"{equal} became {weighted}.");
        });
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
            AssertOnSimplex(weights);
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

    /// <summary>The least value over all supports: of each, the minimum without the bound, where that is positive.</summary>
    private static double Best(KernelOracle k, int[] coreset)
    {
        double best = double.PositiveInfinity;
        for (int bits = 1; bits < 1 << coreset.Length; bits++)
        {
            int[] support = [.. coreset.Where((_, i) => (bits >> i & 1) != 0)];
            int n = support.Length;
            Matrix<double> system = Matrix<double>.Build.Dense(n + 1, n + 1, (i, j) => i < n && j < n ? k[support[i], support[j]] : i < n || j < n ? 1 : 0);
            var solution = system.Solve(MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(n + 1, i => i < n ? k.Mean[support[i]] : 1));
            double[] weights = [.. solution.Take(n)];
            if (weights.All(w => w >= 0)) best = Math.Min(best, Relative(k, support, weights));
        }

        return best;
    }

    /// <summary>The squared MMD less the input's own part.</summary>
    private static double Relative(KernelOracle k, int[] coreset, double[] weights) =>
        coreset.Zip(weights, (a, w) => w * (coreset.Zip(weights, (b, v) => v * k[a, b]).Sum() - 2 * k.Mean[a])).Sum();

    private static void AssertOnSimplex(double[] weights)
    {
        Assert.All(weights, w => Assert.InRange(w, 0, 1));
        // Divided by their sum: each is off by ε of itself, the sum by as much and what summing adds.
        Assert.Equal(1, weights.Sum(), weights.Length * 3e-16);
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
