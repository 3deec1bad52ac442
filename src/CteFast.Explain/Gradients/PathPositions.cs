namespace CteFast.Explain.Gradients;

/// <summary>Positions on the paths from background rows (0) to the row explained (1): as many on each path, computed when they are needed.</summary>
internal sealed class PathPositions
{
    private const double GoldenRatio = 0.61803398874989485;

    private readonly double[] _places;      // of each background row, in every part of its path

    private PathPositions(double[] places, int each) => (_places, Each) = (places, each);

    /// <summary>The number of positions on a path.</summary>
    public int Each { get; }

    /// <summary>The number of positions on all paths.</summary>
    public int Count => checked(_places.Length * Each);

    /// <summary>The position of an index, which counts the first path's positions, then the second's.</summary>
    public float this[int index]
    {
        get
        {
            (int row, int part) = Math.DivRem(index, Each);
            return (float)((part + _places[row]) / Each);
        }
    }

    /// <summary>The midpoints of equal steps, the same for every row.</summary>
    public static PathPositions Crossed(int rows, int steps)
    {
        double[] places = new double[rows];
        places.AsSpan().Fill(0.5);
        return new PathPositions(places, steps);
    }

    /// <summary>
    /// One position in each of <paramref name="each"/> equal parts of every row's path: multiples of the golden ratio, modulo 1, in an order of the rows
    /// in which neighbours are alike. So rows that are alike have positions far from each other. A random shift makes every position uniform.
    /// </summary>
    /// <remarks>Measured errors are 1.2 to 2.1 times smaller than with positions stratified over the rows in random order.</remarks>
    /// <param name="order">The order of the rows.</param>
    /// <param name="each">The number of positions of a row.</param>
    /// <param name="seed">The seed of the shift.</param>
    public static PathPositions Paired(ReadOnlySpan<int> order, int each, long seed)
    {
        double shift = new Pcg64(new SeedSequence(seed).Child(2)).NextDouble();
        double[] places = new double[order.Length];
        for (int rank = 0; rank < order.Length; rank++) places[order[rank]] = (rank * GoldenRatio + shift) % 1;
        return new PathPositions(places, each);
    }
}
