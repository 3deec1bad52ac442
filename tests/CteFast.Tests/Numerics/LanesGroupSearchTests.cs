using System.Numerics;
using CteFast.Numerics;

namespace CteFast.Tests.Numerics;

public sealed class LanesGroupSearchTests
{
    private const int GroupLength = 64;

    [Fact]
    public void LowerMinimum_AnyValues_IsTheFirstLowestBelowTheBound()
    {
        Property.ForAll((1, 200), (1, 6), (0, 10_000), (blocks, levels, seed) =>
        {
            AssertIsFirstLowest<float>(16 * blocks, levels, seed);
            AssertIsFirstLowest<double>(16 * blocks, levels, seed);
        });
    }

    private static void AssertIsFirstLowest<T>(int length, int levels, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Few levels: many ties. Some places are taken, as those of a coreset are.
        Random random = new(seed);
        T[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(5) == 0 ? T.PositiveInfinity : T.CreateChecked(random.Next(levels)))];
        T[] row = [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(random.Next(levels)))];
        T stay = T.CreateChecked(random.Next(2 * levels) - levels), bound = stay;
        int groups = (length + GroupLength - 1) / GroupLength;
        T[] minima = new T[(groups + 15) / 16 * 16], maxima = new T[minima.Length];
        minima.AsSpan().Fill(T.PositiveInfinity);
        maxima.AsSpan().Fill(T.NaN);

        Lanes<T>.GroupMinima(ref values[0], length, GroupLength, ref minima[0]);
        Lanes<T>.GroupMaxima(ref row[0], length, GroupLength, ref maxima[0]);

        Assert.Equal(values.Chunk(GroupLength).Select(group => group.Min()), minima[..groups]);
        Assert.Equal(row.Chunk(GroupLength).Select(group => group.Max()), maxima[..groups]);
        int expected = -1;
        for (int i = 0; i < length; i++)
        {
            if (values[i] - row[i] < bound) (bound, expected) = (values[i] - row[i], i);
        }

        Assert.Equal(expected, Lanes<T>.LowerMinimum(ref values[0], ref row[0], length, ref minima[0], ref maxima[0], GroupLength, stay));
    }
}
