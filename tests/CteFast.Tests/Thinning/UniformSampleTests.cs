using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

public class UniformSampleTests
{
    [Fact]
    public void BringToFront_EveryCountAndSize_KeepsAllItems()
    {
        for (int n = 0; n <= 60; n++)
        {
            for (int size = 0; size <= n; size++)
            {
                int[] items = [.. Enumerable.Range(0, n)];
                var random = new Pcg64(61 * n + size);
                UniformSample.BringToFront(items, size, ref random);
                Assert.Equal(Enumerable.Range(0, n), items.Order());
                Assert.Equal(RandomPoints.Sample(n, size, 61 * n + size), items[..size]);
            }
        }
    }

    [Fact]
    public void BringToFront_ManySeeds_DrawsEveryOrderedSampleAlike()
    {
        const int N = 5, Size = 3, Samples = 60_000;
        var counts = new Dictionary<(int, int, int), int>();
        var random = new Pcg64(7);
        for (int sample = 0; sample < Samples; sample++)
        {
            int[] items = [.. Enumerable.Range(0, N)];
            UniformSample.BringToFront(items, Size, ref random);
            var key = (items[0], items[1], items[2]);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        // 60 samples in order; chi-squared of 59 degrees of freedom is beyond 98 once in a thousand seeds.
        Assert.Equal(60, counts.Count);
        double expected = Samples / 60.0;
        Assert.InRange(counts.Values.Sum(count => (count - expected) * (count - expected) / expected), 0, 98);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void BringToFront_SizeOutOfRange_Throws(int size) => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        var random = new Pcg64(0);
        UniformSample.BringToFront(new int[3], size, ref random);
    });
}
