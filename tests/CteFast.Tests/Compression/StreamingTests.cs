using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

public class StreamingTests
{
    private static readonly GaussianKernel Kernel = new(4);

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData("diamonds", 4)]
    [InlineData("diamonds", 1)]
    [InlineData("letter", 3)]
    [InlineData("satellite", 2)]
    public void GetCoreset_RealSet_IsNoWorseThanPublishedCompressPlusPlusOnAllRows(string name, int oversampling)
    {
        const int Seeds = 12;
        RealSet set = RealSet.Read(name);
        PointSet<float> points = set.Standardized();
        var kernel = new GaussianKernel(2 * points.FeatureCount);
        double[] mean = new double[points.Count], streamed = new double[Seeds], batch = new double[Seeds];
        KernelMean.Compute(kernel, points, mean);
        int[] coreset = new int[(int)Math.Sqrt(points.Count)];
        long[] positions = new long[coreset.Length];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var options = new CoresetOptions { Seed = seed, Oversampling = oversampling };
            new CoresetCompressor<GaussianKernel, float>(kernel, options with { Refine = false }).Run(points, coreset);
            batch[seed] = Math.Sqrt(Mmd.Squared(kernel, points, mean, coreset));
            var stream = new StreamingCompressor<GaussianKernel, float>(kernel, set.FeatureCount, options, points.Standardization);
            stream.Push(set.Rows);
            Assert.Equal(positions.Length, stream.GetCoreset(positions));
            streamed[seed] = Math.Sqrt(Mmd.Squared(kernel, points, mean, [.. positions.Select(p => (int)p)]));
        }

        // Three standard errors of the difference of the two means.
        double allowance = 3 * Math.Sqrt((Variance(streamed) + Variance(batch)) / Seeds);
        Assert.True(streamed.Average() <= batch.Average() + allowance, $"{streamed.Average() / batch.Average():F3} times the MMD of all rows at once");
    }

    /// <summary>
    /// The tree of a stream that ends where all its rows are halved is that of Compress with one bin; only δ is divided otherwise. Asked for all that
    /// is held, before anything is chosen of it, the two are of one distribution: their MMDs, and how much of the beginning they keep.
    /// </summary>
    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void GetCoreset_AllThatIsHeld_IsDistributedAsThatOfCompress()
    {
        const int Seeds = 150, N = 4096, Held = 128, Levels = 5;
        float[] rows = RandomPoints.NormalSingle(N, 2, seed: 9);
        PointSet<float> points = PointSet<float>.FromRows(rows, 2);
        double[] mean = new double[N];
        KernelMean.Compute(Kernel, points, mean);
        var compress = new CompressBins<GaussianKernel, float>(Kernel, threads: 1);
        int[][] streamed = [.. Enumerable.Range(0, Seeds).Select(seed =>
        {
            StreamingCompressor<GaussianKernel, float> stream = Stream(seed, oversampling: 1);
            stream.Push(rows);
            Assert.Equal((Held, Held), (stream.HeldCount, stream.LargestSize));
            long[] positions = new long[Held];
            stream.GetCoreset(positions);
            return Array.ConvertAll(positions, position => (int)position);
        })];
        int[][] batch = Batches(swap: true), unswapped = Batches(swap: false);

        Assert.True(Distance(streamed, batch, Error) < Critical(), $"MMD: {Distance(streamed, batch, Error)}");
        Assert.True(Distance(streamed, batch, Beginning) < Critical(), $"beginning: {Distance(streamed, batch, Beginning)}");
        // Else no halvings would do.
        Assert.True(Distance(streamed, unswapped, Error) > Critical(), $"without swaps: {Distance(streamed, unswapped, Error)}");

        int[][] Batches(bool swap) => [.. Enumerable.Range(Seeds, Seeds).Select(seed =>
        {
            int[] indices = [.. Enumerable.Range(0, N)];
            var random = new Pcg64(seed);
            compress.Run(points, indices, Levels, bins: 1, 0.5 / N / N, swap, ref random);
            return indices[..Held];
        })];

        double Error(int[] coreset) => Mmd.Squared(Kernel, points, mean, coreset);

        double Beginning(int[] coreset) => coreset.Average();

        // Kolmogorov and Smirnov's for two samples: 1 in 1000 of one distribution are farther apart.
        static double Critical() => 1.95 * Math.Sqrt(2.0 / Seeds);
    }

    /// <summary>The largest difference of the distribution functions of a statistic in two samples.</summary>
    private static double Distance(int[][] first, int[][] second, Func<int[], double> statistic)
    {
        double[] x = [.. first.Select(statistic)], y = [.. second.Select(statistic)];
        return x.Concat(y).Max(value => Math.Abs(x.Count(v => v <= value) / (double)x.Length - y.Count(v => v <= value) / (double)y.Length));
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void GetCoreset_GrowingStream_FallsFasterThanThatOfSamples()
    {
        const int Seeds = 6;
        float[] rows = RandomPoints.NormalSingle(16384, 2, seed: 1);
        double Error(int n)
        {
            var part = PointSet<float>.FromRows(rows.AsSpan(0, 2 * n), 2);
            double[] mean = new double[n];
            KernelMean.Compute(Kernel, part, mean);
            long[] positions = new long[(int)Math.Sqrt(n)];
            return Enumerable.Range(0, Seeds).Average(seed =>
            {
                StreamingCompressor<GaussianKernel, float> stream = Stream(seed, oversampling: 2);
                stream.Push(rows.AsSpan(0, 2 * n));
                stream.GetCoreset(positions);
                return Math.Sqrt(Mmd.Squared(Kernel, part, mean, [.. positions.Select(p => (int)p)]));
            });
        }

        // √n points drawn at random err by n^(−1/4): 64 times the rows, 2.8 times less. Thinning: n^(−1/2) but for logarithms, 8 times less.
        double ratio = Error(256) / Error(16384);
        Assert.True(ratio > Math.Pow(64, 0.4), $"64 times the rows lower the MMD {ratio:F2} times.");
    }

    [Fact]
    public void Push_AnyNumberOfRows_HoldsFewAndServesTheSizeItSays()
    {
        foreach (int oversampling in (int[])[0, 1, 2])
        {
            StreamingCompressor<GaussianKernel, float> stream = Stream(seed: 1, oversampling);
            float[] rows = RandomPoints.NormalSingle(20_000, 2, seed: 2);
            int leaf = 4 << (2 * oversampling);
            for (int n = 1; n <= 20_000; n++)
            {
                stream.Push(rows.AsSpan(2 * (n - 1), 2));
                double root = (1 << oversampling) * Math.Sqrt(n);
                Assert.True(stream.Capacity <= Math.Max(leaf, 8 * root), $"{stream.Capacity} rows of {n} are held");
                Assert.InRange(stream.HeldCount, Math.Min(n, leaf / 2), stream.Capacity);
                if (n < leaf) Assert.Equal(n, stream.LargestSize);
                else Assert.True(stream.LargestSize >= root - 1, $"{stream.LargestSize} of {n}");
            }
        }
    }

    [Fact]
    public void GetCoreset_EverySmallCountAndSize_GivesDistinctRowsAsTheyWerePushed()
    {
        float[] rows = RandomPoints.NormalSingle(300, 2, seed: 3);
        StreamingCompressor<GaussianKernel, float> stream = Stream(seed: 1, oversampling: 1, new Standardization([0.5, -1], [2, 0.3]));
        Assert.Equal(0, stream.GetCoreset(new long[3]));
        for (int n = 1; n <= 300; n++)
        {
            stream.Push(rows.AsSpan(2 * (n - 1), 2));
            foreach (int size in (int[])[1, 2, 1 + n / 7, n, n + 5])
            {
                long[] positions = new long[size];
                float[] chosen = new float[2 * size];
                int count = stream.GetCoreset(positions, chosen);
                Assert.Equal(Math.Min(size, stream.LargestSize), count);
                Assert.Equal(count, positions.Take(count).Distinct().Count());
                for (int i = 0; i < count; i++) Assert.Equal(rows.AsSpan(2 * (int)positions[i], 2), chosen.AsSpan(2 * i, 2));
            }
        }

        Assert.Equal(300, stream.Count);
    }

    [Fact]
    public void Push_CutAnywhereAndAskedAtAnyTime_GivesTheSameCoreset()
    {
        float[] rows = RandomPoints.NormalSingle(3000, 2, seed: 4);
        StreamingCompressor<GaussianKernel, float> whole = Stream(seed: 7, oversampling: 1);
        whole.Push(rows);
        long[] expected = new long[50], positions = new long[50];
        whole.GetCoreset(expected);
        foreach (int piece in (int[])[1, 7, 64, 1000])
        {
            StreamingCompressor<GaussianKernel, float> stream = Stream(seed: 7, oversampling: 1);
            for (int first = 0; first < 3000; first += piece)
            {
                stream.Push(rows.AsSpan(2 * first, 2 * Math.Min(piece, 3000 - first)));
                if (first % 91 == 0) stream.GetCoreset(positions.AsSpan(0, 1 + first % 50));
            }

            stream.Push([]);
            stream.GetCoreset(positions);
            Assert.Equal(expected, positions);
        }

        StreamingCompressor<GaussianKernel, float> other = Stream(seed: 8, oversampling: 1);
        other.Push(rows);
        other.GetCoreset(positions);
        Assert.NotEqual(expected.Order(), positions.Order());
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Fact]
    public void Push_TenMillionEqualRows_HoldsFewAndGivesThem()
    {
        var stream = new StreamingCompressor<GaussianKernel, float>(Kernel, 1, new CoresetOptions { Oversampling = 0 });
        float[] rows = [.. Enumerable.Repeat(3.5f, 100_000)];
        for (int push = 0; push < 100; push++) stream.Push(rows);
        Assert.Equal(10_000_000, stream.Count);
        Assert.True(stream.Capacity <= 8 * Math.Sqrt(1e7));
        long[] positions = new long[1000];
        float[] chosen = new float[1000];
        Assert.Equal(1000, stream.GetCoreset(positions, chosen));
        Assert.Equal(1000, positions.Distinct().Count());
        Assert.All(positions, p => Assert.InRange(p, 0, 9_999_999));
        Assert.All(chosen, value => Assert.Equal(3.5f, value));
    }

    [Fact]
    public void Push_RowsThatCannotBe_ThrowsAndPushesNothing()
    {
        StreamingCompressor<GaussianKernel, float> stream = Stream(seed: 1, oversampling: 1, new Standardization([0, 0], [1, 1e-10]));
        Assert.Throws<ArgumentException>(() => stream.Push([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => stream.Push([1, 2, float.NaN, 3]));
        Assert.Throws<ArgumentException>(() => stream.Push([1, 2, 3, 1e38f]));
        Assert.Equal(0, stream.Count);
        stream.Push([1, 2]);
        Assert.Throws<ArgumentException>(() => stream.GetCoreset([]));
        Assert.Throws<ArgumentException>(() => stream.GetCoreset(new long[2], new float[3]));
        Assert.Throws<ArgumentException>(() => Stream(seed: 1, oversampling: 1, new Standardization([0], [1])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream(seed: -1, oversampling: 1));
    }

    [Fact]
    public void Push_BetweenLevels_AllocatesNothing()
    {
        float[] rows = RandomPoints.NormalSingle(5000, 2, seed: 6);
        StreamingCompressor<GaussianKernel, float> stream = Stream(seed: 1, oversampling: 1);
        Allocations.AssertNone(() => stream.Push(rows));
    }

    private static StreamingCompressor<GaussianKernel, float> Stream(long seed, int oversampling, Standardization? standardization = null) =>
        new(Kernel, 2, new CoresetOptions { Seed = seed, Oversampling = oversampling }, standardization);

    private static double Variance(double[] values) => values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);
}
