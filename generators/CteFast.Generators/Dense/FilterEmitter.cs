using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Dense;

/// <summary>Emits F∘V of a layer for several interleaved queries.</summary>
internal static class FilterEmitter
{
    public static string Name(LayerSpec layer) => $"Filter{layer.Outputs}x{layer.Columns}";

    public static void Emit(SourceWriter w, LayerSpec layer, string type)
    {
        var lanes = DenseLane.Of(type, layer.Columns);
        string parameters = $"ref {type} filter, ref {type} values, ref {type} destination, int count";
        w.Open($"public static void {Name(layer)}({parameters})");
        DenseLane.EmitChoice(w, lanes, lane => $"{Name(layer)}{lane.Suffix}(ref filter, ref values, ref destination, count);");
        w.Close();
        w.Line();
        foreach ((_, DenseLane lane) in lanes) EmitLoop(w, layer, lane, parameters);
    }

    private static void EmitLoop(SourceWriter w, LayerSpec layer, DenseLane lane, string parameters)
    {
        int tail = layer.Columns - lane.Count;
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private static void {Name(layer)}{lane.Suffix}({parameters})");
        w.Open($"for (nint row = 0, at = 0; row < {layer.Outputs}; row++)");
        w.Line($"ref {lane.Type} f = ref Unsafe.Add(ref filter, row * {layer.Columns});");
        w.Open($"for (int query = 0; query < count; query++, at += {layer.Columns})");
        w.Line($"ref {lane.Type} v = ref Unsafe.Add(ref values, at), d = ref Unsafe.Add(ref destination, at);");

        // Read first: values and destination may be the same, and the last vector overlaps the one before.
        if (layer.Columns % lane.Count != 0) w.Line($"var tail = {lane.Load("f", $"{tail}")} * {lane.Load("v", $"{tail}")};");
        w.Open($"for (nint j = 0; j <= {tail}; j += {lane.Count})");
        w.Line($"ref {lane.Type} fj = ref Unsafe.Add(ref f, j), vj = ref Unsafe.Add(ref v, j), dj = ref Unsafe.Add(ref d, j);");
        w.Line(lane.Store($"({lane.Load("fj", "0")} * {lane.Load("vj", "0")})", "dj", "0"));
        w.Close();
        if (layer.Columns % lane.Count != 0) w.Line(lane.Store("tail", "d", $"{tail}"));
        w.Close();
        w.Close();
        w.Close();
        w.Line();
    }
}
