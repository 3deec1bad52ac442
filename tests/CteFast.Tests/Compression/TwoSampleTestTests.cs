using CteFast.Compression;

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
        double[] ranks = StandardizedRanks([.. first, .. second], D);
        double[] distances = [.. Enumerable.Range(0, 160 * 160).Select(pair => Distance(ranks, pair / 160, pair % 160))];
        double[] different = [.. distances.Where(distance => distance > 0).Order()];
        double bandwidth = 0.7 * (different[different.Length / 2 - 1] + different[different.Length / 2]) / 2, mmd = 0;
        for (int i = 0; i < distances.Length; i++) mmd += Math.Exp(-distances[i] / bandwidth) * Weight(i / 160) * Weight(i % 160);
        // Kernel values in single precision: 2^−24 of at most 1, each, and as much of the squared distance.
        Assert.Equal(mmd, result.SquaredMmd, 8 * Math.Pow(2, -24));
        Assert.Equal(bandwidth, result.SquaredBandwidth, 1e-6 * bandwidth);
        // No arrangement is more extreme; among 999 drawn of C(10, 6) = 210 it comes 4.8 times again, four standard deviations 8.7.
        Assert.InRange(result.PValue, 0.001, 0.0144);
        Assert.True(result.IsRejected);

        static double Weight(int i) => i < 96 ? 1.0 / 96 : -1.0 / 64;

        static double Distance(double[] rows, int i, int j) => Enumerable.Range(0, D).Sum(k => Math.Pow(rows[i * D + k] - rows[j * D + k], 2));
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
    public void Aggregate_TwoBandwidths_TakesTheGreatestStudentised()
    {
        // Means 2.5 and 25, standard deviations √1.25 and 10 √1.25.
        double[] greatest = new double[4];
        Assert.Equal(0, BinPermutations.Aggregate([3, 4, 1, 2, 20, 10, 40, 30], greatest));
        Assert.Equal((double[])[0.5, 1.5, 1.5, 0.5], greatest.Select(value => Math.Round(value * Math.Sqrt(1.25), 12)));
        Assert.Equal(1, BinPermutations.PValue(greatest));
        Assert.Equal(1, BinPermutations.Aggregate([3, 4, 1, 2, 40, 10, 20, 30], greatest));
        Assert.Equal(0.5, BinPermutations.PValue(greatest));
        // Equal statistics count against rejection, and so do roundings.
        BinPermutations.Aggregate([1, 1, 1 - 1e-16, 1], greatest);
        Assert.Equal(1, BinPermutations.PValue(greatest));
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

    /// <summary>Ranks, as the definition has them, to mean 0 and standard deviation 1.</summary>
    private static double[] StandardizedRanks(float[] rows, int d)
    {
        double[] ranks = new double[rows.Length];
        for (int j = 0; j < d; j++)
        {
            float[] values = [.. rows.Where((_, i) => i % d == j)];
            double[] column = [.. values.Select(value => values.Count(other => other < value) + (values.Count(other => other == value) - 1) / 2.0)];
            double mean = column.Average(), deviation = Math.Sqrt(column.Average(rank => (rank - mean) * (rank - mean)));
            for (int i = 0; i < column.Length; i++) ranks[i * d + j] = (column[i] - mean) / deviation;
        }

        return ranks;
    }

    private static double[] SymmetricMatrix(int size, int seed)
    {
        double[] values = RandomPoints.Uniforms(size * size, seed);
        return [.. Enumerable.Range(0, size * size).Select(i => values[Math.Min(i, i % size * size + i / size)])];
    }
}
