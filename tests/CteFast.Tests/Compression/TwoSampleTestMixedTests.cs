using CteFast.Compression;
using CteFast.Data;

namespace CteFast.Tests.Compression;

public class TwoSampleTestMixedTests
{
    private static readonly FeatureKind[] Kinds = [FeatureKind.Numeric, FeatureKind.Categorical];

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Run_MixedSamplesOfOneDistribution_RejectsAsOftenAsTheLevel()
    {
        const int Seeds = 400;
        double[] pValues = [.. Enumerable.Range(0, Seeds).Select(seed => Test(300, 412, seed, category: 0.3, missing: 0.2).PValue)];
        foreach (double level in (double[])[0.05, 0.1, 0.3, 0.5])
        {
            // Three standard errors of a binomial share.
            double error = 3 * Math.Sqrt(level * (1 - level) / Seeds);
            Assert.InRange(pValues.Count(p => p <= level), (level - error) * Seeds, (level + error) * Seeds);
        }
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData(0.7, 0.2)]
    [InlineData(0.3, 0.6)]
    public void Run_CategoriesOrMissingValuesDiffer_IsSeen(double category, double missing)
        => Assert.All(Enumerable.Range(0, 20), seed => Assert.True(Test(400, 400, seed, category, missing).IsRejected, $"seed {seed}"));

    [Fact]
    public void Run_NumbersOnly_IsTheTestOfNumbers()
    {
        float[] first = RandomPoints.NormalSingle(300, 2, seed: 1), second = RandomPoints.NormalSingle(200, 2, seed: 2);
        TwoSampleTest expected = TwoSampleTest.Run(first, second, 2, new TwoSampleTestOptions());
        TwoSampleTest result = TwoSampleTest.Run(first, second, [FeatureKind.Numeric, FeatureKind.Numeric], new TwoSampleTestOptions());
        Assert.Equal((expected.PValue, expected.SquaredMmd, expected.SquaredBandwidth), (result.PValue, result.SquaredMmd, result.SquaredBandwidth));
    }

    [Fact]
    public void Run_MixedArgumentsThatCannotBe_Throws()
    {
        float[] rows = [1, 0, float.NaN, 1];
        TwoSampleTestOptions options = new();
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(rows, [], Kinds, options));
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run([1, 0, 1], rows, Kinds, options));
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(rows, [float.PositiveInfinity, 0], Kinds, options));
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(rows, rows, [], options));
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoSampleTest.Run(rows, rows, Kinds, options with { Level = 1 }));
        Assert.ThrowsAny<OperationCanceledException>(() => TwoSampleTest.Run(rows, rows, Kinds, options, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(1, TwoSampleTest.Run(rows, rows, Kinds, options).PValue);
    }

    /// <summary>Tests rows of a number, missing in a fifth of the first sample's, and a category, which is 1 in three tenths of them.</summary>
    private static TwoSampleTest Test(int n, int m, int seed, double category, double missing)
    {
        Random random = new(seed);
        return TwoSampleTest.Run(Sample(n, 0.3, 0.2), Sample(m, category, missing), Kinds, new TwoSampleTestOptions { Seed = seed, Permutations = 199 });

        float[] Sample(int count, double one, double gone) => [.. Enumerable.Range(0, count).SelectMany(_
            => (float[])[random.NextDouble() < gone ? float.NaN : random.NextSingle(), random.NextDouble() < one ? 1 : 0])];
    }
}
