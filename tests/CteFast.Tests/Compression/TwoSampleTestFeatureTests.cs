using CteFast.Compression;
using CteFast.Data;

namespace CteFast.Tests.Compression;

/// <summary>Which features differ.</summary>
public sealed class TwoSampleTestFeatureTests
{
    private static readonly FeatureKind[] Kinds = [FeatureKind.Numeric, FeatureKind.Categorical, FeatureKind.Numeric, FeatureKind.Numeric];

    [Fact]
    public void Run_SomeFeaturesDiffer_RanksThemFirst()
    {
        TwoSampleTest result = TwoSampleTest.Run(Rows(400, 1, share: 0.3, missing: 0.1, shift: 0), Rows(300, 2, share: 0.6, missing: 0.1, shift: 0.5), Kinds, new TwoSampleTestOptions());
        Assert.Equal([1, 3], result.Features.Take(2).Select(feature => feature.Feature).Order());
        Assert.All(result.Features.Take(2), feature => Assert.InRange(feature.CorrectedPValue, 0, 0.01));
        Assert.All(result.Features.Skip(2), feature => Assert.InRange(feature.CorrectedPValue, 0.05, 1));
        // Only how often a value is missing.
        result = TwoSampleTest.Run(Rows(400, 1, 0.3, missing: 0.1, 0), Rows(300, 2, 0.3, missing: 0.4, 0), Kinds, new TwoSampleTestOptions());
        Assert.Equal((2, true, false), (result.Features[0].Feature, result.Features[0].CorrectedPValue <= 0.01, result.Features[1].CorrectedPValue <= 0.05));
    }

    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void Run_NoFeatureDiffers_RarelySaysThatAnyDoes()
    {
        const int Seeds = 400;
        int any = 0, own = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            TwoSampleTest result = TwoSampleTest.Run(Rows(120, 2 * seed, 0.3, 0.1, 0), Rows(100, 2 * seed + 1, 0.3, 0.1, 0), Kinds, new TwoSampleTestOptions { Seed = seed, Permutations = 99 });
            any += result.Features[0].CorrectedPValue <= 0.1 ? 1 : 0;
            own += result.Features.Count(feature => feature.PValue <= 0.1);
        }

