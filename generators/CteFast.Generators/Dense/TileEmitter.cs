using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Dense;

/// <summary>A tile of sums in registers.</summary>
/// <param name="Lane">The vectors.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Vectors">The vectors of a row.</param>
internal readonly record struct Tile(DenseLane Lane, int Rows, int Vectors)
{
    public string Name => $"Tile{Rows}x{Vectors}{Lane.Suffix}";
}

/// <summary>
/// Emits the innermost loop of a product: sums of several rows and vectors, each one chain of multiply-adds in the order of the depth, as in the
/// library's general product. Inlined where it is called, so that strides and depths become constants.
/// </summary>
internal static class TileEmitter
{
    /// <summary>The parameters: a's step from row to row and along the depth, strides of b and c, where the last vector begins, which may overlap the one before, and what becomes of the sums.</summary>
    private static string Parameters(string type) =>
        $"ref {type} a, nint row, nint step, ref {type} b, nint bStride, ref {type} c, nint cStride, nint depth, nuint last, int end";

    public static void Emit(SourceWriter w, Tile tile)
    {
        DenseLane lane = tile.Lane;
        int[] vectors = [.. Enumerable.Range(0, tile.Vectors)];
        w.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        w.Open($"private static void {tile.Name}({Parameters(lane.Type)})");
        for (int r = 0; r < tile.Rows; r++) w.Line($"{lane.Declaration} {Joined(vectors, v => $"s{r}_{v} = {lane.Zero}", ", ")};");
        w.Open("for (nint k = 0; k < depth; k++)");
        w.Line($"ref {lane.Type} right = ref Unsafe.Add(ref b, k * bStride), left = ref Unsafe.Add(ref a, k * step);");
        foreach (int v in vectors) w.Line($"{lane.Declaration} y{v} = {lane.Load("right", Offset(tile, v))};");
        for (int r = 0; r < tile.Rows; r++)
        {
            w.Line($"{(r == 0 ? lane.Declaration + " " : "")}x = {lane.Create(r == 0 ? "left" : r == 1 ? "Unsafe.Add(ref left, row)" : $"Unsafe.Add(ref left, {r} * row)")};");
            foreach (int v in vectors) w.Line($"s{r}_{v} = {lane.MultiplyAdd("x", $"y{v}", $"s{r}_{v}")};");
        }

        w.Close();
        w.Line();

        // All is read before anything is written: the last two vectors of a row may overlap.
        w.Open("if (end != Store)");
        for (int r = 0; r < tile.Rows; r++) w.Line(Joined(vectors, v => $"s{r}_{v} *= s{r}_{v};", " "));
        w.Close();
        w.Line();
        w.Open("if (end == AddSquare)");
        for (int r = 0; r < tile.Rows; r++) w.Line(Joined(vectors, v => $"s{r}_{v} = {lane.Load(Target(r), Offset(tile, v))} + s{r}_{v};", " "));
        w.Close();
        w.Line();
        for (int r = 0; r < tile.Rows; r++) w.Line(Joined(vectors, v => lane.Store($"s{r}_{v}", Target(r), Offset(tile, v)), " "));
        w.Close();
        w.Line();
    }

    private static string Target(int row) => row == 0 ? "c" : $"Unsafe.Add(ref c, {(row == 1 ? "" : $"{row} * ")}cStride)";

    private static string Offset(Tile tile, int vector) => vector > 0 && vector == tile.Vectors - 1 ? "last" : $"{vector * tile.Lane.Count}";

    private static string Joined(IEnumerable<int> numbers, System.Func<int, string> text, string separator) => string.Join(separator, numbers.Select(text));
}
