using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Tests.Discrepancy;
using CteFast.Tests.Thinning;
using CteFast.Thinning;

namespace CteFast.Tests.Compression;

/// <summary>What holds for every method of choosing a coreset.</summary>
public class CompressionMethodTests
{
    public static TheoryData<CompressionMethod> Methods => [.. Enum.GetValues<CompressionMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Run_EverySmallCount_GivesDistinctIndicesAndWeightsOnTheSimplex(CompressionMethod method)
    {
        foreach (bool refine in (bool[])[true, false])
        {
            var compressor = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(4), new CoresetOptions { Method = method, Refine = refine, Weighted = true });
            for (int n = 1; n <= 60; n++)
            {
                PointSet<float> points = RandomPoints.PointsSingle(n, 2, seed: n);
                foreach (int size in Sizes(n))
                {
                    int[] coreset = new int[size];
                    double[] weights = new double[size];
                    compressor.Run(points, coreset, weights, default);
                    Assert.All(coreset, i => Assert.InRange(i, 0, n - 1));
                    // Kernel thinning swaps in any point, one there already included, unless refinement wants them different.
                    if (refine || method is not (CompressionMethod.CompressPlusPlus or CompressionMethod.KernelThinning))
                        Assert.Equal(size, coreset.Distinct().Count());
                    Assert.All(weights, w => Assert.InRange(w, 0, 1));
                    Assert.Equal(1, weights.Sum(), 60 * 3e-16);
                }
            }
        }
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [MemberData(nameof(Methods))]
    public void Compress_Refined_CannotBeRefinedFurther(CompressionMethod method)
    {
        Property.ForAll((1, 300), (1, 8), (0, 10_000), (n, d, seed) =>
        {
            double[] rows = RandomPoints.Normal(n, d, seed);
            PointSet<double> points = PointSet<double>.FromRows(rows, d);
            Coreset refined = Coreset.Compress(points, new GaussianKernel(2 * d), 1 + seed % n, new CoresetOptions { Method = method, Seed = seed });
            int[] again = [.. refined.Indices];
            new KernelThinning<GaussianKernel, double>(new GaussianKernel(2 * d)).Refine(points, again);
            Assert.Equal(refined.Indices, again);
            // Three means near 1 cancel.
            Assert.Equal(new KernelOracle(rows, d).SquaredMmd(again), refined.SquaredMmd, 1e-14);
        }, cases: 60);
    }

    // The two others keep rows apart for refinement, and so start from other ones.
    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [InlineData(CompressionMethod.Herding)]
    [InlineData(CompressionMethod.StandardThinning)]
    [InlineData(CompressionMethod.Uniform)]
    public void Compress_Refined_IsNeverWorse(CompressionMethod method)
    {
        Property.ForAll((1, 300), (1, 8), (0, 10_000), (n, d, seed) =>
        {
            PointSet<double> points = RandomPoints.Points(n, d, seed);
            var options = new CoresetOptions { Method = method, Seed = seed };
            int size = 1 + seed % n;
            Coreset refined = Coreset.Compress(points, new GaussianKernel(2 * d), size, options);
            Coreset start = Coreset.Compress(points, new GaussianKernel(2 * d), size, options with { Refine = false });
            Assert.True(refined.SquaredMmd <= start.SquaredMmd + 1e-15, $"{start.SquaredMmd} became {refined.SquaredMmd}.");
        }, cases: 60);
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [MemberData(nameof(Methods))]
    public void Compress_Weighted_IsNeverWorseThanEqualWeights(CompressionMethod method)
    {
        Property.ForAll((1, 300), (1, 8), (0, 10_000), (n, d, seed) =>
        {
            PointSet<double> points = RandomPoints.Points(n, d, seed);
            var options = new CoresetOptions { Method = method, Seed = seed, Refine = seed % 2 == 0 };
            int size = 1 + seed % n;
            Coreset equal = Coreset.Compress(points, new GaussianKernel(2 * d), size, options);
            Coreset weighted = Coreset.Compress(points, new GaussianKernel(2 * d), size, options with { Weighted = true });
            Assert.Null(equal.Weights);
            Assert.Equal(equal.Indices, weighted.Indices);
            Assert.Equal(size, weighted.Weights!.Count);
            // Three means near 1 cancel.
            Assert.True(weighted.SquaredMmd <= equal.SquaredMmd + 1e-15, $"{equal.SquaredMmd} became {weighted.SquaredMmd}.");
        }, cases: 60);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Compress_PointsThatAreAllEqual_GivesNoDiscrepancy(CompressionMethod method)
    {
        float[] rows = [.. Enumerable.Repeat(3.7f, 2 * 50)];
        Coreset coreset = Coreset.Compress(rows, 2, 7, new CoresetOptions { Method = method, Weighted = true });
        Assert.Equal(7, coreset.Indices.Distinct().Count());
        Assert.Equal(0, coreset.SquaredMmd, 1e-15);
        Assert.All(coreset.Weights!, weight => Assert.Equal(1.0 / 7, weight));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Compress_RowsThatRepeat_GivesDistinctRows(CompressionMethod method)
    {
        float[] rows = RandomPoints.NormalSingle(25, 3, seed: 1);
        Coreset coreset = Coreset.Compress([.. rows, .. rows, .. rows, .. rows], 3, 20, new CoresetOptions { Method = method, Weighted = true });
        Assert.Equal(20, coreset.Indices.Distinct().Count());
        Assert.InRange(coreset.SquaredMmd, 0, coreset.SquaredMmdUniform);
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [MemberData(nameof(Methods))]
    public void Compress_SeveralThreads_GivesTheSameCoresetAndCount(CompressionMethod method)
    {
        float[] rows = RandomPoints.NormalSingle(5000, 2, seed: 1);
        var options = new CoresetOptions { Method = method, Weighted = true, Seed = 3 };
        Coreset one = Coreset.Compress(rows, 2, 70, options), three = Coreset.Compress(rows, 2, 70, options with { Threads = 3 });
        Assert.Equal(one.Indices, three.Indices);
        Assert.Equal(one.Weights, three.Weights);
        Assert.Equal(one.KernelEvaluations, three.KernelEvaluations);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Compress_AnyKernel_CountsItsValues(CompressionMethod method)
    {
        var count = new KernelCount();
        PointSet<float> points = RandomPoints.PointsSingle(1000, 2, seed: 1);
        Coreset coreset = Coreset.Compress(points, new CountedKernel<GaussianKernel, float>(new GaussianKernel(4), count), 30, new CoresetOptions { Method = method, Weighted = true });
        Assert.Equal(count.Total, coreset.KernelEvaluations);
        // All pairs are met at least once.
        Assert.InRange(coreset.KernelEvaluations, 1000 * 1001 / 2, long.MaxValue);
        Assert.Null(coreset.SquaredBandwidth);
        Assert.Null(coreset.Standardization);
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [MemberData(nameof(Methods))]
    public void Run_WarmedUp_AllocatesNothing(CompressionMethod method)
    {
        PointSet<float> points = RandomPoints.PointsSingle(1500, 4, seed: 1);
        var compressor = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(8), new CoresetOptions { Method = method, Weighted = true });
        int[] coreset = new int[30];
        double[] weights = new double[30];
        Allocations.AssertNone(() => compressor.Run(points, coreset, weights, default));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Compress_Cancelled_Throws(CompressionMethod method) => Assert.Throws<OperationCanceledException>(
        () => Coreset.Compress(RandomPoints.NormalSingle(300, 2, seed: 1), 2, 20, new CoresetOptions { Method = method }, cancellationToken: new CancellationToken(true)));

    [Fact]
    public void Compress_EveryMethodUnrefined_IsThatMethod()
    {
        double[] rows = RandomPoints.Normal(203, 3, seed: 1);
        PointSet<double> points = PointSet<double>.FromRows(rows, 3);
        var kernel = new GaussianKernel(6);
        int[] all = [.. Enumerable.Range(0, 203)], expected = new int[25];

        new CoresetCompressor<GaussianKernel, double>(kernel, new CoresetOptions { Seed = 4, Refine = false, Oversampling = 1 }).Run(points, expected);
        Assert.Equal(expected, Run(CompressionMethod.CompressPlusPlus));

        // 25 · 2^3 of the rows, the nearest to the middles of equal parts.
        int[] input = [.. Enumerable.Range(0, 200).Select(i => (int)((i + 0.5) * 203 / 200))];
        double[] uniforms = RandomPoints.Uniforms(300, seed: 4);
        Assert.Equal(new ThinningOracle(new KernelOracle(rows, 3)).Thin(input, 3, 0.5, uniforms, unique: false, meanZero: false), Run(CompressionMethod.KernelThinning));

        new KernelHerding<GaussianKernel, double>(kernel).Run(points, unique: true, expected);
        Assert.Equal(expected, Run(CompressionMethod.Herding));
        Assert.Equal(ThinningOracle.StandardThin(all, 25), Run(CompressionMethod.StandardThinning));
        Assert.Equal(RandomPoints.Sample(203, 25, seed: 4), Run(CompressionMethod.Uniform));

        int[] Run(CompressionMethod method) =>
            [.. Coreset.Compress(points, kernel, 25, new CoresetOptions { Method = method, Seed = 4, Refine = false, Oversampling = 1 }).Indices];
    }

    [Fact]
    public void Compress_PlainRows_IsTheGaussianOnStandardizedPoints()
    {
        float[] rows = RandomPoints.NormalSingle(400, 3, seed: 1);
        var options = new CoresetOptions { Weighted = true };
        Coreset plain = Coreset.Compress(rows, 3, 20, options);
        Coreset general = Coreset.Compress(PointSet<float>.FromRowsStandardized(rows, 3), new GaussianKernel(6), 20, options);
        Assert.Equal(plain.Indices, general.Indices);
        Assert.Equal(plain.Weights, general.Weights);
        Assert.Equal((plain.SquaredMmd, plain.SquaredMmdUniform, plain.KernelEvaluations), (general.SquaredMmd, general.SquaredMmdUniform, general.KernelEvaluations));
        Assert.Equal((6.0, (double?)null), (plain.SquaredBandwidth, general.SquaredBandwidth));
        Assert.NotNull(general.Standardization);
    }

    [Fact]
    public void Compress_MoreThanTheMethodIsFor_Throws()
    {
        float[] rows = RandomPoints.NormalSingle(65_537, 1, seed: 1);
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => Coreset.Compress(rows, 1, 100, new CoresetOptions { Method = CompressionMethod.KernelThinning }));
        Assert.Contains("65536 rows, and there are 65537", exception.Message, StringComparison.Ordinal);
        ArgumentOutOfRangeException range = Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.Compress(rows, 1, 4097, new CoresetOptions { Weighted = true }));
        Assert.Equal("size", range.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.Compress(rows, 1, 10, new CoresetOptions { Method = (CompressionMethod)5 }));
        Assert.Throws<ArgumentNullException>(() => Coreset.Compress<GaussianKernel, float>(null!, default, 10, new CoresetOptions()));
    }

    private static int[] Sizes(int n) => [.. new[] { 1, 2, n / 3, n / 2, n - 1, n }.Where(size => size >= 1 && size <= n).Distinct()];
}
