using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

public sealed class CompressionProgressTests
{
    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(3_000, 1, true)]
    [InlineData(3_000, 2, true)]
    [InlineData(3_000, 2, false)]
    [InlineData(70_000, 1, true)]
    [InlineData(70_000, 2, false)]
    public void Compress_Progress_RisesTowardsOneAndChangesNothing(int n, int threads, bool refine)
    {
        Random random = new(1);
        PointSet<float> points = PointSet<float>.FromRows([.. Enumerable.Range(0, 2 * n).Select(_ => random.NextSingle())], 2);
        KernelChoice kernel = new(KernelFamily.Gaussian, 0.5);
        CoresetOptions options = new() { Threads = threads, Refine = refine };
        ProgressRecorder recorder = new();

        Coreset coreset = Coreset.Compress(points, kernel, 20, options, recorder);

        Assert.Equal(Coreset.Compress(points, kernel, 20, options).Indices, coreset.Indices);
        double[] reports = [.. recorder.Reports];
        Assert.All(reports, report => Assert.InRange(report, 0, 1));
        Assert.InRange(reports.Length, 5, 1000);
        // Two threads may tell of neighbouring groups in either order.
        Assert.All(reports.Zip(reports.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 0.1, $"{pair}"));
        Assert.InRange(reports[^1], refine ? 0.7 : 1, 1);
    }

    [Theory]
    [InlineData(CompressionMethod.CompressPlusPlus)]
    [InlineData(CompressionMethod.KernelThinning)]
    [InlineData(CompressionMethod.StandardThinning)]
    [InlineData(CompressionMethod.Herding)]
    [InlineData(CompressionMethod.Uniform)]
    public void Compress_AnyMethodOfRows_IsToldInOrder(CompressionMethod method)
    {
        Random random = new(1);
        float[] rows = [.. Enumerable.Range(0, 4_000).Select(_ => random.NextSingle())];
        ProgressRecorder recorder = new();

        Coreset.Compress(rows, 2, 40, new CoresetOptions { Method = method }, recorder);

        double[] reports = [.. recorder.Reports];
        Assert.Equal(reports.Order(), reports);
        Assert.InRange(reports[0], 0, 0.9);
        Assert.InRange(reports[^1], 0.7, 1);
    }
}
