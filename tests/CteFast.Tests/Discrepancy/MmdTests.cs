using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Discrepancy;

public class MmdTests
{
    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void SquaredOfUniform_ManySamples_IsTheirMean()
    {
        const int Samples = 4000;
        const int D = 3;
        PointSet<double> points = RandomPoints.Points(200, D, seed: 5);
        var kernel = new GaussianKernel(2 * D);
        double[] mean = Means(kernel, points);
        foreach (int size in (int[])[1, 7, 40, 150])
        {
            double[] values = [.. Enumerable.Range(0, Samples).Select(seed => Mmd.Squared(kernel, points, mean, RandomPoints.Sample(points.Count, size, seed)))];
            double average = values.Average();
            double standardError = Math.Sqrt(values.Average(v => (v - average) * (v - average)) / Samples);
            Assert.InRange(Mmd.SquaredOfUniform(kernel, points, mean, size), average - 4 * standardError, average + 4 * standardError);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void SquaredOfUniform_AllSubsets_IsTheirMean(int n)
    {
        Check(new GaussianKernel(2), RandomPoints.Points(n, 1, seed: n));
        // Its k(x, x) is not 1.
        Check(new SumKernel<SobolevKernel, double>(new SobolevKernel(1), new SobolevKernel(2)), PointSet<double>.FromRows(RandomPoints.Uniforms(2 * n, n), 2));

        static void Check<TKernel>(TKernel kernel, PointSet<double> points)
            where TKernel : struct, IKernel<double>
        {
            double[] mean = Means(kernel, points);
            int[][] subsets = [.. Enumerable.Range(1, (1 << points.Count) - 1).Select(bits => Enumerable.Range(0, points.Count).Where(i => (bits >> i & 1) != 0).ToArray())];
            foreach (IGrouping<int, int[]> ofSize in subsets.GroupBy(subset => subset.Length))
            {
                // A dozen sums of up to 81 values, the largest near 5.
                double expected = ofSize.Average(subset => Mmd.Squared(kernel, points, mean, subset));
                Assert.Equal(expected, Mmd.SquaredOfUniform(kernel, points, mean, ofSize.Key), 1e-13);
            }
        }
    }

    [Theory]
    [InlineData("breast_cancer", 8)]
    [InlineData("digits", 16)]
    [InlineData("spam", 32)]
    [InlineData("satellite", 32)]
    public void Squared_RealSet_AgreesWithTheOracleInSingleAndDouble(string name, int size)
    {
        RealSet set = RealSet.Read(name);
        PointSet<float> single = set.Standardized();
        PointSet<double> points = PointSet<double>.FromRowsStandardized([.. set.Rows.Select(v => (double)v)], set.FeatureCount);
        var oracle = new KernelOracle(Standardized(set), set.FeatureCount);
        var kernel = new GaussianKernel(2 * set.FeatureCount);
        double[] singleMean = Means(kernel, single), mean = Means(kernel, points);
        double uniform = Enumerable.Range(0, set.Count).Average(i => oracle[i, i]) - oracle.Mean.Average();
        for (int seed = 0; seed < 5; seed++)
        {
            int[] coreset = RandomPoints.Sample(set.Count, size, seed);
            double expected = Math.Sqrt(oracle.SquaredMmd(coreset));
            Assert.Equal(expected, Math.Sqrt(Mmd.Squared(kernel, single, singleMean, coreset)), 1e-6);
            // Means of values up to 1 whose exponential is correct to a few ε, under a root of at least .1.
            Assert.Equal(expected, Math.Sqrt(Mmd.Squared(kernel, points, mean, coreset)), 1e-14);
        }

        double spread = uniform / size * (set.Count - size) / (set.Count - 1);
        Assert.Equal(Math.Sqrt(spread), Math.Sqrt(Mmd.SquaredOfUniform(kernel, single, singleMean, size)), 1e-6);
        Assert.Equal(Math.Sqrt(spread), Math.Sqrt(Mmd.SquaredOfUniform(kernel, points, mean, size)), 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void Compute_AnyNumberOfPoints_IsTheMeanOfTheMatrix(int n)
    {
        const int D = 4;
        double[] rows = RandomPoints.Normal(n, D, seed: n), mean = Means(new GaussianKernel(2 * D), PointSet<double>.FromRows(rows, D));
        var oracle = new KernelOracle(rows, D);
        for (int i = 0; i < n; i++) Assert.Equal(oracle.Mean[i], mean[i], 1e-14);
    }

    [Theory]
    [InlineData(9_000, 3)]
    [InlineData(17_003, 2)]
    public void Compute_ManyPoints_IsTheMeanOfTheFormulaWhateverTheThreads(int n, int d)
    {
        // Long panels, several for each group of sums, the last one shorter.
        float[] rows = RandomPoints.NormalSingle(n, d, seed: 5);
        PointSet<float> points = PointSet<float>.FromRows(rows, d);
        var kernel = new GaussianKernel(2 * d);
        double[] mean = new double[n], parallel = new double[n], overReference = new double[n];
        KernelMean.Compute(kernel, points, mean);
        KernelMean.Compute(kernel, points, parallel, threads: 3);
        Assert.Equal(mean, parallel);
        KernelMean.Compute(kernel, points, points, overReference);
        for (int i = 0; i < n; i += 191)
        {
            double expected = 0;
            for (int j = 0; j < n; j++)
            {
                double squared = 0;
                for (int f = 0; f < d; f++) squared += Math.Pow((double)rows[i * d + f] - rows[j * d + f], 2);
                expected += Math.Exp(-squared / (2 * d)) / n;
            }

            Assert.Equal(expected, mean[i], 2e-7);
            Assert.Equal(expected, overReference[i], 2e-7);
        }
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void SquaredThrough_ReferencesDrawnAtRandom_HasNoBias()
    {
        const int N = 300, Draws = 400;
        double[] rows = RandomPoints.Normal(N, 2, seed: 1);
        PointSet<double> points = PointSet<double>.FromRows(rows, 2);
        var kernel = new GaussianKernel(4);
        int[] coreset = [.. Enumerable.Range(0, N).OrderByDescending(i => rows[2 * i]).Take(100)];
        double expected = Mmd.Squared(kernel, points, Means(kernel, points), coreset);
        double[] estimates = [.. Enumerable.Range(0, Draws).Select(draw =>
            Mmd.SquaredThrough(kernel, Part(coreset), Part(RandomPoints.Sample(N, 50, 2 * draw)), Part(RandomPoints.Sample(N, 50, 2 * draw + 1))))];
        double mean = estimates.Average(), error = Math.Sqrt(estimates.Average(e => (e - mean) * (e - mean)) / Draws);
        Assert.InRange(mean, expected - 4 * error, expected + 4 * error);
        Assert.True(error < expected / 50, $"{mean} ± {error}");

        PointSet<double> Part(int[] indices) => PointSet<double>.FromRows([.. indices.SelectMany(i => rows.AsSpan(2 * i, 2).ToArray())], 2);
    }

    [Fact]
    public void Squared_LengthsThatDoNotFit_Throws()
    {
        PointSet<float> points = RandomPoints.PointsSingle(20, 2, seed: 0);
        var kernel = new GaussianKernel(4);
        double[] mean = new double[20];
        Assert.Throws<ArgumentException>(() => KernelMean.Compute(kernel, points, new double[19]));
        Assert.Throws<ArgumentException>(() => Mmd.Squared(kernel, points, mean, []));
        Assert.Throws<ArgumentException>(() => Mmd.Squared(kernel, points, mean.AsSpan(1), [0]));
        Assert.Throws<ArgumentException>(() => Mmd.Squared(kernel, points, mean, [0, 1], [1.0]));
        Assert.Throws<ArgumentException>(() => Mmd.SquaredOfUniform(kernel, points, mean.AsSpan(1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mmd.SquaredOfUniform(kernel, points, mean, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mmd.SquaredOfUniform(kernel, points, mean, 21));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mmd.SquaredOfUniformThrough(kernel, points, points, 20, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mmd.SquaredOfUniformThrough(kernel, points, points, 20, 21));
        Assert.Throws<ArgumentException>(() => Mmd.SquaredThrough(kernel, points, points, RandomPoints.PointsSingle(20, 3, seed: 0)));
        foreach (int index in (int[])[20, -1, int.MinValue, int.MaxValue])
            Assert.Throws<ArgumentOutOfRangeException>(() => Mmd.Squared(kernel, points, mean, [0, index]));
    }

    private static double[] Means<TKernel, T>(TKernel kernel, PointSet<T> points)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        return mean;
    }

    /// <summary>Columns of mean 0 and standard deviation 1 by the definitions, a constant one at 0.</summary>
    private static double[] Standardized(RealSet set)
    {
        double[] rows = [.. set.Rows.Select(v => (double)v)];
        for (int j = 0; j < set.FeatureCount; j++)
        {
            int[] places = [.. Enumerable.Range(0, set.Count).Select(i => i * set.FeatureCount + j)];
            double mean = places.Average(i => rows[i]), deviation = Math.Sqrt(places.Average(i => Math.Pow(rows[i] - mean, 2)));
            foreach (int i in places) rows[i] = deviation < 1e-12 ? 0 : (rows[i] - mean) / deviation;
        }

        return rows;
    }
}
