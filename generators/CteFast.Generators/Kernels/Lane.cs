namespace CteFast.Generators.Kernels;

/// <summary>The element type and width that a loop is emitted for.</summary>
/// <param name="Type"><c>float</c> or <c>double</c>.</param>
/// <param name="Bits">128, 256 or 512.</param>
internal readonly record struct Lane(string Type, int Bits)
{
    /// <summary>The points of a block; a block's lanes are contiguous for every feature.</summary>
    public const int BlockSize = 16;

    public static readonly string[] Types = ["float", "double"];

    public static readonly int[] Widths = [512, 256, 128];

    public bool IsSingle => Type == "float";

    /// <summary>The static class with the operations: <c>Vector512</c>.</summary>
    public string Class => "Vector" + Bits;

    /// <summary>The vector type: <c>Vector512&lt;float&gt;</c>.</summary>
    public string Vector => $"{Class}<{Type}>";

    /// <summary>The elements of a vector.</summary>
    public int Count => Bits / (IsSingle ? 32 : 64);

    /// <summary>
    /// The rows of a register tile of two vectors each: 16 of 32 registers at 512 bits, 8 of 16 below; the rest hold the columns,
    /// the row and what the profile needs.
    /// </summary>
    public int TileRows => Bits == 512 ? 8 : 4;

    /// <summary>
    /// The vectors of a row of a tile. Two even of a single row: eight would keep the machine busier, but one row against many waits for the
    /// points to come from the second-level cache, and took as long.
    /// </summary>
    public const int TileVectors = 2;

    public string Suffix => (IsSingle ? "Single" : "Double") + Bits;
}
