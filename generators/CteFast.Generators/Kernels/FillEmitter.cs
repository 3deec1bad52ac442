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
    /// <summary>The sums whose profiles are computed side by side.</summary>
    private const int Interleaved = 4;

    public const string Arguments = "ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride";

    public static string Parameters(string type) =>
        $"ref {type} rows, int rowCount, ref {type} blocks, int blockCount, int featureCount, ref {type} destination, nint stride";

    public static void Emit(SourceWriter w, KernelSpec spec, Lane lane)
    {
        w.Open($"private void Fill{lane.Suffix}({Parameters(lane.Type)})");
        w.Line("int row = 0;");
        if (spec.Dimensions.Count == 0)
        {
            EmitRowLoop(w, lane, dimension: null);
        }
        else
        {
            w.Open("switch (featureCount)");
            foreach (int dimension in spec.Dimensions) EmitCase(w, lane, $"case {dimension}:", dimension);
            EmitCase(w, lane, "default:", dimension: null);
            w.Close();
        }

        w.Line("for (; row < rowCount; row++)");
        w.Line("    " + Call(lane, 1, dimension: null));
        if (HasLongProfile(spec)) w.Line($"Finish{lane.Suffix}(ref destination, rowCount, blockCount, stride);");
        w.Close();
        w.Line();
        EmitRows(w, spec, lane, lane.TileRows, dimension: null);
        foreach (int dimension in spec.Dimensions) EmitRows(w, spec, lane, lane.TileRows, dimension);
        EmitRows(w, spec, lane, 1, dimension: null);
        if (HasLongProfile(spec)) EmitFinishRows(w, spec, lane);
    }

    private static void EmitCase(SourceWriter w, Lane lane, string label, int? dimension)
    {
        w.Line(label);
        EmitRowLoop(w, lane, dimension);
        w.Line("    break;");
    }

    private static void EmitRowLoop(SourceWriter w, Lane lane, int? dimension)
    {
        w.Line($"for (; row <= rowCount - {lane.TileRows}; row += {lane.TileRows})");
        w.Line("    " + Call(lane, lane.TileRows, dimension));
    }

    private static string Name(Lane lane, int rows, int? dimension) => $"Fill{lane.Suffix}x{rows}{(dimension is null ? "" : "D" + dimension)}";

    private static string Call(Lane lane, int rows, int? dimension) =>
        $"{Name(lane, rows, dimension)}(ref Unsafe.Add(ref rows, row), ref blocks, blockCount, featureCount, ref Unsafe.Add(ref destination, row * stride), stride);";

    /// <summary>Emits the loop over the points for a number of rows at a time; with a dimension, its trip count is a constant.</summary>
    private static void EmitRows(SourceWriter w, KernelSpec spec, Lane lane, int rows, int? dimension)
    {
        string type = lane.Type;
        // Tier-0 code would run these loops ten times slower and on-stack replacement keeps them so.
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private void {Name(lane, rows, dimension)}(ref {type} rows, ref {type} blocks, int blockCount, int featureCount, ref {type} destination, nint stride)");
        EmitFields(w, spec, lane);
        w.Line(dimension is null ? $"nuint features = (nuint)featureCount * {Lane.BlockSize};" : $"const nuint features = {dimension * Lane.BlockSize};");
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
        string initial = spec.IsProduct ? "One" : "Zero";
        for (int r = 0; r < rows; r++)
            w.Line(string.Join(" ", Columns(columns, c => $"var s{r}_{c} = {lane.Vector}.{initial};")));

        w.Open($"for (nuint j = 0; j < features; j += {Lane.BlockSize})");
        for (int c = 0; c < columns; c++) w.Line($"var y{c} = {lane.Class}.LoadUnsafe(ref points, {sources[c]});");
        for (int r = 0; r < rows; r++)
        {
            w.Line($"{(r == 0 ? "var " : "")}x = {lane.Class}.Create(Unsafe.Add(ref rows, j{(r == 0 ? "" : $" + {r}")}));");
            for (int c = 0; c < columns; c++) w.Line($"s{r}_{c} = Accumulate({string.Join(", ", Named(spec, $"s{r}_{c}", "x", $"y{c}"))});");
        }

        w.Close();

        // Each sum's name, less its s, and where its value goes.
        var sums = Enumerable.Range(0, rows * columns).Select(i => (Row: i / columns, Column: i % columns))
            .Select(t => (Name: $"{t.Row}_{t.Column}", Target: t.Row == 0 ? targets[t.Column] : $"(nuint)({t.Row} * stride) + {targets[t.Column]}"))
            .ToArray();
        for (int start = 0; start < sums.Length; start += Interleaved)
            EmitStores(w, spec, lane, sums.Skip(start).Take(Interleaved).ToArray());
    }

    private static void EmitStores(SourceWriter w, KernelSpec spec, Lane lane, (string Name, string Target)[] sums)
    {
        if (HasLongProfile(spec))
        {
            foreach ((string name, string target) in sums) w.Line($"s{name}.StoreUnsafe(ref destination, {target});");
            return;
        }

        w.Open();
        foreach (string step in new StepFormulaEmitter(lane, spec).Steps())
        {
            foreach ((string name, _) in sums) w.Line(step.Replace(StepFormulaEmitter.Place, name));
        }

        foreach ((string name, string target) in sums) w.Line($"r{name}.StoreUnsafe(ref destination, {target});");
        w.Close();
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
        foreach (string field in spec.Fields)
        {
            w.Line($"{lane.Vector} {FormulaEmitter.Field(field)} = {lane.Class}.Create(({lane.Type}){FormulaEmitter.FieldAccess(field)});");
            foreach (string step in StepFormulaEmitter.FieldSteps(lane, spec, field)) w.Line(step);
        }
    }

    private static bool HasLongProfile(KernelSpec spec) => KernelEmitter.Uses(spec.Profile, "Log");

    private static string Finish(KernelSpec spec, string sum) => $"Finish({string.Join(", ", Named(spec, sum))})";

    private static IEnumerable<string> Columns(int count, System.Func<int, string> text) => Enumerable.Range(0, count).Select(text);

    private static IEnumerable<string> Named(KernelSpec spec, params string[] arguments) =>
        arguments.Concat(spec.Fields.Select(FormulaEmitter.Field));
}
