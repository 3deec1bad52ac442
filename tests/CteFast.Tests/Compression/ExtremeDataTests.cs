using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

/// <summary>Data at the ends of what numbers can be: scales, denormal numbers, one row ten million times.</summary>
public class ExtremeDataTests
{
    private const int N = 500;
    private const int D = 3;

    [Theory]
    [InlineData(1e-30f, 1e-30f)]
    [InlineData(1e30f, 1e30f)]
    [InlineData(1e-30f, 1e30f)]
    [InlineData(1e-38f, 1e37f)]
    public void Compress_ExtremeScales_IsAsGoodAsAtScaleOne(float first, float others)
    {
        float[] plain = RandomPoints.NormalSingle(N, D, seed: 1), scaled = [.. plain.Select((v, i) => v * (i % D == 0 ? first : others))];
        Coreset expected = Coreset.Compress(plain, D, 22, new CoresetOptions()), coreset = Coreset.Compress(scaled, D, 22, new CoresetOptions());
        // Digits are lost on the way there and back, so that a choice may turn; what was chosen is measured on the plain rows.
        PointSet<float> points = PointSet<float>.FromRowsStandardized(plain, D);
        var kernel = new GaussianKernel(2 * D);
        double[] mean = new double[N];
        KernelMean.Compute(kernel, points, mean);
        double actual = Mmd.Squared(kernel, points, mean, [.. coreset.Indices]);
        Assert.InRange(Math.Sqrt(actual / expected.SquaredMmd), 0.8, 1.25);
        Assert.InRange(coreset.SquaredMmd / actual, 0.99, 1.01);
        Assert.InRange(coreset.SquaredMmdUniform / expected.SquaredMmdUniform, 0.9999, 1.0001);
    }

    [Fact]
    public void Compress_DenormalNumbers_AreNumbersLikeOthers()
    {
        // Whole multiples of the smallest number there is, and the same integers.
        float[] integers = [.. RandomPoints.NormalSingle(N, D, seed: 1).Select(v => MathF.Round(v * 1000))];
        float[] denormal = [.. integers.Select(v => v * float.Epsilon)];
        Assert.All(denormal, v => Assert.True(v == 0 || float.IsSubnormal(v)));
        Assert.Equal(integers, denormal.Select(v => v / float.Epsilon));
        Coreset expected = Coreset.Compress(integers, D, 22, new CoresetOptions()), coreset = Coreset.Compress(denormal, D, 22, new CoresetOptions());
        Assert.Equal(expected.Indices, coreset.Indices);
        Assert.Equal((expected.SquaredMmd, expected.SquaredMmdUniform), (coreset.SquaredMmd, coreset.SquaredMmdUniform));
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e-42f)]
    [InlineData(1e30f)]
    [InlineData(3e37f)]
    public void Compress_ExtremeScalesNotStandardized_StaysFinite(float scale)
    {
        // All distances underflow, so that all rows are one; or overflow, so that each is alone.
        PointSet<float> points = PointSet<float>.FromRows([.. RandomPoints.NormalSingle(N, D, seed: 1).Select(v => v * scale)], D);
        foreach (KernelFamily family in Enum.GetValues<KernelFamily>().Where(family => family != KernelFamily.Sobolev))
        {
            foreach (CompressionMethod method in Enum.GetValues<CompressionMethod>())
            {
                Coreset coreset = Coreset.Compress(points, new KernelChoice(family, 2 * D), 22, new CoresetOptions { Method = method, Weighted = true });
                double one = family == KernelFamily.SumOfGaussians ? 3 : 1;
                Assert.Equal(22, coreset.Indices.Distinct().Count());
                Assert.Equal(scale < 1 ? 0 : one * (1.0 / 22 - 1.0 / N), coreset.SquaredMmd, 1e-6);
                Assert.Equal(scale < 1 ? 0 : one * (1.0 / 22 - 1.0 / N), coreset.SquaredMmdUniform, 1e-6);
                Assert.Equal(1, coreset.Weights!.Sum(), 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Everything_NotFinite_NamesRowAndFeature(float value)
    {
        float[] rows = RandomPoints.NormalSingle(N, D, seed: 1);
        rows[D * 431 + 2] = value;
        var stream = new StreamingCompressor<GaussianKernel, float>(new GaussianKernel(6), D, new CoresetOptions());
        var merger = new CoresetMerger<GaussianKernel, float>(new GaussianKernel(6), D, new CoresetOptions());
        Action[] calls =
        [
            () => Coreset.Compress(rows, D, 5, new CoresetOptions()),
            () => PointSet<float>.FromRows(rows, D),
            () => PointSet<float>.FromRowsStandardized(rows, D),
            () => Standardization.Of<float>(rows, D),
            () => stream.Push(rows),
            () => merger.Merge([new PartitionCoreset<float>(rows, N)], new int[5]),
        ];
        foreach (Action call in calls)
            Assert.Contains("Row 431, feature 2", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Count);
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Fact]
    public void Run_OneRowTenMillionTimesAndAnother_KeepsTheirShares()
    {
        const int Duplicates = 10_000_000, Others = Duplicates / 9;
        var builder = new PointSetBuilder<float>(1, Duplicates + Others);
        builder.Add([.. Enumerable.Repeat(3.7f, Duplicates)]);
        builder.Add([.. Enumerable.Repeat(-5f, Others)]);
        PointSet<float> points = builder.Build();
        int[] coreset = new int[100];
        var options = new CoresetOptions { Oversampling = 1, Refine = false, Threads = 2 };
        new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(1), options).Run(points, coreset);
        Assert.InRange(coreset.Count(i => i < Duplicates), 89, 91);
    }
}
