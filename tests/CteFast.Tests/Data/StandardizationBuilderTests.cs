using CteFast.Data;

namespace CteFast.Tests.Data;

public class StandardizationBuilderTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1e6, 1)]
    [InlineData(-3, 1e-6)]
    [InlineData(0, 1e15)]
    public void Build_RowsInPieces_AgreesWithTheMomentsOfAllAtOnce(double offset, double scale)
    {
        double[] rows = [.. RandomPoints.Normal(1000, 3, seed: 1).Select(v => offset + scale * v)];
        Standardization expected = Standardization.Of<double>(rows, 3);
        var builder = new StandardizationBuilder(3);
        for (int i = 0; i < 1000; i += 125) builder.Add<double>(rows.AsSpan(3 * i, 3 * 125));
        Standardization actual = builder.Build();
        Assert.Equal(1000, builder.Count);
        for (int j = 0; j < 3; j++)
        {
            // Some roundings of a sum of 1000 terms, of the offset's size at most.
            double rounding = 1000 * (Math.Abs(offset) + scale) * 2.3e-16;
            Assert.Equal(expected.Means[j], actual.Means[j], rounding);
            Assert.Equal(expected.Scales[j], actual.Scales[j], rounding);
        }
    }

    [Fact]
    public void Build_ConstantFeature_HasItsValueAndScaleOneExactly()
    {
        var builder = new StandardizationBuilder(1);
        for (int i = 0; i < 1000; i++) builder.Add<float>([0.1f]);
        Assert.Equal((0.1f, 1.0), (builder.Build().Means[0], builder.Build().Scales[0]));
    }

    [Fact]
    public void Builder_WhatCannotBe_ThrowsAndAddsNothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>("featureCount", () => new StandardizationBuilder(0));
        var builder = new StandardizationBuilder(2);
        Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Throws<ArgumentException>("rows", () => builder.Add<float>([1, 2, 3]));
        Assert.Contains("Row 1, feature 0", Assert.Throws<ArgumentException>("rows", () => builder.Add<float>([1, 2, float.NaN, 4])).Message, StringComparison.Ordinal);
        Assert.Equal(0, builder.Count);
        builder.Add<double>([1e300, 1, -1e300, 2]);
        Assert.Contains("feature 0", Assert.Throws<InvalidOperationException>(builder.Build).Message, StringComparison.Ordinal);
    }
}