        // Three standard errors of a binomial share; a test of each feature for itself would say so in 34 %. The own p-values have ties, of the category.
        Assert.InRange(any / (double)Seeds, 0.1 - 3 * Math.Sqrt(0.09 / Seeds), 0.1 + 3 * Math.Sqrt(0.09 / Seeds));
        Assert.InRange(own / (4.0 * Seeds), 0.1 - 3 * Math.Sqrt(0.09 / Seeds), 0.1 + 3 * Math.Sqrt(0.09 / Seeds));
    }

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameFeatures()
    {
        float[] first = Rows(400, 1, 0.3, 0.1, 0), second = Rows(300, 2, 0.4, 0.1, 0.1);
        Assert.Equal(TwoSampleTest.Run(first, second, Kinds, new TwoSampleTestOptions()).Features, TwoSampleTest.Run(first, second, Kinds, new TwoSampleTestOptions { Threads = 3 }).Features);
    }

    [Fact]
    public void Run_Tables_IsTheTestOfTheirRows()
    {
        FeatureSchema schema = Schema("city", ["Lyon", "Paris"]);
        FeatureTable first = new(schema, Rows(90, 1, 0.3, 0.1, 0)), second = new(schema, Rows(80, 2, 0.4, 0.1, 0.1));
        TwoSampleTest expected = TwoSampleTest.Run(first.Rows, second.Rows, Kinds, new TwoSampleTestOptions()), result = TwoSampleTest.Run(first, second, new TwoSampleTestOptions());
        Assert.Equal((expected.PValue, expected.SquaredMmd), (result.PValue, result.SquaredMmd));
        Assert.Equal(expected.Features, result.Features);
        foreach (FeatureSchema other in (FeatureSchema[])[Schema("town", ["Lyon", "Paris"]), Schema("city", ["Paris", "Lyon"])])
            Assert.Contains("\"city\"", Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(first, new FeatureTable(other, second.Rows), new TwoSampleTestOptions())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(first, second.Select(["city"]), new TwoSampleTestOptions()));

        static FeatureSchema Schema(string name, string[] levels) => new([new Feature("a"), new Feature(name, FeatureKind.Categorical, new FeatureLevels(levels)), new Feature("b"), new Feature("c")]);
    }

    /// <summary>Oracle: the mean over all pairs of rows of two bins of the kernel between their cells, in double.</summary>
    [Fact]
    public void BinMeans_MixedRows_AreMeansOverPairs()
    {
        float[] rows = [.. Rows(50, 1, 0.3, 0.2, 0), .. Rows(40, 2, 0.4, 0.2, 0)];
        var plan = new BinPlan(50, 40, new TwoSampleTestOptions { Bins = 5 });
        int[] rowOfPlace = [.. Enumerable.Range(0, plan.FirstBins * plan.BinRows), .. Enumerable.Range(50, plan.SecondBins * plan.BinRows)];
        SampleRanks.Replace(rows, Kinds, threads: 2, progress: null, CancellationToken.None);
        var tests = new FeatureTests(rows, Kinds, rowOfPlace, plan, [1, 0.1]);
        for (int feature = 0; feature < Kinds.Length; feature++)
        {
            double[] means = tests.BinMeans(feature);
            int present = Enumerable.Range(0, 90).Count(row => !float.IsNaN(rows[row * 4 + feature])), square = plan.Bins * plan.Bins;
            for (int i = 0; i < means.Length; i++)
            {
                double bandwidth = (i < square ? 1 : 0.1) * Math.Pow(1 - Math.Sqrt(0.5), 2);
                IEnumerable<float> Bin(int bin) => rowOfPlace.Skip(bin * plan.BinRows).Take(plan.BinRows).Select(row => rows[row * 4 + feature]);
                double expected = Bin(i % square / plan.Bins).Average(x => Bin(i % plan.Bins).Average(y => Kernel(x, y, bandwidth, present, Kinds[feature])));
                // Kernel values in single precision.
                Assert.Equal(expected, means[i], Math.Pow(2, -22));
            }
        }

        static double Kernel(float x, float y, double bandwidth, int present, FeatureKind kind)
        {
            if (kind == FeatureKind.Categorical || float.IsNaN(x) || float.IsNaN(y)) return x.Equals(y) ? 1 : 0;
            double difference = (Math.Floor((x + 0.5) * 64 / present) - Math.Floor((y + 0.5) * 64 / present)) / 64;
            return Math.Exp(-difference * difference / bandwidth);
        }
    }

    [Fact]
    public void StepDown_SmallStatistics_IsThePublishedCorrection()
    {
        // Real statistics 2, 5, 4. The maxima from the greatest down: of all 5, 4, 6, 4; of the first and third 4, 3, 6, 4; of the first 2, 3, 1, 0.
        FeatureDifference[] differences = FeatureTests.StepDown([[2, 3, 1, 0], [5, 4, 1, 2], [4, 1, 6, 4]]);
        Assert.Equal([new FeatureDifference(1, 0.25, 0.5), new FeatureDifference(2, 0.75, 0.75), new FeatureDifference(0, 0.5, 0.75)], differences);
    }

    [Fact]
    public void Replace_AnyValues_AreMeanRanks()
    {
        Property.ForAll((1, 200), (1, 3), (0, 1000), (n, spread, seed) =>
        {
            Random random = new(seed);
            float[] values = [.. Enumerable.Range(0, n).Select(_ => random.Next(10) == 0 ? float.NaN
                : random.Next(5) == 0 ? (float)random.Next(-2, 3) : float.CopySign(MathF.Pow(10, 12 * spread * (random.NextSingle() - 0.5f)), random.Next(2) - 0.5f))];
            if (n > 1) (values[0], values[1]) = (-0f, 0f);
            float[] ranks = [.. values];
            SampleRanks.Replace(ranks, [FeatureKind.Numeric], threads: 1, progress: null, CancellationToken.None);
            for (int i = 0; i < n; i++)
                Assert.Equal(float.IsNaN(values[i]) ? float.NaN : values.Count(other => other < values[i]) + (values.Count(other => other == values[i]) - 1) / 2f, ranks[i]);
        });
    }

    /// <summary>Rows of a number, a category that is 1 in a share of them, a number that may be missing and a number shifted.</summary>
    private static float[] Rows(int count, int seed, double share, double missing, double shift)
    {
        float[] rows = RandomPoints.NormalSingle(count, 4, seed);
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            rows[i * 4 + 1] = random.NextDouble() < share ? 1 : 0;
            if (random.NextDouble() < missing) rows[i * 4 + 2] = float.NaN;
            rows[i * 4 + 3] += (float)shift;
        }

        return rows;
    }
}
