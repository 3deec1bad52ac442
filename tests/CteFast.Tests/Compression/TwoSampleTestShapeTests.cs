using CteFast.Compression;

namespace CteFast.Tests.Compression;

/// <summary>Points in the plane, uncorrelated, with equal means and equal variances to sampling error, that differ in shape only.</summary>
public sealed class TwoSampleTestShapeTests
{
    private const int Count = 142;

    [Theory]
    [InlineData("ring", "cross")]
    [InlineData("ring", "star")]
    [InlineData("cross", "star")]
    [InlineData("ring", "rows")]
    [InlineData("rows", "columns")]
    [InlineData("star", "columns")]
    public void Run_TwoShapes_AreToldApart(string first, string second)
        => Assert.All(Enumerable.Range(0, 5), seed => Assert.InRange(TwoSampleTest.Run(Shape(first, 2 * seed), Shape(second, 2 * seed + 1), 2, new TwoSampleTestOptions { Seed = seed }).PValue, 0, 0.01));

    [Fact]
    public void Run_HalvesOfOneShape_AreNotToldApart()
    {
        int rejected = 0;
        foreach (string shape in (string[])["ring", "cross", "star", "rows", "columns"])
        {
            for (int seed = 0; seed < 20; seed++)
            {
                float[] all = Shape(shape, seed, 2 * Count);
                rejected += TwoSampleTest.Run(all.AsSpan(0, 2 * Count), all.AsSpan(2 * Count), 2, new TwoSampleTestOptions { Seed = seed, Permutations = 199 }).IsRejected ? 1 : 0;
            }
        }

        // Binomial(100, 0.05): more than 13 has a probability of 5e-4.
        Assert.InRange(rejected, 0, 13);
    }

    [Fact]
    public void Run_OneRowFarOutInEach_StillShowsAShift()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            float[] first = RandomPoints.NormalSingle(200, 1, 2 * seed), second = [.. RandomPoints.NormalSingle(200, 1, 2 * seed + 1).Select(value => value + 1)];
            (first[7], second[11]) = (1e6f, 1e6f);
            TwoSampleTest result = TwoSampleTest.Run(first, second, 1, new TwoSampleTestOptions { Seed = seed });
            Assert.Equal((0.001, 0.001), (result.PValue, result.Features[0].PValue));
        }
    }

    [Fact]
    public void Run_ValuesToAMonotoneFunction_GivesTheSame()
    {
        float[] first = RandomPoints.NormalSingle(300, 2, 1), second = RandomPoints.NormalSingle(200, 2, 2);
        TwoSampleTest expected = TwoSampleTest.Run(first, second, 2, new TwoSampleTestOptions());
        TwoSampleTest result = TwoSampleTest.Run([.. first.Select(Far)], [.. second.Select(Far)], 2, new TwoSampleTestOptions());
        Assert.Equal((expected.PValue, expected.SquaredMmd, expected.SquaredBandwidth), (result.PValue, result.SquaredMmd, result.SquaredBandwidth));
        Assert.Equal(expected.Features, result.Features);

        static float Far(float value) => float.Exp(20 * value);
    }

    [Fact]
    public void Run_SortedTables_ShowAShift()
    {
        float[] first = [.. RandomPoints.NormalSingle(400, 1, 1).Order()], second = [.. RandomPoints.NormalSingle(400, 1, 2).Select(value => value + 1).Order()];
        Assert.Equal(0.001, TwoSampleTest.Run(first, second, 1, new TwoSampleTestOptions()).PValue);
    }

    private static float[] Shape(string shape, int seed, int count = Count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).SelectMany(_ =>
        {
            (double x, double y) = Point(shape, random);
            return (float[])[(float)(x + 0.02 * random.NextDouble()), (float)(y + 0.02 * random.NextDouble())];
        })];
    }

    /// <summary>A point of mean 0 and variance 1 in both coordinates.</summary>
    private static (double X, double Y) Point(string shape, Random random)
    {
        double along = Math.Sqrt(3) * (2 * random.NextDouble() - 1), angle = 2 * Math.PI * random.NextDouble(), radius = Math.Sqrt(6 * random.NextDouble());
        double arm = 2 * Math.PI / 5 * random.Next(5), level = Math.Sqrt(1.5) * random.Next(-1, 2);
        return shape switch
        {
            "ring" => (Math.Sqrt(2) * Math.Cos(angle), Math.Sqrt(2) * Math.Sin(angle)),
            "cross" => random.Next(2) == 0 ? (Math.Sqrt(2) * along, 0) : (0, Math.Sqrt(2) * along),
            // Uniform squared radii up to 6 have the mean 3, of which each coordinate has half.
            "star" => (radius * Math.Sqrt(2.0 / 3) * Math.Cos(arm), radius * Math.Sqrt(2.0 / 3) * Math.Sin(arm)),
            "rows" => (along, level),
            _ => (level, along),
        };
    }
}
