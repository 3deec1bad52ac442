using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Tests.Discrepancy;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

public class KernelHerdingTests
{
    // Sums of up to 300 numbers of which none exceeds 100: 300 · 100 · ε = 7e-12.
    private const double Rounding = 1e-11;

    [Fact]
    public void Run_Double_GivesTheOraclesCoreset()
    {
        int compared = 0;
        Property.ForAll((1, 150), (1, 20), (0, 10_000), (n, d, seed) =>
        {
            double[] rows = RandomPoints.Normal(n, d, seed);
            bool unique = seed % 2 == 0;
            int size = 1 + seed % (unique ? n : 300);
            int[] coreset = new int[size];
            new KernelHerding<GaussianKernel, double>(new GaussianKernel(2 * d)).Run(PointSet<double>.FromRows(rows, d), unique, coreset);
            (int[] expected, double margin) = Herd(new KernelOracle(rows, d), size, unique);
            if (margin <= Rounding) return;
            Assert.Equal(expected, coreset);
            compared++;
        });
        // Near ties are rare: no two points are equal.
        Assert.InRange(compared, 80, 100);
    }

    [Fact]
    public void Run_KernelOfUnequalDiagonal_GivesTheOraclesCoreset()
    {
        // x·y + 1 in one dimension: k(x, x) is anything but constant.
        double[] rows = RandomPoints.Normal(40, 1, seed: 3);
        int[] coreset = new int[25];
        new KernelHerding<LinearKernel, double>(default).Run(PointSet<double>.FromRows(rows, 1), unique: true, coreset);
        List<int> expected = [];
        for (int t = 0; t < coreset.Length; t++)
        {
            expected.Add(Enumerable.Range(0, 40).Except(expected).MinBy(x => Squared([.. expected, x])));
        }

        Assert.Equal(expected, coreset);

        // The squared MMD of a linear kernel is the squared difference of the means.
        double Squared(int[] chosen) => Math.Pow(chosen.Average(i => rows[i]) - rows.Average(), 2);
    }

