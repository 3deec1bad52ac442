using System.Numerics;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

/// <summary>What must not matter: the rows' order, the features' units and order, rows that occur more than once.</summary>
public class InvarianceTests
{
    private const int Seeds = 30;

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Run_FeaturesScaledAndShifted_GivesCoresetsAsGoodInSingle()
    {
        float[] plain = RandomPoints.NormalSingle(1000, 4, seed: 1);
        float[] scaled = [.. plain.Select((v, i) => (i % 4 + 0.3f) * (v - i % 4))];
        AssertAsGood(PointSet<float>.FromRowsStandardized(plain, 4), 31, new CoresetOptions(), PointSet<float>.FromRowsStandardized(scaled, 4));
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_RowsPermuted_GivesCoresetsAsGood(bool refine)
    {
        float[] rows = RandomPoints.NormalSingle(1024, 3, seed: 1);
        int[] order = RandomPoints.Sample(1024, 1024, seed: 2);
        float[] permuted = [.. order.SelectMany(i => rows.AsSpan(3 * i, 3).ToArray())];
        AssertAsGood(PointSet<float>.FromRows(rows, 3), 32, new CoresetOptions { Refine = refine }, PointSet<float>.FromRows(permuted, 3));
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Run_FeaturesPermuted_GivesCoresetsAsGood()
    {
        float[] rows = RandomPoints.NormalSingle(1024, 3, seed: 1);
        float[] permuted = [.. rows.Chunk(3).SelectMany(row => (float[])[row[2], row[0], row[1]])];
        AssertAsGood(PointSet<float>.FromRows(rows, 3), 32, new CoresetOptions(), PointSet<float>.FromRows(permuted, 3));
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_EveryRowFourTimes_GivesCoresetsAsGood(bool refine)
    {
        float[] rows = RandomPoints.NormalSingle(1024, 3, seed: 1);
        PointSet<float> points = PointSet<float>.FromRows(rows, 3);
        PointSet<float> repeated = PointSet<float>.FromRows([.. Enumerable.Repeat(rows, 4).SelectMany(r => r)], 3);
        var options = new CoresetOptions { Refine = refine };
        (double expected, _) = MmdOf(points, 32, options);
        (double actual, double error) = MmdOf(repeated, 32, options);
        // The distribution is the same one; more rows enter, so the coresets may be better, but not worse.
        Assert.True(actual <= expected + 4 * error, $"{actual} instead of {expected}");
        // Neither may a row come back in place of another.
        int[] coreset = Run(Kernel(3), repeated, 32, seed: 0);
        Assert.Equal(32, coreset.Distinct().Count());
    }

    /// <summary>The mean MMD over the seeds differs by no more than four standard errors.</summary>
    private static void AssertAsGood(PointSet<float> points, int size, CoresetOptions options, PointSet<float> others)
    {
        (double mean, double error) = MmdOf(points, size, options);
        (double otherMean, double otherError) = MmdOf(others, size, options);
        Assert.True(Math.Abs(mean - otherMean) <= 4 * Math.Sqrt(error * error + otherError * otherError), $"{mean} ± {error} and {otherMean} ± {otherError}");
    }

    private static (double Mean, double StandardError) MmdOf(PointSet<float> points, int size, CoresetOptions options)
    {
        double[] mean = Means(Kernel(points.FeatureCount), points);
        double[] values = [.. Enumerable.Range(0, Seeds).Select(seed =>
        {
            int[] coreset = new int[size];
            new CoresetCompressor<GaussianKernel, float>(Kernel(points.FeatureCount), options with { Seed = seed }).Run(points, coreset);
            return Math.Sqrt(Mmd.Squared(Kernel(points.FeatureCount), points, mean, coreset));
        })];
        double average = values.Average();
        return (average, Math.Sqrt(values.Average(v => (v - average) * (v - average)) / (Seeds - 1)));
    }

    private static double[] Means<TKernel, T>(TKernel kernel, PointSet<T> points)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        return mean;
    }

    private static int[] Run<TKernel, T>(TKernel kernel, PointSet<T> points, int size, int seed)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] coreset = new int[size];
        new CoresetCompressor<TKernel, T>(kernel, new CoresetOptions { Seed = seed }).Run(points, coreset);
        return coreset;
    }

    private static GaussianKernel Kernel(int d) => new(2 * d);
}
