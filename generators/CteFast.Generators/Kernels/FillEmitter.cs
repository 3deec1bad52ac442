using System.Collections.Generic;
using System.Linq;
using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits the kernel matrix of rows against blocks of points. Points lie in the lanes of a vector and features are walked in
/// order, so every pair is computed by the same operations whatever the width.
/// </summary>
internal static class FillEmitter
{
    public const string Arguments = "ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride";

    public static string Parameters(string type) =>
        $"ref {type} rows, int rowCount, ref {type} blocks, int blockCount, int featureCount, ref {type} destination, nint stride";

    public static void Emit(SourceWriter w, KernelSpec spec, Lane lane)
    {
        w.Open($"private void Fill{lane.Suffix}({Parameters(lane.Type)})");
        w.Line("int row = 0;");
        w.Line($"for (; row <= rowCount - {lane.TileRows}; row += {lane.TileRows})");
        w.Line("    " + Call(lane, lane.TileRows));
        w.Line("for (; row < rowCount; row++)");
        w.Line("    " + Call(lane, 1));
        if (HasLongProfile(spec)) w.Line($"Finish{lane.Suffix}(ref destination, rowCount, blockCount, stride);");
        w.Close();
        w.Line();
        EmitRows(w, spec, lane, lane.TileRows);
        EmitRows(w, spec, lane, 1);
        if (HasLongProfile(spec)) EmitFinishRows(w, spec, lane);
    }

    private static string Call(Lane lane, int rows) =>
        $"Fill{lane.Suffix}x{rows}(ref Unsafe.Add(ref rows, row), ref blocks, blockCount, featureCount, ref Unsafe.Add(ref destination, row * stride), stride);";

    private static void EmitRows(SourceWriter w, KernelSpec spec, Lane lane, int rows)
    {
        string type = lane.Type;
        // Tier-0 code would run these loops ten times slower and on-stack replacement keeps them so.
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private void Fill{lane.Suffix}x{rows}(ref {type} rows, ref {type} blocks, int blockCount, int featureCount, ref {type} destination, nint stride)");
        EmitFields(w, spec, lane);
        w.Line($"nuint features = (nuint)featureCount * {Lane.BlockSize};");
        w.Line("nuint block = 0;");
        if (lane.Count == Lane.BlockSize)
        {
            w.Open("for (; block + 2 <= (nuint)blockCount; block += 2)");
            w.Line($"ref {type} points = ref Unsafe.Add(ref blocks, block * features);");
            EmitTile(w, spec, lane, rows, ["j", "features + j"], [$"block * {Lane.BlockSize}", $"(block + 1) * {Lane.BlockSize}"]);
            w.Close();
            w.Open("if (block < (nuint)blockCount)");
            w.Line($"ref {type} points = ref Unsafe.Add(ref blocks, block * features);");
            EmitTile(w, spec, lane, rows, ["j"], [$"block * {Lane.BlockSize}"]);
            w.Close();
        }
        else
        {
            w.Open("for (; block < (nuint)blockCount; block++)");
            w.Open($"for (nuint lane = 0; lane < {Lane.BlockSize}; lane += {2 * lane.Count})");
            w.Line($"ref {type} points = ref Unsafe.Add(ref blocks, block * features + lane);");
            EmitTile(w, spec, lane, rows, ["j", $"j + {lane.Count}"],
                [$"block * {Lane.BlockSize} + lane", $"block * {Lane.BlockSize} + lane + {lane.Count}"]);
            w.Close();
            w.Close();
        }

        w.Close();
        w.Line();
    }

    private static void EmitTile(SourceWriter w, KernelSpec spec, Lane lane, int rows, string[] sources, string[] targets)
    {
        int columns = sources.Length;
        string start = spec.IsProduct ? "One" : "Zero";
        for (int r = 0; r < rows; r++)
            w.Line(string.Join(" ", Columns(columns, c => $"var s{r}_{c} = {lane.Vector}.{start};")));

        w.Open($"for (nuint j = 0; j < features; j += {Lane.BlockSize})");
        for (int c = 0; c < columns; c++) w.Line($"var y{c} = {lane.Class}.LoadUnsafe(ref points, {sources[c]});");
        for (int r = 0; r < rows; r++)
        {
            w.Line($"{(r == 0 ? "var " : "")}x = {lane.Class}.Create(Unsafe.Add(ref rows, j{(r == 0 ? "" : $" + {r}")}));");
            for (int c = 0; c < columns; c++) w.Line($"s{r}_{c} = Accumulate({string.Join(", ", Named(spec, $"s{r}_{c}", "x", $"y{c}"))});");
        }

        w.Close();
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                string offset = r == 0 ? targets[c] : $"(nuint)({r} * stride) + {targets[c]}";
                w.Line($"{(HasLongProfile(spec) ? $"s{r}_{c}" : Finish(spec, $"s{r}_{c}"))}.StoreUnsafe(ref destination, {offset});");
            }
        }
    }

    /// <summary>
    /// Emits the profile as a pass of its own over the sums: written out for every sum of a tile, a long one has more values at
    /// a time than there are registers; in a loop after the tile, its constants take the registers of the sums.
    /// </summary>
    private static void EmitFinishRows(SourceWriter w, KernelSpec spec, Lane lane)
    {
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private void Finish{lane.Suffix}(ref {lane.Type} destination, int rowCount, int blockCount, nint stride)");
        EmitFields(w, spec, lane);
        w.Open("for (int row = 0; row < rowCount; row++)");
        w.Line($"ref {lane.Type} sums = ref Unsafe.Add(ref destination, row * stride);");
        w.Line($"for (nuint i = 0; i < (nuint)blockCount * {Lane.BlockSize}; i += {lane.Count})");
        w.Line($"    {Finish(spec, $"{lane.Class}.LoadUnsafe(ref sums, i)")}.StoreUnsafe(ref sums, i);");
        w.Close();
        w.Close();
        w.Line();
    }

    private static void EmitFields(SourceWriter w, KernelSpec spec, Lane lane)
    {
        foreach (string field in spec.Fields) w.Line($"{lane.Vector} {FormulaEmitter.Field(field)} = {lane.Class}.Create(({lane.Type}){FormulaEmitter.FieldAccess(field)});");
    }

    private static bool HasLongProfile(KernelSpec spec) => KernelEmitter.Uses(spec.Profile, "Log");

    private static string Finish(KernelSpec spec, string sum) => $"Finish({string.Join(", ", Named(spec, sum))})";

    private static IEnumerable<string> Columns(int count, System.Func<int, string> text) => Enumerable.Range(0, count).Select(text);

    private static IEnumerable<string> Named(KernelSpec spec, params string[] arguments) =>
        arguments.Concat(spec.Fields.Select(FormulaEmitter.Field));
}
