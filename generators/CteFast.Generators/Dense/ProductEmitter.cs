using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Dense;

/// <summary>Emits a product of constant sizes: for every width of vectors a method that goes over its tiles, and one that chooses.</summary>
internal sealed class ProductEmitter(ProductShape shape, string type)
{
    private readonly IReadOnlyList<(int Machine, DenseLane Lane)> _lanes = DenseLane.Of(type, shape.Width);

    /// <summary>The tiles that the product goes over.</summary>
    public IEnumerable<Tile> Tiles => _lanes.SelectMany(pair =>
    {
        ProductTiling tiling = Tiling(pair.Lane);
        return new[] { tiling.Blocks > 0 ? tiling.Vectors : 0, tiling.Rest }.Where(vectors => vectors > 0)
            .SelectMany(vectors => RowsOf(tiling).Select(rows => new Tile(pair.Lane, rows, vectors)));
    });

    // A left factor's columns and all strides are constants where the product is a sum over rows.
    private string Parameters => shape.IsOverRows
        ? $"ref {type} a, ref {type} b, ref {type} c, int depth"
        : $"ref {type} a, ref {type} b, nint bStride, ref {type} c, nint cStride{(shape.Rows > 0 ? "" : ", int rows")}";

    private string Arguments => shape.IsOverRows ? "ref a, ref b, ref c, depth" : $"ref a, ref b, bStride, ref c, cStride{(shape.Rows > 0 ? "" : ", rows")}";

    public void Emit(SourceWriter w)
    {
        w.Open($"public static void {shape.Name}({Parameters})");
        DenseLane.EmitChoice(w, _lanes, lane => $"{shape.Name}{lane.Suffix}({Arguments});");
        w.Close();
        w.Line();
        foreach ((_, DenseLane lane) in _lanes) EmitLoop(w, lane);
    }

    private ProductTiling Tiling(DenseLane lane) => ProductTiling.Of(lane.VectorsOf(shape.Width), shape.Width % lane.Count != 0, shape.LikelyRows, lane.Registers);

    /// <summary>The heights of tiles: the tiling's, and 1 where rows are left over or may be.</summary>
    private IEnumerable<int> RowsOf(ProductTiling tiling) =>
        tiling.Rows == 1 || (shape.Rows > 0 && shape.Rows % tiling.Rows == 0) ? [tiling.Rows] : [tiling.Rows, 1];

    private void EmitLoop(SourceWriter w, DenseLane lane)
    {
        ProductTiling tiling = Tiling(lane);

        // Tier-0 code would run these loops ten times slower and on-stack replacement keeps them so.
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private static void {shape.Name}{lane.Suffix}({Parameters})");
        if (shape.Rows > 0) w.Line($"const int rows = {shape.Rows};");
        w.Line("int i = 0;");
        foreach (int rows in RowsOf(tiling)) EmitRows(w, lane, tiling, rows);
        w.Close();
        w.Line();
    }

    /// <summary>Emits the loop over the tiles of a number of rows.</summary>
    private void EmitRows(SourceWriter w, DenseLane lane, ProductTiling tiling, int rows)
    {
        string stride = shape.IsOverRows ? $"{shape.Width}" : "cStride";
        w.Open(rows > 1 ? $"for (; i <= rows - {rows}; i += {rows})" : "for (; i < rows; i++)");
        w.Line($"ref {type} left = ref Unsafe.Add(ref a, (nint)i{(shape.IsOverRows ? "" : $" * {shape.Depth}")}), target = ref Unsafe.Add(ref c, (nint)i * {stride});");
        int block = tiling.Vectors * lane.Count, whole = tiling.Blocks * block;
        if (tiling.Blocks == 1)
        {
            w.Line(Call(tiling.Vectors, "", block - lane.Count));
        }
        else if (tiling.Blocks > 1)
        {
            w.Line($"for (nint j = 0; j < {whole}; j += {block})");
            w.Line("    " + Call(tiling.Vectors, "j", block - lane.Count));
        }

        if (tiling.Rest > 0) w.Line(Call(tiling.Rest, whole == 0 ? "" : $"{whole}", shape.Width - lane.Count - whole));
        w.Close();
        w.Line();

        string Call(int vectors, string offset, int last)
        {
            string b = offset.Length == 0 ? "ref b" : $"ref Unsafe.Add(ref b, {offset})", c = offset.Length == 0 ? "ref target" : $"ref Unsafe.Add(ref target, {offset})";
            string steps = shape.IsOverRows ? $"1, {shape.Rows}" : $"{shape.Depth}, 1";
            return $"{new Tile(lane, rows, vectors).Name}(ref left, {steps}, {b}, {(shape.IsOverRows ? stride : "bStride")}, {c}, {stride}, {(shape.IsOverRows ? "depth" : $"{shape.Depth}")}, {last}, {shape.End});";
        }
    }
}
