using CteFast.Data;

namespace CteFast.Tests.Data;

public class PointSetBuilderTests
{
    [Fact]
    public void Build_AnyRowsInAnyPieces_GivesThePointsOfAllAtOnce()
    {
        Property.ForAll((1, 200), (1, 9), (0, 10_000), (n, d, seed) =>
        {
            float[] rows = RandomPoints.NormalSingle(n, d, seed);
            var standardization = new Standardization([.. Enumerable.Range(0, d).Select(j => 0.1 * j)], [.. Enumerable.Range(0, d).Select(j => 1.0 + j)]);
            AssertSame(PointSet<float>.FromRows(rows, d), Filled(rows, d, seed).Build());
            AssertSame(PointSet<float>.FromRowsStandardized(rows, d), Filled(rows, d, seed).BuildStandardized());
            AssertSame(PointSet<float>.FromRows(rows, standardization), Filled(rows, d, seed).Build(standardization));
        });
    }

    [Fact]
    public void Rows_WhatWasAdded_IsReadAgain()
    {
        PointSetBuilder<float> builder = Filled([1, 2, 3, 4, 5, 6], 2, seed: 1);
        Assert.Equal([1, 2, 3, 4, 5, 6], builder.Rows.ToArray());
        Assert.Equal((3, 2), (builder.Count, builder.FeatureCount));
        builder.Build();
        Assert.Equal((0, 0), (builder.Count, builder.Rows.Length));
        builder.Add([7, 8]);
        Assert.Equal([7, 8], builder.Rows.ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Build_NotFinite_NamesRowAndFeatureAndKeepsTheRows(float value)
    {
        PointSetBuilder<float> builder = Filled([1, 2, 3, value], 2, seed: 1);
        Assert.Contains("Row 1, feature 1", Assert.Throws<ArgumentException>(builder.Build).Message, StringComparison.Ordinal);
        Assert.Contains("Row 1, feature 1", Assert.Throws<ArgumentException>(builder.BuildStandardized).Message, StringComparison.Ordinal);
        Assert.Equal(2, builder.Count);
    }

    [Fact]
    public void Builder_ArgumentsThatCannotBe_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>("featureCount", () => new PointSetBuilder<float>(0));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new PointSetBuilder<float>(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new PointSetBuilder<float>(16, PointSetBuilder<float>.LargestCount(16) + 1));
        var builder = new PointSetBuilder<float>(2);
        Assert.Throws<ArgumentException>("rows", () => builder.Add([1, 2, 3]));
        Assert.Throws<ArgumentException>("rows", builder.Build);
        builder.Add([1, 2]);
        Assert.Throws<ArgumentException>("standardization", () => builder.Build(new Standardization([0], [1])));
        Assert.Throws<ArgumentNullException>(() => builder.Build(null!));
    }

    private static PointSetBuilder<float> Filled(ReadOnlySpan<float> rows, int d, int seed)
    {
        var random = new Random(seed);
        var builder = new PointSetBuilder<float>(d, seed % 3 == 0 ? rows.Length / d : random.Next(20));
        while (!rows.IsEmpty)
        {
            int taken = Math.Min(rows.Length, d * random.Next(40));
            builder.Add(rows[..taken]);
            rows = rows[taken..];
        }

        return builder;
    }

    /// <summary>Down to the last block's filling.</summary>
    private static void AssertSame(PointSet<float> expected, PointSet<float> actual)
    {
        Assert.Equal((expected.Count, expected.FeatureCount), (actual.Count, actual.FeatureCount));
        Assert.Equal(expected.Standardization?.Means.ToArray(), actual.Standardization?.Means.ToArray());
        int length = expected.BlockCount * PointBlock.Size * expected.FeatureCount;
        Assert.Equal(expected.Buffer.Ensure(length).ToArray(), actual.Buffer.Ensure(length).ToArray());
    }
}
