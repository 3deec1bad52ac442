namespace CteFast.Generators.Dense;

/// <summary>What becomes of a product's sums.</summary>
internal enum ProductEnd
{
    Store,
    Square,
    AddSquare,
}

/// <summary>A product of matrices whose sizes are constants but for one: rows x depth times depth x width.</summary>
/// <param name="Rows">The rows of the product, or 0 where they vary.</param>
/// <param name="Depth">The length of the sums, or 0 where it varies: a sum over rows of two blocks, the left one transposed.</param>
/// <param name="Width">The columns of the right factor and of the product.</param>
/// <param name="End">What becomes of the sums.</param>
internal readonly record struct ProductShape(int Rows, int Depth, int Width, ProductEnd End)
{
    private const int UsualRows = 256;

    /// <summary>The product of any number of rows with a square matrix.</summary>
    public static ProductShape Rotation(int width, ProductEnd end = ProductEnd.Store) => new(0, width, width, end);

    /// <summary>The product of a square matrix with one of its height.</summary>
    public static ProductShape LeftRotation(int height, int width) => new(height, height, width, ProductEnd.Store);

    /// <summary>The sum over rows of two blocks.</summary>
    public static ProductShape OverRows(int height, int width) => new(height, 0, width, ProductEnd.Store);

    /// <summary>Whether the left factor is transposed.</summary>
    public bool IsOverRows => Depth == 0;

    /// <summary>The rows, or as many as there usually are.</summary>
    public int LikelyRows => Rows > 0 ? Rows : UsualRows;

    /// <summary>The name of its method.</summary>
    public string Name => IsOverRows ? $"SumOverRows{Rows}x{Width}"
        : Rows > 0 ? $"RotateLeft{Rows}x{Width}"
        : End switch { ProductEnd.Store => "Rotate", ProductEnd.Square => "Square", _ => "AddSquare" } + Width;
}