    [Fact]
    public void Run_Single_IsAsGoodAsTheOracle()
    {
        foreach (int size in (int[])[1, 10, 60, 300])
        {
            float[] rows = RandomPoints.NormalSingle(300, 4, seed: size);
            int[] coreset = new int[size];
            new KernelHerding<GaussianKernel, float>(new GaussianKernel(8)).Run(PointSet<float>.FromRows(rows, 4), unique: true, coreset);
            var oracle = new KernelOracle([.. rows.Select(v => (double)v)], 4);
            (int[] expected, _) = Herd(oracle, size, unique: true);
            Assert.Equal(size, coreset.Distinct().Count());
            // Of two points whose statistics differ by less than c ε, c² times the MMD² differs by twice that: over all c choices 2ε, 2e-7.
            Assert.Equal(oracle.SquaredMmd(expected), oracle.SquaredMmd(coreset), 1e-6);
        }
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Run_ManyPoints_IsFarBetterThanAUniformSample()
    {
        // Several chunks, the last one not full.
        PointSet<float> points = RandomPoints.PointsSingle(9001, 3, seed: 1);
        var kernel = new GaussianKernel(6);
        double[] mean = new double[9001];
        KernelMean.Compute(kernel, points, mean);
        int[] coreset = new int[95];
        new KernelHerding<GaussianKernel, float>(kernel).Run(points, mean, unique: true, coreset);
        Assert.Equal(95, coreset.Distinct().Count());
        Assert.Contains(coreset, i => i >= 8192);
        Assert.True(Mmd.Squared(kernel, points, mean, coreset) < Mmd.SquaredOfUniform(kernel, points, mean, 95) / 20);
    }

    [Fact]
    public void Run_EveryCountAndSize_BeginsWithTheSmallerCoresets()
    {
        var herding = new KernelHerding<GaussianKernel, float>(new GaussianKernel(4));
        for (int n = 1; n <= 60; n++)
        {
            PointSet<float> points = RandomPoints.PointsSingle(n, 2, seed: n);
            int[] all = new int[n];
            herding.Run(points, unique: true, all);
            Assert.Equal(Enumerable.Range(0, n), all.Order());
            foreach (int size in (int[])[1, n / 3, n / 2, n - 1])
            {
                int[] coreset = new int[size];
                herding.Run(points, unique: true, coreset);
                Assert.Equal(all[..size], coreset);
            }
        }
    }

    [Fact]
    public void Run_PointsThatAreAllEqual_TakesTheFirst()
    {
        PointSet<float> points = PointSet<float>.FromRows([.. Enumerable.Repeat(0.5f, 40)], 2);
        var herding = new KernelHerding<GaussianKernel, float>(new GaussianKernel(4));
        int[] coreset = new int[7];
        herding.Run(points, unique: true, coreset);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], coreset);
        herding.Run(points, unique: false, coreset);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0], coreset);
    }

    [Fact]
    public void Run_KernelMeanGiven_ChangesNothing()
    {
        PointSet<float> points = RandomPoints.PointsSingle(300, 4, seed: 3);
        var kernel = new GaussianKernel(8);
        double[] mean = new double[300];
        KernelMean.Compute(kernel, points, mean);
        int[] with = new int[40], without = new int[40];
        new KernelHerding<GaussianKernel, float>(kernel).Run(points, mean, unique: true, with);
        new KernelHerding<GaussianKernel, float>(kernel, threads: 3).Run(points, unique: true, without);
        Assert.Equal(with, without);
    }

    [Fact]
    public void Run_ArgumentsThatDoNotFit_Throws()
    {
        PointSet<float> points = RandomPoints.PointsSingle(5, 2, seed: 0);
        var herding = new KernelHerding<GaussianKernel, float>(new GaussianKernel(4));
        Assert.Throws<ArgumentException>(() => herding.Run(points, unique: true, new int[6]));
        Assert.Throws<ArgumentException>(() => herding.Run(points, new double[4], unique: true, new int[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KernelHerding<GaussianKernel, float>(default, threads: 0));
        herding.Run(points, unique: true, []);
    }

    [Fact]
    public void Run_Cancelled_ThrowsAndIsUsableAfter()
    {
        PointSet<float> points = RandomPoints.PointsSingle(100, 2, seed: 0);
        var herding = new KernelHerding<GaussianKernel, float>(new GaussianKernel(4));
        int[] expected = new int[10], coreset = new int[10];
        herding.Run(points, unique: true, expected);
        Assert.Throws<OperationCanceledException>(() => herding.Run(points, unique: true, coreset, cancellationToken: new CancellationToken(true)));
        herding.Run(points, unique: true, coreset);
        Assert.Equal(expected, coreset);
    }

    [Fact]
    public void Run_WarmedUp_AllocatesNothing()
    {
        PointSet<float> points = RandomPoints.PointsSingle(2000, 6, seed: 1);
        var herding = new KernelHerding<GaussianKernel, float>(new GaussianKernel(12));
        int[] coreset = new int[50];
        Allocations.AssertNone(() => herding.Run(points, unique: true, coreset));
    }

    /// <summary>Herding by the squared MMD itself, and the smallest gap of any of its decisions.</summary>
    private static (int[] Coreset, double Margin) Herd(KernelOracle k, int size, bool unique)
    {
        List<int> chosen = [];
        double margin = double.PositiveInfinity;
        for (int t = 0; t < size; t++)
        {
            var candidates = Enumerable.Range(0, k.Count).Where(i => !unique || !chosen.Contains(i))
                .Select(i => (Index: i, Value: k[i, i] / 2 + chosen.Sum(s => k[i, s]) - (t + 1) * k.Mean[i]))
                .OrderBy(candidate => candidate.Value).ToArray();
            if (candidates.Length > 1) margin = Math.Min(margin, candidates[1].Value - candidates[0].Value);
            chosen.Add(candidates[0].Index);
        }

        return ([.. chosen], margin);
    }

    /// <summary>x·y + 1.</summary>
    private readonly struct LinearKernel : IKernel<double>
    {
        public double Evaluate(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            double sum = 1;
            for (int j = 0; j < x.Length; j++) sum += x[j] * y[j];
            return sum;
        }

        public void Fill(ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
        {
            for (int row = 0; row < rowCount; row++)
            {
                for (int i = 0; i < 16 * blockCount; i++)
                {
                    double sum = 1;
                    for (int j = 0; j < featureCount; j++)
                        sum += Unsafe.Add(ref rows, row + 16 * j) * Unsafe.Add(ref blocks, i / 16 * 16 * featureCount + 16 * j + i % 16);
                    Unsafe.Add(ref destination, row * stride + i) = sum;
                }
            }
        }

        public void AddSums(ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double rowSums, ref double columnSums)
        {
            double[] values = new double[16 * 16 * blockCount];
            Fill(ref rows, rowCount, ref blocks, blockCount, featureCount, ref values[0], 16 * blockCount);
            for (int i = 0; i < 16 * rowCount * blockCount; i++)
            {
                Unsafe.Add(ref rowSums, i / (16 * blockCount) * 16 + i % 16) += values[i];
                Unsafe.Add(ref columnSums, i % (16 * blockCount)) += values[i];
            }
        }

        // What only thinning asks for.
        public void AddSplit(ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double signs, ref double balance, ref double rowSums, ref double columnSums) =>
            throw new NotSupportedException();

        public void SwapScan(ref double row, ref double blocks, int blockCount, int featureCount, ref double statistic, ref double leaving, ref double following, ref double lowest, ref double lowestBlocks) =>
            throw new NotSupportedException();
    }
}
