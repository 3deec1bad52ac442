using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

/// <summary>Inputs beyond the size up to which all pairs are looked at, and any number of threads.</summary>
public class LargeInputTests
{
    private const int N = 70_000;
    private const int D = 2;

    private static readonly float[] Rows = RandomPoints.NormalSingle(N, D, seed: 1);
    private static readonly PointSet<float> Points = PointSet<float>.FromRowsStandardized(Rows, D);
    private static readonly GaussianKernel Kernel = new(2 * D);
    private static readonly Lazy<double[]> Mean = new(() =>
    {
        double[] mean = new double[N];
        KernelMean.Compute(Kernel, Points, mean, threads: 2);
        return mean;
    });

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [InlineData(300, 10, 4)]
    [InlineData(5000, 70, 4)]
    [InlineData(20_000, 300, 5)]
    [InlineData(33_001, 181, 3)]
    public void Run_SeveralThreads_GivesTheCoresetOfOne(int n, int size, int bins)
    {
        PointSet<float> points = RandomPoints.PointsSingle(n, D, seed: n);
        var options = new CoresetOptions { Seed = 3, Bins = bins };
        int[] expected = new int[size], coreset = new int[size];
        new CoresetCompressor<GaussianKernel, float>(Kernel, options).Run(points, expected);
        foreach (int threads in (int[])[2, 3, 9])
        {
            var compressor = new CoresetCompressor<GaussianKernel, float>(Kernel, options with { Threads = threads });
            compressor.Run(points, coreset);
            Assert.Equal(expected, coreset);
            compressor.Run(points, coreset);
            Assert.Equal(expected, coreset);
        }
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Run_SeveralThreadsCancelled_ThrowsAsOnOne()
    {
        var compressor = new CoresetCompressor<GaussianKernel, float>(Kernel, new CoresetOptions { Threads = 3 });
        int[] expected = new int[200], coreset = new int[200];
        compressor.Run(Points, expected);
        foreach (int milliseconds in (int[])[0, 5, 20, 60, 150])
        {
            using var cancellation = new CancellationTokenSource(milliseconds);
            // At times it comes to its end before.
            if (Record.Exception(() => compressor.Run(Points, coreset, cancellation.Token)) is { } exception) Assert.IsType<OperationCanceledException>(exception);
        }

        compressor.Run(Points, coreset);
        Assert.Equal(expected, coreset);
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(200, 4)]
    [InlineData(200, 1)]
    [InlineData(2000, 4)]
    public void Run_Refined_IsBetterThanUnrefined(int size, int oversampling)
    {
        var options = new CoresetOptions { Oversampling = oversampling, Threads = 2 };
        int[] coreset = new int[size];
        new CoresetCompressor<GaussianKernel, float>(Kernel, options).Run(Points, coreset);
        double refined = Mmd.Squared(Kernel, Points, Mean.Value, coreset);
        Assert.Equal(size, coreset.Distinct().Count());
        new CoresetCompressor<GaussianKernel, float>(Kernel, options with { Refine = false }).Run(Points, coreset);
        double unrefined = Mmd.Squared(Kernel, Points, Mean.Value, coreset);
        Assert.True(refined < unrefined, $"{unrefined} became {refined}.");
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(200, 4)]
    [InlineData(200, 1)]
    [InlineData(2000, 4)]
    [InlineData(6000, 4)]
    public void Compress_ManyRows_ReportsTheMmdToWithinATenth(int size, int oversampling)
    {
        Coreset coreset = Coreset.Compress(Rows, D, size, new CoresetOptions { Oversampling = oversampling, Threads = 2 });
        double expected = Mmd.Squared(Kernel, Points, Mean.Value, [.. coreset.Indices]);
        Assert.InRange(Math.Sqrt(coreset.SquaredMmd / expected), 0.9, 1.1);
        Assert.InRange(coreset.SquaredMmdUniform / Mmd.SquaredOfUniform(Kernel, Points, Mean.Value, size), 0.99, 1.01);
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(CompressionMethod.Herding)]
    [InlineData(CompressionMethod.StandardThinning)]
    [InlineData(CompressionMethod.Uniform)]
    public void Compress_ManyRowsByAnyMethod_ReportsTheMmdToWithinATenth(CompressionMethod method)
    {
        var options = new CoresetOptions { Method = method, Threads = 2, Weighted = true, Refine = false };
        Coreset coreset = Coreset.Compress(Rows, D, 200, options), equal = Coreset.Compress(Rows, D, 200, options with { Weighted = false });
        double expected = Mmd.Squared(Kernel, Points, Mean.Value, [.. coreset.Indices], [.. coreset.Weights!]);
        Assert.InRange(Math.Sqrt(coreset.SquaredMmd / expected), 0.9, 1.1);
        Assert.True(coreset.SquaredMmd < equal.SquaredMmd);
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void SquaredThrough_StreamsOfOtherSeeds_IsTheMmdToWithinATenth(long seed)
    {
        PointSet<float>[] coresets = [.. Enumerable.Range(0, 3).Select(i =>
        {
            var stream = new StreamingCompressor<GaussianKernel, float>(Kernel, D, new CoresetOptions { Seed = 100 * i + seed }, Points.Standardization);
            stream.Push(Rows);
            long[] positions = new long[i == 0 ? 200 : stream.LargestSize];
            float[] rows = new float[positions.Length * D];
            stream.GetCoreset(positions, rows);
            return PointSet<float>.FromRows(rows, Points.Standardization!);
        })];
        double[] means = new double[200];
        KernelMean.Compute(Kernel, coresets[0], Points, means, threads: 2);
        double expected = Mmd.Squared(Kernel, coresets[0], means, Mean.Value.Average(), [.. Enumerable.Range(0, 200)], []);
        Assert.InRange(Math.Sqrt(Mmd.SquaredThrough(Kernel, coresets[0], coresets[1], coresets[2], threads: 2) / expected), 0.9, 1.1);
        double uniform = Mmd.SquaredOfUniformThrough(Kernel, coresets[1], coresets[2], N, 200, threads: 2);
        Assert.InRange(uniform / Mmd.SquaredOfUniform(Kernel, Points, Mean.Value, 200), 0.99, 1.01);
    }
}
