using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

public class CompressionTests
{
    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Fact]
    public void Run_EverySmallCount_GivesDistinctIndices()
    {
        var compressor = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(4), new CoresetOptions());
        for (int n = 1; n <= 300; n++)
        {
            PointSet<float> points = RandomPoints.PointsSingle(n, 2, seed: n);
            foreach (int size in Sizes(n))
            {
                int[] coreset = new int[size];
                compressor.Run(points, coreset);
                Assert.Equal(size, coreset.Distinct().Count());
                Assert.All(coreset, i => Assert.InRange(i, 0, n - 1));
            }
        }
    }

    [Fact]
    public void Run_AnyOptions_GivesIndicesOfPoints()
    {
        Property.ForAll((1, 700), (0, 2), (0, 1_000_000), (n, oversampling, seed) =>
        {
            bool refine = seed % 2 == 0;
            var options = new CoresetOptions { Seed = seed, Oversampling = oversampling, Bins = 1 + seed % 6, Refine = refine };
            int[] coreset = new int[1 + seed % n];
            new CoresetCompressor<GaussianKernel, double>(new GaussianKernel(4), options).Run(RandomPoints.Points(n, 2, seed), coreset);
            Assert.All(coreset, i => Assert.InRange(i, 0, n - 1));
            if (refine) Assert.Equal(coreset.Length, coreset.Distinct().Count());
        }, cases: LesserMachine.Cases(300));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_FewPoints_IsTheBestOfAllSubsets(int n)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            PointSet<double> points = RandomPoints.Points(n, 2, seed);
            var kernel = new GaussianKernel(4);
            double[] mean = new double[n];
            KernelMean.Compute(kernel, points, mean);
            for (int size = 1; size <= n; size++)
            {
                int[] coreset = new int[size];
                new CoresetCompressor<GaussianKernel, double>(kernel, new CoresetOptions { Seed = seed }).Run(points, coreset);
                double best = Enumerable.Range(1, (1 << n) - 1)
                    .Select(bits => Enumerable.Range(0, n).Where(i => (bits >> i & 1) != 0).ToArray())
                    .Where(subset => subset.Length == size)
                    .Min(subset => Mmd.Squared(kernel, points, mean, subset));
                Assert.Equal(best, Mmd.Squared(kernel, points, mean, coreset), 1e-15);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_SizeOfTheInput_KeepsEveryRow(bool refine)
    {
        int[] coreset = new int[100];
        new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(4), new CoresetOptions { Refine = refine }).Run(RandomPoints.PointsSingle(100, 2, seed: 1), coreset);
        Assert.Equal(Enumerable.Range(0, 100), coreset);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameCoresetAndAnotherSeedAnother()
    {
        PointSet<float> points = RandomPoints.PointsSingle(2000, 3, seed: 1);
        int[] Run(long seed)
        {
            int[] coreset = new int[44];
            new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(6), new CoresetOptions { Seed = seed, Refine = false }).Run(points, coreset);
            return coreset;
        }

        long[] seeds = [0, 1, 2, 3, uint.MaxValue, uint.MaxValue + 1L, long.MaxValue];
        int[][] coresets = [.. seeds.Select(Run)];
        for (int i = 0; i < seeds.Length; i++)
        {
            Assert.Equal(coresets[i], Run(seeds[i]));
            for (int j = 0; j < i; j++) Assert.NotEqual(coresets[i].Order(), coresets[j].Order());
        }
    }

    [Fact]
    public void Run_UsedBefore_GivesTheCoresetOfANewObject()
    {
        // Scratch of other sizes must leave no trace.
        var used = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(6), new CoresetOptions());
        foreach (int n in (int[])[3000, 50, 1200, 17, 400, 3000])
        {
            PointSet<float> points = RandomPoints.PointsSingle(n, 1 + n % 4, seed: n);
            int[] coreset = new int[1 + n / 30], expected = new int[coreset.Length];
            used.Run(points, coreset);
            new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(6), new CoresetOptions()).Run(points, expected);
            Assert.Equal(expected, coreset);
        }
    }

    [Fact]
    public void Run_ConstantColumnAdded_ChangesNothing()
    {
        float[] rows = RandomPoints.NormalSingle(500, 2, seed: 1);
        float[] wider = [.. rows.Chunk(2).SelectMany(row => (float[])[row[0], 1e30f, row[1]])];
        Assert.Equal(Run(PointSet<float>.FromRowsStandardized(rows, 2), 20), Run(PointSet<float>.FromRowsStandardized(wider, 3), 20));
    }

    [Fact]
    public void Run_PointsThatAreAllEqual_GivesDistinctRowsOfNoDiscrepancy()
    {
        PointSet<float> points = PointSet<float>.FromRowsStandardized([.. Enumerable.Repeat(3.7f, 2 * 300)], 2);
        foreach (int size in Sizes(300))
        {
            int[] coreset = Run(points, size);
            Assert.Equal(size, coreset.Distinct().Count());
            double[] mean = new double[300];
            KernelMean.Compute(new GaussianKernel(4), points, mean);
            Assert.All(mean, m => Assert.Equal(1, m));
            Assert.Equal(0, Mmd.Squared(new GaussianKernel(4), points, mean, coreset), 1e-14);
        }
    }

    [Fact]
    public void Compress_RowsThatCannotBe_Throws()
    {
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            float[] rows = RandomPoints.NormalSingle(50, 3, seed: 0);
            rows[3 * 17 + 2] = value;
            ArgumentException exception = Assert.Throws<ArgumentException>(() => Coreset.Compress(rows, 3, 5, new CoresetOptions()));
            Assert.Contains("Row 17, feature 2", exception.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => Coreset.Compress([], 3, 1, new CoresetOptions()));
        Assert.Throws<ArgumentException>(() => Coreset.Compress(new float[7], 3, 1, new CoresetOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.Compress(new float[6], 0, 1, new CoresetOptions()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(11)]
    public void Compress_SizeOutOfRange_Throws(int size)
    {
        float[] rows = RandomPoints.NormalSingle(10, 2, seed: 0);
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.Compress(rows, 2, size, new CoresetOptions()));
        Assert.Equal("size", exception.ParamName);
        var compressor = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(4), new CoresetOptions());
        Assert.Throws<ArgumentOutOfRangeException>(() => compressor.Run(PointSet<float>.FromRows(rows, 2), new int[Math.Max(0, size)]));
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        CoresetOptions[] wrong =
        [
            default,
            new() { Seed = -1 },
            new() { Oversampling = -1 },
            new() { Oversampling = 11 },
            new() { Bins = 0 },
            new() { Delta = 0 },
            new() { Delta = 1 },
            new() { Delta = double.NaN },
        ];
        foreach (CoresetOptions options in wrong)
            Assert.Throws<ArgumentOutOfRangeException>(() => new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(1), options));
    }

    [Fact]
    public void Compress_Rows_ReportsTheMmdOfItsIndices()
    {
        RealSet set = RealSet.Read("breast_cancer");
        Coreset coreset = Coreset.Compress(set.Rows, set.FeatureCount, 8, new CoresetOptions());
        PointSet<float> points = set.Standardized();
        var kernel = new GaussianKernel(2 * set.FeatureCount);
        double[] mean = new double[set.Count];
        KernelMean.Compute(kernel, points, mean);
        Assert.Equal(Mmd.Squared(kernel, points, mean, [.. coreset.Indices]), coreset.SquaredMmd);
        Assert.Equal(Mmd.SquaredOfUniform(kernel, points, mean, 8), coreset.SquaredMmdUniform);
        Assert.Equal((set.Count, set.FeatureCount, 2.0 * set.FeatureCount), (coreset.InputCount, coreset.FeatureCount, coreset.SquaredBandwidth));
        Assert.True(coreset.Elapsed > TimeSpan.Zero);
    }

    private static int[] Sizes(int n) => [.. new[] { 1, 2, n / 3, n / 2, n - 1, n }.Where(size => size >= 1 && size <= n).Distinct()];

    private static int[] Run(PointSet<float> points, int size)
    {
        int[] coreset = new int[size];
        new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(4), new CoresetOptions()).Run(points, coreset);
        return coreset;
    }
}
