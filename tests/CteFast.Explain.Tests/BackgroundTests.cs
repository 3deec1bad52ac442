using CteFast.Compression;
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
    public void Compress_MissingValues_StandAtTheMeanAndStayMissing()
    {
        float[] data = [.. Data], filled = [.. Data];
        for (int i = 1; i < data.Length; i += 7) data[i] = float.NaN;
        for (int j = 0; j < D; j++)
        {
            float mean = (float)Enumerable.Range(0, N).Select(i => (double)data[i * D + j]).Where(value => !double.IsNaN(value)).Average();
            for (int i = j; i < data.Length; i += D) filled[i] = float.IsNaN(data[i]) ? mean : data[i];
        }

        Background background = Background.Compress(data, D, 30, 2), expected = Background.Compress(filled, D, 30, 2);
        Assert.Equal(expected.Quality, background.Quality);
        Assert.Contains(background.Rows.ToArray(), float.IsNaN);
        for (int i = 0; i < background.Rows.Length; i++)
        {
            Assert.True(float.IsNaN(background.Rows[i]) || background.Rows[i] == expected.Rows[i]);
            Assert.Equal(expected.Standardize(expected.Rows[i], i % D), background.Standardize(background.Rows[i], i % D), 1e-6);
        }

        Assert.Equal(float.NaN, Background.Of([1, float.NaN, 3], 3).Rows[1]);
        Assert.Throws<ArgumentException>(() => Background.Of([1, float.PositiveInfinity], 2));
    }

    [Fact]
    public void Compress_BadArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Background.Compress(Data, 0, 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Background.Compress(Data, D, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Background.Compress(Data, D, 10, -1));
        Assert.ThrowsAny<ArgumentException>(() => Background.Compress([], D, 10, 0));
        Assert.ThrowsAny<ArgumentException>(() => Background.Compress(Data, 7, 10, 0));
        Assert.ThrowsAny<ArgumentException>(() => Background.Compress([1, 2, float.PositiveInfinity], D, 1, 0));
    }

    [Fact]
    public void Of_GivenRows_AreAllTheDataInTheirOrder()
    {
        Background background = Background.Of(Data, D);
        Assert.Equal(Data, background.Rows.ToArray());
        Assert.Equal((N, N, false), (background.Count, background.Quality.InputCount, background.IsWeighted));
        Assert.All(background.Weights.ToArray(), weight => Assert.Equal(1.0 / N, weight));
        Background compressed = Background.Compress(Data, D, 10, 2);
        for (int j = 0; j < D; j++)
        {
            Assert.Equal(compressed.DataMeans[j], background.DataMeans[j], 1e-9);
            Assert.Equal(compressed.DataScales[j], background.DataScales[j], 1e-9);
        }
    }

    [Fact]
    public void Of_Weights_SumToOneAndWeighTheMoments()
    {
        // A row of weight 3 is three rows; a row of weight 0 is none.
        float[] rows = [1, 7, 2, 7, 9, 9], repeated = [1, 7, 1, 7, 1, 7, 2, 7];
        Background weighted = Background.Of(rows, 2, [6, 2, 0]), plain = Background.Of(repeated, 2);
        Assert.Equal([0.75, 0.25, 0], weighted.Weights.ToArray());
        Assert.True(weighted.IsWeighted);
        Assert.Equal(plain.DataMeans.ToArray(), weighted.DataMeans.ToArray());
        Assert.Equal(plain.DataScales[0], weighted.DataScales[0], 1e-15);
        Assert.Equal(1, weighted.DataScales[1]);
    }

    [Fact]
    public void Compress_Weighted_HasTheWeightsOfTheCoreset()
    {
        var options = new CoresetOptions { Seed = 4, Weighted = true };
        Coreset coreset = Coreset.Compress(Data, D, 20, options);
        Background background = Background.Compress(Data, D, 20, options);
        Assert.True(background.IsWeighted);
        Assert.Equal(coreset.Weights!, background.Weights.ToArray());
        Assert.Equal(1, background.Weights.ToArray().Sum(), 1e-9);
        Assert.Equal(Data.AsSpan(coreset.Indices[3] * D, D), background.Row(3));
        Assert.Throws<ArgumentException>(() => Background.Of(coreset, Data.AsSpan(D)));
    }

    [Fact]
    public void Of_BadArguments_Throws()
    {
        void Throws(string message, float[] rows, int d, params double[] weights) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Background.Of(rows, d, weights)).Message, StringComparison.Ordinal);
        Throws("0 values do not fill rows", [], 2);
        Throws("3 values do not fill rows", [1, 2, 3], 2);
        Throws("featureCount", [1, 2], 0);
        Throws("Row 1, feature 0 is", [1, 2, float.NegativeInfinity, 4], 2);
        Throws("Infinity", [1, 2, 3, float.NegativeInfinity], 2);
        Throws("3 weights for 2", [1, 2, 3, 4], 2, 1, 1, 1);
        Throws("Weight 1 is -1", [1, 2, 3, 4], 2, 1, -1);
        Throws("Weight 0 is NaN", [1, 2, 3, 4], 2, double.NaN, 1);
        Throws("sum to 0", [1, 2, 3, 4], 2, 0, 0);
        Throws("Infinity", [1, 2, 3, 4], 2, double.MaxValue, double.MaxValue);
    }
}
