using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

public class CancellationTests
{
    /// <summary>The Gaussian kernel, which after some uses cancels what it is used by: stops at the same spot in every run.</summary>
    private readonly struct CancellingKernel(GaussianKernel kernel, Counter counter) : IKernel<float>
    {
        public float Evaluate(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Evaluate(kernel, x, y);

        public void Fill(ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
        {
            if (counter.Uses++ == counter.CancelAt) counter.Cancellation.Cancel();
            Fill(kernel, ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        }

        public void AddSums(ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float rowSums, ref float columnSums)
        {
            if (counter.Uses++ == counter.CancelAt) counter.Cancellation.Cancel();
            AddSums(kernel, ref rows, rowCount, ref blocks, blockCount, featureCount, ref rowSums, ref columnSums);
        }

        public void AddSplit(ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float signs, ref float balance, ref float rowSums, ref float columnSums)
        {
            if (counter.Uses++ == counter.CancelAt) counter.Cancellation.Cancel();
            AddSplit(kernel, ref rows, rowCount, ref blocks, blockCount, featureCount, ref signs, ref balance, ref rowSums, ref columnSums);
        }

        public void SwapScan(ref float row, ref float blocks, int blockCount, int featureCount, ref float statistic, ref float leaving, ref float following, ref float lowest, ref float lowestBlocks)
        {
            if (counter.Uses++ == counter.CancelAt) counter.Cancellation.Cancel();
            SwapScan(kernel, ref row, ref blocks, blockCount, featureCount, ref statistic, ref leaving, ref following, ref lowest, ref lowestBlocks);
        }

        private static void AddSplit<T>(T kernel, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float signs, ref float balance, ref float rowSums, ref float columnSums)
            where T : struct, IKernel<float> => kernel.AddSplit(ref rows, rowCount, ref blocks, blockCount, featureCount, ref signs, ref balance, ref rowSums, ref columnSums);

        private static void SwapScan<T>(T kernel, ref float row, ref float blocks, int blockCount, int featureCount, ref float statistic, ref float leaving, ref float following, ref float lowest, ref float lowestBlocks)
            where T : struct, IKernel<float> => kernel.SwapScan(ref row, ref blocks, blockCount, featureCount, ref statistic, ref leaving, ref following, ref lowest, ref lowestBlocks);

        private static void AddSums<T>(T kernel, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float rowSums, ref float columnSums)
            where T : struct, IKernel<float> => kernel.AddSums(ref rows, rowCount, ref blocks, blockCount, featureCount, ref rowSums, ref columnSums);

        private static float Evaluate<T>(T kernel, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
            where T : struct, IKernel<float> => kernel.Evaluate(x, y);

        private static void Fill<T>(T kernel, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
            where T : struct, IKernel<float> => kernel.Fill(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    private sealed class Counter
    {
        public int Uses { get; set; }

        public int CancelAt { get; set; } = -1;

        public CancellationTokenSource Cancellation { get; set; } = new();
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Fact]
    public void Run_CancelledAtAnySpot_LeavesTheObjectUsable()
    {
        PointSet<float> points = RandomPoints.PointsSingle(700, 2, seed: 1);
        var counter = new Counter();
        var compressor = new CoresetCompressor<CancellingKernel, float>(
            new CancellingKernel(new GaussianKernel(4), counter), new CoresetOptions { Oversampling = 1, Seed = 5 });
        int[] expected = new int[25];
        compressor.Run(points, expected);
        int uses = counter.Uses;
        // What is cancelled with its last step ends as if it were not.
        for (int spot = 0; spot < uses - 1; spot++)
        {
            counter.Uses = 0;
            counter.CancelAt = spot;
            counter.Cancellation = new CancellationTokenSource();
            OperationCanceledException exception = Assert.Throws<OperationCanceledException>(
                () => compressor.Run(points, new int[25], counter.Cancellation.Token));
            Assert.Equal(counter.Cancellation.Token, exception.CancellationToken);

            int[] coreset = new int[25];
            compressor.Run(points, coreset);
            Assert.Equal(expected, coreset);
        }
    }

    [Theory]
    [MemberData(nameof(CompressionMethodTests.Methods), MemberType = typeof(CompressionMethodTests))]
    public void Run_AnyMethodCancelledAtAnySpot_LeavesTheObjectUsable(CompressionMethod method)
    {
        PointSet<float> points = RandomPoints.PointsSingle(150, 2, seed: 1);
        var counter = new Counter();
        // The weights come last and end with a look at the token.
        var compressor = new CoresetCompressor<CancellingKernel, float>(
            new CancellingKernel(new GaussianKernel(4), counter), new CoresetOptions { Method = method, Oversampling = 0, Weighted = true, Seed = 5 });
        int[] expected = new int[12], coreset = new int[12];
        double[] expectedWeights = new double[12], weights = new double[12];
        compressor.Run(points, expected, expectedWeights, default);
        int uses = counter.Uses;
        for (int spot = 0; spot < uses; spot++)
        {
            counter.Uses = 0;
            counter.CancelAt = spot;
            counter.Cancellation = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => compressor.Run(points, coreset, weights, counter.Cancellation.Token));
            compressor.Run(points, coreset, weights, default);
            Assert.Equal(expected, coreset);
            Assert.Equal(expectedWeights, weights);
        }
    }

    [Fact]
    public void Run_CancelledBefore_ThrowsAtOnce()
    {
        var counter = new Counter();
        var compressor = new CoresetCompressor<CancellingKernel, float>(new CancellingKernel(new GaussianKernel(4), counter), new CoresetOptions());
        Assert.Throws<OperationCanceledException>(() => compressor.Run(RandomPoints.PointsSingle(700, 2, seed: 1), new int[25], new CancellationToken(true)));
        Assert.InRange(counter.Uses, 0, 1);
    }
}
