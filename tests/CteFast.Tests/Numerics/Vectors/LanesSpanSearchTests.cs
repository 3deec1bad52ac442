using System.Numerics;

namespace CteFast.Tests.Numerics.Vectors;

public sealed class LanesSpanSearchTests
{
    private const int SpanLength = 64;

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
        System.Random random = new(seed);
        T[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(5) == 0 ? T.PositiveInfinity : T.CreateChecked(random.Next(levels)))];
        T[] row = [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(random.Next(levels)))];
        T stay = T.CreateChecked(random.Next(2 * levels) - levels), bound = stay;
        int spans = (length + SpanLength - 1) / SpanLength;
        T[] minima = new T[(spans + 15) / 16 * 16], maxima = new T[minima.Length];
        minima.AsSpan().Fill(T.PositiveInfinity);
        maxima.AsSpan().Fill(T.NaN);

        Lanes<T>.SpanMinima(ref values[0], length, SpanLength, ref minima[0]);
        Lanes<T>.SpanMaxima(ref row[0], length, SpanLength, ref maxima[0]);

        Assert.Equal(values.Chunk(SpanLength).Select(span => span.Min()), minima[..spans]);
        Assert.Equal(row.Chunk(SpanLength).Select(span => span.Max()), maxima[..spans]);
        int expected = -1;
        for (int i = 0; i < length; i++)
        {
            if (values[i] - row[i] < bound) (bound, expected) = (values[i] - row[i], i);
        }

        Assert.Equal(expected, Lanes<T>.LowerMinimum(ref values[0], ref row[0], length, ref minima[0], ref maxima[0], SpanLength, stay));
    }
}
