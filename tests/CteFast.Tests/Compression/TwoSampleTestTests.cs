using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

public class TwoSampleTestTests
{
    private const int D = 2;

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(512, 512, 16)]
    [InlineData(301, 1007, 20)]
    [InlineData(20, 900, 32)]
    [InlineData(4, 3, 32)]
    public void Run_SamplesOfOneDistribution_RejectsNoMoreOftenThanTheLevel(int n, int m, int bins)
    {
        const int Seeds = 500;
        double[] pValues = [.. Enumerable.Range(0, Seeds).Select(seed => Test(n, m, 1, 0, seed, new TwoSampleTestOptions { Bins = bins, Permutations = 99, Oversampling = 0 }).PValue)];
        foreach (double level in (double[])[0.05, 0.1, 0.3, 0.5])
        {
            int rejected = pValues.Count(p => p <= level);
            // Three standard errors of a binomial share.
            double error = 3 * Math.Sqrt(level * (1 - level) / Seeds);
            Assert.True(rejected <= (level + error) * Seeds, $"{rejected} of {Seeds} at {level}");
            // With few ties the p-values are uniform, and so the test is not idle.
            if (n > 100) Assert.True(rejected >= (level - error) * Seeds, $"{rejected} of {Seeds} at {level}");
        }
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_GrowingDifference_IsSeenMoreOften(bool mean)
    {
        const int Seeds = 40;
        int[] rejected = [.. new[] { 0, 0.1, 0.2, 0.4 }.Select(size => Enumerable.Range(0, Seeds).Count(seed =>
            Test(1024, 700, mean ? 1 : 1 + size, mean ? size : 0, seed, new TwoSampleTestOptions { Permutations = 199 }).IsRejected))];
        for (int i = 1; i < rejected.Length; i++) Assert.True(rejected[i] >= rejected[i - 1], string.Join(' ', rejected));
        Assert.True(rejected[^1] == Seeds && rejected[1] < Seeds, string.Join(' ', rejected));
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Run_MoreOversampling_SeesMore()
    {
        const int Seeds = 30;
        int[] rejected = [.. new[] { 0, 2 }.Select(oversampling => Enumerable.Range(0, Seeds).Count(seed =>
            Test(4096, 4096, 1, 0.07, seed, new TwoSampleTestOptions { Permutations = 199, Oversampling = oversampling }).IsRejected))];
        Assert.True(rejected[1] > rejected[0], string.Join(' ', rejected));
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Fact]
    public void Run_SameSeed_GivesTheSameResultOnAnyNumberOfThreads()
    {
        TwoSampleTest expected = Test(3000, 2000, 1, 0.03, seed: 1, new TwoSampleTestOptions { Seed = 5 });
        foreach (int threads in (int[])[1, 2, 3])
        {
            TwoSampleTest result = Test(3000, 2000, 1, 0.03, seed: 1, new TwoSampleTestOptions { Seed = 5, Threads = threads });
            Assert.Equal((expected.PValue, expected.SquaredMmd, expected.SquaredBandwidth), (result.PValue, result.SquaredMmd, result.SquaredBandwidth));
        }

        Assert.NotEqual(expected.SquaredMmd, Test(3000, 2000, 1, 0.03, seed: 1, new TwoSampleTestOptions { Seed = 6 }).SquaredMmd);
    }

    [Fact]
    public void Run_UncompressedBins_HasTheMmdOfTheSamples()
    {
        float[] first = RandomPoints.NormalSingle(96, D, seed: 1), second = [.. RandomPoints.NormalSingle(64, D, seed: 2).Select(v => v + 1)];
        TwoSampleTest result = TwoSampleTest.Run(first, second, D, new TwoSampleTestOptions { Bins = 10, Bandwidths = [0.7] });
        var all = PointSet<float>.FromRowsStandardized([.. first, .. second], D);
        float[] matrix = new float[160 * 160];
        KernelMatrix.Fill(new GaussianKernel(0.7 * 2 * D), all, all, matrix);
        double mmd = 0;
        for (int i = 0; i < matrix.Length; i++) mmd += matrix[i] * Weight(i / 160) * Weight(i % 160);
        // Kernel values in single precision: 2^−24 of at most 1, each.
        Assert.Equal(mmd, result.SquaredMmd, 4 * Math.Pow(2, -24));
        Assert.Equal(0.7 * 2 * D, result.SquaredBandwidth);
        // No arrangement is more extreme; among 999 drawn of C(10, 6) = 210 it comes 4.8 times again, four standard deviations 8.7.
        Assert.InRange(result.PValue, 0.001, 0.0144);
        Assert.True(result.IsRejected);

        static double Weight(int i) => i < 96 ? 1.0 / 96 : -1.0 / 64;
    }

    [Fact]
    public void SquaredMmd_BinsExchangedWithinASample_StaysTheSame()
    {
        double[] means = SymmetricMatrix(9, seed: 1);
        double expected = BinPermutations.SquaredMmd(means, [0, 1, 2, 3, 4, 5, 6, 7, 8], firstBins: 4);
        // Sums of 81 numbers below 1, a few roundings each.
        Assert.Equal(expected, BinPermutations.SquaredMmd(means, [3, 1, 0, 2, 8, 4, 6, 5, 7], firstBins: 4), 1e-14);
        Assert.Equal(expected, BinPermutations.SquaredMmd(means, [4, 5, 6, 7, 8, 0, 1, 2, 3], firstBins: 5), 1e-14);
    }

    [Fact]
    public void Fill_ManyArrangements_AreThoseOfTheSamplesFirstAndThenAllEquallyOften()
    {
        const int Arrangements = 20_001;
        double[] means = SymmetricMatrix(5, seed: 2), statistics = new double[Arrangements];
        var random = new Pcg64(1);
        BinPermutations.Fill(means, 5, 2, ref random, statistics, Arrangements);
        Assert.Equal(BinPermutations.SquaredMmd(means, [0, 1, 2, 3, 4], 2), statistics[0]);
        int[] counts = [.. statistics.Skip(1).CountBy(s => s).Select(pair => pair.Value)];
        Assert.Equal(10, counts.Length);
        // Each is expected 2000 times; four standard errors, as there are ten.
        Assert.All(counts, count => Assert.InRange(count, 2000 - 4 * Math.Sqrt(1800), 2000 + 4 * Math.Sqrt(1800)));
    }

    [Fact]
    public void Aggregate_TwoBandwidths_RanksTheLeastPValues()
    {
        // P-values of the four arrangements: 2/4, 1/4, 4/4, 3/4 and 3/4, 4/4, 1/4, 2/4; the least: 2/4, 1/4, 1/4, 2/4.
        (double pValue, int bandwidth) = BinPermutations.Aggregate([3, 4, 1, 2, 20, 10, 40, 30], 4);
        Assert.Equal((1, 0), (pValue, bandwidth));
        (pValue, bandwidth) = BinPermutations.Aggregate([3, 4, 1, 2, 50, 10, 40, 30], 4);
        Assert.Equal((0.5, 1), (pValue, bandwidth));
        // Equal statistics count against rejection.
        Assert.Equal((1, 0), BinPermutations.Aggregate([1, 1, 1, 1], 4));
    }

    [Fact]
    public void Run_AnySizes_DividesIntoBinsThatFit()
    {
        Property.ForAll((1, 200_000), (1, 200_000), (0, 200), (n, m, more) =>
        {
            var plan = new BinPlan(n, m, new TwoSampleTestOptions { Bins = 2 + more, Oversampling = more % 5 });
            Assert.InRange(plan.FirstBins, 1, plan.Bins - 1);
            Assert.True(plan.Bins <= 2 + more && plan.BinRows >= 1);
            Assert.True((long)plan.FirstBins * plan.BinRows <= n && (long)plan.SecondBins * plan.BinRows <= m);
            Assert.Equal(plan.BinRows, plan.Kept << plan.Levels);
        });
    }

    [Fact]
    public void Run_ArgumentsThatCannotBe_Throws()
    {
        float[] rows = new float[8];
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(rows, [], D, new TwoSampleTestOptions()));
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(new float[3], rows, D, new TwoSampleTestOptions()));
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run([1, float.NaN], rows, D, new TwoSampleTestOptions()));
        foreach (TwoSampleTestOptions options in (TwoSampleTestOptions[])
            [new() { Level = 1 }, new() { Bins = 1 }, new() { Permutations = 0 }, new() { Seed = -1 }, new() { Oversampling = 11 }, new() { Delta = 0 }, new() { Threads = 0 }, new() { Bandwidths = [-1] }])
            Assert.Throws<ArgumentOutOfRangeException>(() => TwoSampleTest.Run(rows, rows, D, options));
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(rows, rows, D, new TwoSampleTestOptions { Bandwidths = [] }));
        Assert.ThrowsAny<OperationCanceledException>(() => TwoSampleTest.Run(rows, rows, D, new TwoSampleTestOptions(), cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(1, TwoSampleTest.Run(rows, rows, D, new TwoSampleTestOptions()).PValue);
    }

    /// <summary>Tests normal samples; the second is stretched and shifted.</summary>
    private static TwoSampleTest Test(int n, int m, double scale, double shift, int seed, TwoSampleTestOptions options)
    {
        float[] first = RandomPoints.NormalSingle(n, D, 2 * seed), second = [.. RandomPoints.NormalSingle(m, D, 2 * seed + 1).Select(v => (float)(scale * v + shift))];
        return TwoSampleTest.Run(first, second, D, options with { Seed = options.Seed + seed });
    }

    private static double[] SymmetricMatrix(int size, int seed)
    {
        double[] values = RandomPoints.Uniforms(size * size, seed);
        return [.. Enumerable.Range(0, size * size).Select(i => values[Math.Min(i, i % size * size + i / size)])];
    }
}
