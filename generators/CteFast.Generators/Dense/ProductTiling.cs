namespace CteFast.Generators.Dense;

/// <summary>How a product is cut into tiles of sums that live in registers: rows, and of each row blocks of so many vectors and one of the rest.</summary>
/// <param name="Rows">The rows of a tile.</param>
/// <param name="Vectors">The vectors of a block.</param>
/// <param name="Blocks">The blocks.</param>
/// <param name="Rest">The vectors of the last block, or 0: a block of its own where its last vector overlaps the one before, and then never one alone.</param>
internal readonly record struct ProductTiling(int Rows, int Vectors, int Blocks, int Rest)
{
    private const int MostRows = 12, MostVectors = 6;

    /// <summary>The tiling that takes the fewest cycles of a simple machine: two multiply-adds or two loads a cycle, four cycles until a sum is ready.</summary>
    /// <param name="vectors">The vectors of a row.</param>
    /// <param name="overlaps">Whether the last of them overlaps the one before.</param>
    /// <param name="rows">The rows, or as many as there usually are.</param>
    /// <param name="registers">The machine's vector registers.</param>
    public static ProductTiling Of(int vectors, bool overlaps, int rows, int registers)
    {
        ProductTiling best = default;
        double least = double.PositiveInfinity;
        for (int block = Math.Min(vectors, 2); block <= Math.Min(vectors, MostVectors); block++)
        {
            (int blocks, int rest) = (vectors / block, vectors % block);
            if (rest == 1 || (rest == 0 && overlaps)) (blocks, rest) = (blocks - 1, block + rest);
            int widest = Math.Max(block, rest);
            for (int tile = 1; tile <= Math.Min(MostRows, (registers - 2 - widest) / widest); tile++)
            {
                double cycles = rows / tile * Cycles(tile) + rows % tile * Cycles(1);
                if (cycles >= least) continue;
                (best, least) = (new ProductTiling(tile, block, blocks, rest), cycles);
            }

            double Cycles(int tile) => blocks * TileCycles(tile, block) + (rest > 0 ? TileCycles(tile, rest) : 0);
        }

        return best;
    }

    // A load of a vector that is not aligned counts twice.
    private static double TileCycles(int rows, int vectors) => Math.Max(4, Math.Max(rows * vectors, 2 * vectors + rows) / 2.0);
}
