namespace CteFast.Tests.Numerics.Random;

public sealed class Pcg64Tests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    public void NextInt32_ManyDraws_AreUniform(int maximum)
    {
        const int Draws = 200_000;
        var random = new Pcg64(11);
        int[] counts = new int[maximum];
        for (int i = 0; i < Draws; i++) counts[random.NextInt32(maximum)]++;

        // Chi-squared has mean k and variance 2k; five deviations, and two more for small k, are passed once in a million seeds.
        double expected = (double)Draws / maximum, chiSquared = counts.Sum(c => (c - expected) * (c - expected) / expected);
        int freedom = maximum - 1;
        Assert.True(chiSquared <= freedom + 7 * Math.Sqrt(2.0 * freedom) + 7 * Math.Min(1, freedom), $"{chiSquared}");
    }

    [Fact]
    public void NextInt32_RangeThatFavoursLowNumbersWithoutRejection_IsUniform()
    {
        // Of 2^32 draws onto 3·2^29 values every third value would have two and the others three: 1/4, 3/8, 3/8.
        const int Maximum = 3 << 29, Draws = 100_000;
        var random = new Pcg64(12);
        int[] counts = new int[3];
        for (int i = 0; i < Draws; i++)
        {
            int value = random.NextInt32(Maximum);
            Assert.InRange(value, 0, Maximum - 1);
            counts[value % 3]++;
        }

        // A third each, within five standard deviations: √(100000 · 2/9) = 149.
        Assert.All(counts, count => Assert.InRange(count, (Draws / 3) - 745, (Draws / 3) + 745));
    }

    [Fact]
    public void NextInt32_LargestRange_StaysInRange()
    {
        var random = new Pcg64(13);
        int[] values = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextInt32(int.MaxValue))];
        Assert.All(values, value => Assert.InRange(value, 0, int.MaxValue - 1));

        // All below 99.9 % of the range once in 22 000 seeds.
        Assert.Contains(values, value => value > int.MaxValue * 0.999);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void NextInt32_RangeNotPositive_Throws(int maximum)
    {
        var random = new Pcg64(1);
        Assert.Equal("exclusiveMaximum", Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(maximum)).ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Advance_Draws_IsDrawingThem(int draws)
    {
        Pcg64 jumped = new(21), walked = new(21);
        jumped.Advance((ulong)draws);
        for (int i = 0; i < draws; i++) walked.NextUInt64();
        Assert.Equal(walked.NextUInt64(), jumped.NextUInt64());
    }

    [Fact]
    public void Advance_TwiceFar_IsOnceTheSum()
    {
        Pcg64 twice = new(22), once = new(22);
        twice.Advance(1UL << 62);
        twice.Advance((1UL << 62) + 12345);
        once.Advance((1UL << 63) + 12345);
        Assert.Equal(once.NextUInt64(), twice.NextUInt64());
    }

    [Fact]
    public void Constructor_NegativeSeed_Throws() => Assert.Equal("seed", Assert.Throws<ArgumentOutOfRangeException>(() => new Pcg64(-1)).ParamName);

    [Fact]
    public void Fill_Span_DrawsAsNextDoubleDoes()
    {
        Pcg64 one = new(5), other = new(5);
        double[] values = new double[100];
        one.Fill(values);
        Assert.All(values, value => Assert.Equal(other.NextDouble(), value));
        Assert.All(values, value => Assert.InRange(value, 0, 1 - Math.ScaleB(1, -53)));
        Assert.Equal(one.NextUInt64(), other.NextUInt64());
    }
}
