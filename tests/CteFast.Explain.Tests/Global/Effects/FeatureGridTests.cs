using CteFast.Explain.Global.Effects;

namespace CteFast.Explain.Tests.Global.Effects;

public sealed class FeatureGridTests
{
    [Fact]
    public void Quantiles_TiedValues_AreDistinct()
    {
        Assert.Equal([1f, 2f, 5f], FeatureGrid.Quantiles([1, 1, 1, 1, 2, 2, 2, 2, 5], 1, 0, 4).Points.ToArray());
        Assert.Equal([1f, 1.75f, 2.5f, 3.25f, 4f], FeatureGrid.Quantiles([4, 1, 3, 2], 1, 0, 4).Points.ToArray());
        Assert.Equal([7f], FeatureGrid.Quantiles([0, 7, 1, 7], 2, 1, 4).Points.ToArray());
    }

    [Fact]
    public void Levels_Codes_AscendingOnce() => Assert.Equal([-1f, 0f, 3f], FeatureGrid.Levels([3, 0, -1, 3, 0], 1, 0).Points.ToArray());

    [Fact]
    public void Grid_MissingValues_AreThoseOfTheOtherRows()
    {
        Assert.Equal([1f, 1.75f, 2.5f, 3.25f, 4f], FeatureGrid.Quantiles([4, float.NaN, 1, 3, float.NaN, 2], 1, 0, 4).Points.ToArray());
        Assert.Equal([0f, 3f], FeatureGrid.Levels([3, float.NaN, 0, 3], 1, 0).Points.ToArray());
    }

    /// <summary>Levels 0 and 2 lack the other feature in the same rows; as numbers of no order they would be as far apart as any.</summary>
    [Fact]
    public void LevelsBySimilarity_MissingValues_AreAlike()
    {
        var rows = new List<float>();
        for (int i = 0; i < 90; i++) rows.AddRange([i % 3, i % 3 != 1 || i % 2 == 0 ? float.NaN : 5]);
        for (int i = 0; i < 10; i++) rows.AddRange([float.NaN, i]);
        float[] order = FeatureGrid.LevelsBySimilarity([.. rows], 2, 0).Points.ToArray();
        Assert.NotEqual(1, order[1]);
    }

    /// <summary>The other feature says where each level belongs: 2, 0, 3, 1 from low to high.</summary>
    [Fact]
    public void LevelsBySimilarity_LevelsOfAHiddenOrder_AreInIt()
    {
        int[] places = [1, 3, 0, 2];
        var random = new Random(1);
        float[] rows = [.. Enumerable.Range(0, 400).SelectMany(i => new[] { i % 4, places[i % 4] + 3 * random.NextSingle(), random.NextSingle() })];
        Assert.Equal([2f, 0f, 3f, 1f], FeatureGrid.LevelsBySimilarity(rows, 3, 0).Points.ToArray() is [2, ..] order ? order : [.. FeatureGrid.LevelsBySimilarity(rows, 3, 0).Points.ToArray().Reverse()]);
    }

    /// <summary>As codes, the categories of the other feature would put 0 and 1 together; as shares, 0 and 2 are alike.</summary>
    [Fact]
    public void LevelsBySimilarity_CategoricalOther_ComparesShares()
    {
        var rows = new List<float>();
        for (int i = 0; i < 90; i++) rows.AddRange([i % 3, (i % 3) switch { 0 => i % 2 == 0 ? 0 : 9, 1 => 4 + i % 2, _ => i % 4 == 0 ? 4 : i % 2 == 0 ? 0 : 9 }]);
        float[] order = FeatureGrid.LevelsBySimilarity([.. rows], 2, 0, [1]).Points.ToArray();
        Assert.Equal(2, order[1]);
    }

    [Fact]
    public void LevelsBySimilarity_AllAlike_Ascending()
        => Assert.Equal([1f, 2f, 3f, 4f], FeatureGrid.LevelsBySimilarity([4, 0, 2, 0, 3, 0, 1, 0], 2, 0).Points.ToArray());

    [Fact]
    public void Grid_BadPoints_SaysWhatIsWrong()
    {
        Assert.Contains("not above", Assert.Throws<ArgumentException>(() => FeatureGrid.Of(0, [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("no points", Assert.Throws<ArgumentException>(() => FeatureGrid.Of(0, [])).Message, StringComparison.Ordinal);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => FeatureGrid.OfLevels(0, [float.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => FeatureGrid.OfLevels(0, [2, 1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Row 1, feature 0", Assert.Throws<ArgumentException>(() => FeatureGrid.Levels([1, float.PositiveInfinity], 1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("Feature 1 has no values", Assert.Throws<ArgumentException>(() => FeatureGrid.Quantiles([1, float.NaN], 2, 1, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureGrid.Of(-1, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureGrid.Quantiles([1], 1, 1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureGrid.Quantiles([1], 1, 0, 0));
        Assert.Throws<ArgumentException>(() => FeatureGrid.Quantiles([], 1, 0, 4));
    }
}
