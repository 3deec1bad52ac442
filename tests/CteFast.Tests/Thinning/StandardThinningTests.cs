using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

public class StandardThinningTests
{
    [Fact]
    public void StandardThin_EveryCountAndSize_KeepsPlacesAsEvenAsCanBe()
    {
        for (int n = 1; n <= 60; n++)
        {
            for (int size = 1; size <= n; size++)
            {
                int[] places = new int[size];
                StandardThinning.Thin(n, places);
                Assert.Equal(ThinningOracle.StandardThin([.. Enumerable.Range(0, n)], size), places);
                Assert.Equal(n - 1, places[^1]);
                // The last point's distance to the first, round the end, is one of them.
                int[] steps = [.. places.Zip(places.Skip(1).Append(n + places[0]), (a, b) => b - a)];
                Assert.All(steps, step => Assert.InRange(step, n / size, (n + size - 1) / size));
            }
        }
    }

    [Fact]
    public void StandardThin_MorePlacesThanPoints_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StandardThinning.Thin(3, new int[4]));

    [Fact]
    public void StandardThin_LargestCount_DoesNotOverflow()
    {
        int[] places = new int[3];
        StandardThinning.Thin(int.MaxValue, places);
        Assert.Equal([715827882, 1431655764, 2147483646], places);
    }
}
