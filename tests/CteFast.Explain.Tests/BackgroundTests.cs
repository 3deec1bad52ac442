using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests;

public sealed class BackgroundTests
{
    private const int D = 3, N = 400;

    private static readonly float[] Data = ModelAssert.RandomRows(N * D, 1);

    [Fact]
    public void Compress_Rows_AreDistinctRowsOfTheDataAndBetterThanUniform()
    {
        Background background = Background.Compress(Data, D, 30, 2);
        Assert.Equal((30, N, D), (background.Count, background.Quality.InputCount, background.FeatureCount));
        string[] all = [.. Data.Chunk(D).Select(row => string.Join(' ', row))], chosen = [.. background.Rows.ToArray().Chunk(D).Select(row => string.Join(' ', row))];
        Assert.Equal(30, chosen.Distinct().Count());
        Assert.Subset(all.ToHashSet(), chosen.ToHashSet());
        Assert.InRange(background.Quality.Mmd, 1e-6, 0.6 * background.Quality.MmdUniform);
    }

    [Fact]
    public void Compress_MeansAndScales_AreThoseOfAllData()
    {
        Background background = Background.Compress(Data, D, 10, 2);
        for (int j = 0; j < D; j++)
        {
            double[] column = [.. Enumerable.Range(0, N).Select(i => (double)Data[i * D + j])];
            Assert.Equal(column.Average(), background.DataMeans[j], 1e-9);
            Assert.Equal(Math.Sqrt(column.Average(value => value * value) - column.Average() * column.Average()), background.DataScales[j], 1e-9);
        }
    }

    [Theory]
    [InlineData(N)]
    [InlineData(N + 1)]
    [InlineData(int.MaxValue)]
    public void Compress_SizeOfTheDataOrMore_IsAllOfThem(int size)
    {
        Background background = Background.Compress(Data, D, size, 2);
        Assert.Equal(N, background.Count);
        Assert.Equal(Data.Order(), background.Rows.ToArray().Order());
        // Single-precision sums of 400 kernel values in other orders: MMD² to about 1e-7.
        Assert.InRange(background.Quality.SquaredMmd, 0, 1e-6);
        Assert.Equal(0, background.Quality.MmdUniform);
    }

    [Fact]
    public void Compress_BadArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Background.Compress(Data, 0, 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Background.Compress(Data, D, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Background.Compress(Data, D, 10, -1));
        Assert.ThrowsAny<ArgumentException>(() => Background.Compress([], D, 10, 0));
        Assert.ThrowsAny<ArgumentException>(() => Background.Compress(Data, 7, 10, 0));
        Assert.ThrowsAny<ArgumentException>(() => Background.Compress([1, 2, float.NaN], D, 1, 0));
    }
}
