using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

public class RefineTests
{
    [Fact]
    public void Refine_RowsKeptOrComputedAnew_IsTheSame()
    {
        Property.ForAll((1, 400), (1, 12), (0, 10_000), (n, d, seed) =>
        {
            // Some points twice: ties.
            float[] rows = RandomPoints.NormalSingle(n, d, seed);
            rows.AsSpan(0, n / 3 * d).CopyTo(rows.AsSpan(n / 2 * d));
            int[] coreset = RandomPoints.Sample(n, 1 + seed % n, seed);
            PointSet<float> points = PointSet<float>.FromRows(rows, d);
            PointSet<double> inDouble = PointSet<double>.FromRows([.. rows.Select(v => (double)v)], d);
            AssertSame(new GaussianKernel(2 * d), points, coreset);
            AssertSame(new GaussianKernel(2 * d), inDouble, coreset);
            AssertSame(new QuadraticKernel(), inDouble, coreset);
        });

        static void AssertSame<TKernel, T>(TKernel kernel, PointSet<T> points, int[] coreset)
            where TKernel : struct, IKernel<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int[] kept = [.. coreset], computed = [.. coreset];
            Assert.Equal(
                new KernelThinning<TKernel, T>(kernel) { MayKeepRows = false }.Refine(points, computed),
                new KernelThinning<TKernel, T>(kernel).Refine(points, kept));
            Assert.Equal(computed, kept);
        }
    }

    [Theory]
    [InlineData(9_000, 40, 1)]      // some chunks, one after the other
    [InlineData(30_000, 60, 3)]     // as many as are shared by threads
    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    public void Refine_RowsOfManyPointsKeptOnThreads_IsTheSame(int n, int size, int threads)
    {
        PointSet<float> points = RandomPoints.PointsSingle(n, 2, seed: 5);
        var kernel = new GaussianKernel(4);
        double[] mean = new double[n];
        KernelMean.Compute(kernel, points, mean, threads);
        int[] kept = RandomPoints.Sample(n, size, seed: 6), computed = [.. kept];

        int passes = new KernelThinning<GaussianKernel, float>(kernel, threads).Refine(points, mean, kept);

        Assert.Equal(passes, new KernelThinning<GaussianKernel, float>(kernel) { MayKeepRows = false }.Refine(points, mean, computed));
        Assert.Equal(computed, kept);
    }

    [Fact]
    public void Refine_RandomStart_MoreThanHalvesTheMmdOfManyPoints()
    {
        PointSet<float> points = RandomPoints.PointsSingle(1000, 2, seed: 3);
        var kernel = new GaussianKernel(4);
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        int[] coreset = RandomPoints.Sample(1000, 32, seed: 4);
        double before = Mmd.Squared(kernel, points, mean, coreset);
        new KernelThinning<GaussianKernel, float>(kernel).Refine(points, mean, coreset);
        Assert.True(Mmd.Squared(kernel, points, mean, coreset) < before / 4);
    }

    [Fact]
    public void Refine_KernelMeanGiven_ChangesNothing()
    {
        PointSet<float> points = RandomPoints.PointsSingle(300, 4, seed: 3);
        var kernel = new GaussianKernel(8);
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        var thinning = new KernelThinning<GaussianKernel, float>(kernel);
        int[] with = RandomPoints.Sample(300, 20, seed: 4), without = [.. with];
        Assert.Equal(thinning.Refine(points, without), thinning.Refine(points, mean, with));
        Assert.Equal(without, with);
        Assert.Throws<ArgumentException>(() => thinning.Refine(points, mean.AsSpan(1), with));
    }

    [Fact]
    public void Refine_PointsThatAreAllEqual_ChangesNothing()
    {
        // Sums of equal numbers in one order or another: nothing may be taken for an improvement without end.
        float[] rows = [.. Enumerable.Repeat(0.1f, 3 * 50)];
        int[] coreset = RandomPoints.Sample(50, 7, seed: 0), refined = [.. coreset];
        Assert.Equal(1, new KernelThinning<GaussianKernel, float>(new GaussianKernel(6)).Refine(PointSet<float>.FromRows(rows, 3), refined));
        Assert.Equal(coreset, refined);
    }
}
