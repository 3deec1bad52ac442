using CteFast.Generators.Dense;

namespace CteFast.Generators.Tests.Dense;

public sealed class ProductTilingTests
{
    /// <summary>Every vector stands in one tile, so that nothing is added twice; one that overlaps another stands in the same; all fit in the registers.</summary>
    [Fact]
    public void Tiling_AnyRow_CoversItOnce()
    {
        foreach (int registers in new[] { 16, 32 })
        {
            for (int vectors = 1; vectors <= 70; vectors++)
            {
                foreach (bool overlaps in vectors == 1 ? [false] : new[] { false, true })
                {
                    foreach (int rows in new[] { 1, 2, 10, 31, 65, 256 })
                    {
                        ProductTiling tiling = ProductTiling.Of(vectors, overlaps, rows, registers);
                        Assert.Equal(vectors, tiling.Blocks * tiling.Vectors + tiling.Rest);
                        Assert.InRange(tiling.Rest, overlaps ? 2 : 0, 70);
                        Assert.NotEqual(1, tiling.Rest);
                        int widest = Math.Max(tiling.Blocks > 0 ? tiling.Vectors : 0, tiling.Rest);
                        Assert.InRange((tiling.Rows + 1) * widest + 1, 1, registers);
                        Assert.InRange(tiling.Rows, 1, rows);
                    }
                }
            }
        }
    }
}
