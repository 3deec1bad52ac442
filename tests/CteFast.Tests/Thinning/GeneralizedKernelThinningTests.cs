using CteFast.Data;
using CteFast.Kernels;
using CteFast.Tests.Discrepancy;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

public class GeneralizedKernelThinningTests
{
    private const double Delta = 0.5;

    // As in ThinningOracleTests: n² ε at n = 256, where the sum of two kernels counts twice.
    private const double Rounding = 2e-11;

    private const int Seeds = 10;

    /// <summary>n, d, m.</summary>
    public static TheoryData<int, int, int> Shapes => new() { { 14, 2, 1 }, { 16, 2, 2 }, { 40, 5, 3 }, { 48, 4, 2 }, { 104, 17, 3 }, { 256, 2, 5 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Thin_EqualKernels_GivesTheCoresetOfThin(int n, int d, int m)
    {
        int compared = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] rows = RandomPoints.Normal(n, d, seed);
            PointSet<double> points = PointSet<double>.FromRows(rows, d);
            int[] input = [.. Enumerable.Range(0, n)], expected = new int[n >> m], coreset = new int[n >> m];
            double[] uniforms = RandomPoints.Uniforms(m * n / 2, seed);
            var options = new ThinningOptions { Delta = Delta, Unique = seed % 4 < 2, MeanZero = seed % 3 == 2 };
            var kernel = new GaussianKernel(2 * d);
            new KernelThinning<GaussianKernel, double>(kernel).Thin(points, input, m, options, uniforms, expected);
            new GeneralizedKernelThinning<GaussianKernel, GaussianKernel, double>(kernel, kernel).Thin(points, input, m, options, uniforms, coreset);

            // Their kernel means are summed in different orders, which of equally good coresets may choose another.
            var oracle = new ThinningOracle(new KernelOracle(rows, d));
            oracle.Thin(input, m, Delta, uniforms, options.Unique, options.MeanZero);
            if (oracle.Margin <= Rounding) continue;
            Assert.Equal(expected, coreset);
            compared++;
        }

        Assert.True(compared >= Seeds / 2, $"Only {compared} of {Seeds} cases had no ties.");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Thin_RootKernel_GivesTheOraclesCoreset(int n, int d, int m) => Check(n, d, m, new GaussianKernel(d), [d]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Thin_TargetPlusPowerKernel_GivesTheOraclesCoreset(int n, int d, int m) =>
        Check(n, d, m, new SumKernel<GaussianKernel, double>(new(2 * d), new(d)), [2 * d, d]);

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Thin_RootKernel_IsAtLeastAsGoodAsStandardThinning()
    {
        Property.ForAll((1, 60), (1, 4), (0, 10_000), (units, m, seed) =>
        {
            int n = units << m, d = 1 + seed % 5;
            float[] rows = RandomPoints.NormalSingle(n, d, seed);
            int[] input = [.. Enumerable.Range(0, n)], coreset = new int[units];
            new GeneralizedKernelThinning<GaussianKernel, GaussianKernel, float>(new(d), new(2 * d)).Thin(
                PointSet<float>.FromRows(rows, d), input, m, new ThinningOptions { Unique = true }, RandomPoints.Uniforms(m * n / 2, seed), coreset);
            Assert.Equal(units, coreset.Distinct().Count());
            var oracle = new KernelOracle([.. rows.Select(v => (double)v)], d);
            // What is best and what is a swap is decided by sums of size 2 in single precision.
            Assert.True(oracle.SquaredMmd(coreset) <= oracle.SquaredMmd(ThinningOracle.StandardThin(input, units)) + 1e-6);
        });
    }

    [Fact]
    public void Thin_NoRounds_KeepsTheInput()
    {
        int[] coreset = new int[3];
        Make().Thin(RandomPoints.PointsSingle(5, 2, seed: 0), [4, 0, 2], 0, new ThinningOptions(), [], coreset);
        Assert.Equal([4, 0, 2], coreset);
    }

    [Fact]
    public void Thin_ArgumentsThatDoNotFit_Throws()
    {
        PointSet<float> points = RandomPoints.PointsSingle(12, 2, seed: 0);
        int[] input = [.. Enumerable.Range(0, 12)];
        var options = new ThinningOptions();
        Assert.Throws<ArgumentException>(() => Make().Thin(points, input, 2, options, new double[12], new int[4]));
        Assert.Throws<ArgumentException>(() => Make().Thin(points, input, 3, options, new double[18], new int[1]));
        Assert.Throws<ArgumentException>(() => Make().Thin(points, input, 2, options, new double[11], new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make().Thin(points, [0, 12], 1, options, new double[1], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make().Thin(points, input, 2, options with { Delta = 1 }, new double[12], new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedKernelThinning<GaussianKernel, GaussianKernel, float>(new(1), new(2), threads: 0));
    }

    [Fact]
    public void Thin_Cancelled_ThrowsAndIsUsableAfter()
    {
        PointSet<float> points = RandomPoints.PointsSingle(64, 2, seed: 0);
        int[] input = [.. Enumerable.Range(0, 64)], expected = new int[16], coreset = new int[16];
        double[] uniforms = RandomPoints.Uniforms(64, seed: 1);
        GeneralizedKernelThinning<GaussianKernel, GaussianKernel, float> thinning = Make();
        thinning.Thin(points, input, 2, new ThinningOptions(), uniforms, expected);
        Assert.Throws<OperationCanceledException>(() => thinning.Thin(points, input, 2, new ThinningOptions(), uniforms, coreset, new CancellationToken(true)));
        thinning.Thin(points, input, 2, new ThinningOptions(), uniforms, coreset);
        Assert.Equal(expected, coreset);
    }

    [Fact]
    public void Thin_WarmedUp_AllocatesNothing()
    {
        PointSet<float> points = RandomPoints.PointsSingle(512, 6, seed: 1);
        int[] input = [.. Enumerable.Range(0, 512)], coreset = new int[32];
        double[] uniforms = RandomPoints.Uniforms(4 * 256, seed: 1);
        GeneralizedKernelThinning<GaussianKernel, GaussianKernel, float> thinning = Make();
        Allocations.AssertNone(() => thinning.Thin(points, input, 4, new ThinningOptions(), uniforms, coreset));
    }

    private static GeneralizedKernelThinning<GaussianKernel, GaussianKernel, float> Make() => new(new GaussianKernel(2), new GaussianKernel(4));

    /// <summary>Splits with a kernel, swaps with the Gaussian of 2d, and compares with two oracles that do the same.</summary>
    private static void Check<TKernel>(int n, int d, int m, TKernel splitKernel, double[] squaredBandwidths)
        where TKernel : struct, IKernel<double>
    {
        int compared = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            int all = seed % 2 == 0 ? n : n + 21;
            double[] rows = RandomPoints.Normal(all, d, seed), uniforms = RandomPoints.Uniforms(m * n / 2, seed);
            int[] input = RandomPoints.Sample(all, n, seed), coreset = new int[n >> m];
            var options = new ThinningOptions { Delta = Delta, Unique = seed % 4 < 2, MeanZero = seed % 3 == 2 };
            new GeneralizedKernelThinning<TKernel, GaussianKernel, double>(splitKernel, new(2 * d))
                .Thin(PointSet<double>.FromRows(rows, d), input, m, options, uniforms, coreset);

            var split = new ThinningOracle(new KernelOracle(rows, d, squaredBandwidths));
            var swap = new ThinningOracle(new KernelOracle(rows, d));
            int[] expected = swap.KeepBest(input, split.Split(input, m, Delta, uniforms), options.Unique, options.MeanZero);
            if (Math.Min(split.Margin, swap.Margin) <= Rounding) continue;
            Assert.Equal(expected, coreset);
            compared++;
        }

        Assert.True(compared >= Seeds / 2, $"Only {compared} of {Seeds} cases had no ties.");
    }
}
