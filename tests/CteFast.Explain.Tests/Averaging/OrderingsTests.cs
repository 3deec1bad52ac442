using CteFast.Explain.Averaging;
using CteFast.Numerics.Random;

namespace CteFast.Explain.Tests.Averaging;

public sealed class OrderingsTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 7)]
    [InlineData(5, 23)]
    [InlineData(12, 60)]
    public void Draw_EveryBlock_IsALatinSquare(int d, int count)
    {
        int[][] orderings = Draw(count, d, 3);
        Assert.Equal(count, orderings.Length);
        int[] features = [.. Enumerable.Range(0, d)];
        Assert.All(orderings, ordering => Assert.Equal(features, ordering.Order()));
        foreach (int[][] block in orderings.Chunk(d))
        {
            // The last block may be the beginning of a square.
            for (int position = 0; position < d; position++) Assert.Equal(block.Length, block.Select(ordering => ordering[position]).Distinct().Count());
        }
    }

    [Fact]
    public void Draw_SameSeed_SameOrderings()
    {
        Assert.Equal(Draw(20, 6, 9), Draw(20, 6, 9));
        Assert.NotEqual(Draw(20, 6, 9), Draw(20, 6, 10));
    }

    /// <summary>Each of the 24 orderings of 4 features is as likely as any other, wherever in a block it stands.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Draw_OneOrderingOfABlock_IsUniform(int place)
    {
        const int D = 4, Draws = 4800;
        var counts = new Dictionary<string, int>();
        foreach (int[][] block in Draw(Draws * D, D, 1).Chunk(D))
        {
            string ordering = string.Concat(block[place]);
            counts[ordering] = counts.GetValueOrDefault(ordering) + 1;
        }

        Assert.Equal(24, counts.Count);
        // Chi-squared with 23 degrees of freedom exceeds 49.7 once in a thousand times; the seed is fixed.
        double expected = Draws / 24.0;
        Assert.True(counts.Values.Sum(count => (count - expected) * (count - expected) / expected) < 49.7);
    }

    private static int[][] Draw(int count, int d, long seed)
    {
        var random = new Pcg64(seed);
        return [.. Orderings.Draw(count, d, ref random).Chunk(d)];
    }
}
