using System.Numerics;
using CsCheck;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Tests.Discrepancy;
using MathNet.Numerics.LinearAlgebra;

namespace CteFast.Tests.Properties;

/// <summary>The weights of least MMD on the simplex: a convex quadratic program, whose minimum has certificates.</summary>
public sealed class WeightsProperties
{
    /// <summary>
    /// For any kernel and points, repeated ones included: the weights lie on the simplex, are no worse than equal ones, and no worse than any others by more
    /// than the duality gap max_i ⟨w, g⟩ − g_i of the gradient g, which is next to nothing. Source: Jaggi, <i>Revisiting Frank-Wolfe</i> (ICML 2013).
    /// </summary>
    [Fact]
    public void Compute_AnyKernelAndPoints_HasNextToNoDualityGap() => Property.Holds(
        Gen.Select(Problem.Of(1, 90, 5), Gen.Int[1, 40], Gen.Int[0, 10_000]), c =>
        {
            Subject subject = c.Item1.Subject;
            KernelSpace k = subject.Space;
            var random = new Random(c.Item3);
            int[] coreset = [.. Enumerable.Range(0, c.Item2).Select(_ => random.Next(k.Count))];
            double[] weights = subject.Weights(coreset), uniform = k.Uniform(), measure = k.Measure(coreset, weights);
            AssertOnSimplex(weights);
            double[] gradient = [.. coreset.Select(i => Enumerable.Range(0, k.Count).Sum(j => k[i, j] * (measure[j] - uniform[j])))];
            double gap = weights.Zip(gradient, (w, g) => w * g).Sum() - gradient.Min();
            // The program's ridge and tolerance are some c ε of the diagonal; sums of up to 90 values have as much.
            Assert.InRange(gap, double.NegativeInfinity, 2e-12 * k.Scale);
            Assert.True(k.SquaredMmd(measure, uniform) <= k.SquaredMmd(k.Measure(coreset), uniform) + 1e-12 * k.Scale);
        }, LesserMachine.Cases(200));

    /// <summary>The minimum over the simplex is, of all supports, the least value where the stationary point is positive: what enumeration of all supports finds.</summary>
    [Fact]
    public void Compute_FewPoints_IsTheBestOfAllSupports()
    {
        Property.ForAll((1, 6), (1, 5), (0, 10_000), (size, d, seed) =>
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

    /// <summary>Karush, Kuhn and Tucker: the gradient is the same where a weight is positive, and no smaller where it is zero.</summary>
    [Fact]
    public void Compute_ManyPoints_MeetsTheConditionsOfAMinimum()
    {
        Property.ForAll((1, 200), (1, 12), (0, 10_000), (size, d, seed) =>
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

    /// <summary>A point that is there three times is one point: the best MMD is the same, and equal points share the weight.</summary>
    [Fact]
    public void Compute_RepeatedPoints_GivesThemEqualWeightsAndTheMmdOfOne()
    {
        Property.ForAll((2, 20), (1, 5), (0, 10_000), (size, d, seed) =>
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

    /// <summary>Equal weights lie on the simplex: the best ones are no worse.</summary>
    [Fact]
    public void Compute_Single_IsNeverWorseThanEqualWeights()
    {
        Property.ForAll((1, 150), (1, 20), (0, 10_000), (size, d, seed) =>
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

    /// <summary>Weights between 0 and 1 that add up to 1.</summary>
    internal static void AssertOnSimplex(double[] weights)
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
