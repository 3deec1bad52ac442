using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

internal abstract partial class PairLoopEmitter
{
    /// <summary>The blocks that a long profile is computed for at a time, and stored.</summary>
    private const int PanelBlocks = 4;

    /// <summary>Emits the loop over values that <see cref="FillEmitter"/>'s loop computes, panel by panel.</summary>
    private void EmitStored(SourceWriter w)
    {
        const int Stride = PanelBlocks * Lane.BlockSize;
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private void {Name}{Lane.Suffix}({Parameters(IsOfOneRow ? "rows" : Rows)})");
        if (IsOfOneRow) w.Line("const int rowCount = 1;");
        w.Line($"Span<{Lane.Type}> panel = stackalloc {Lane.Type}[{Lane.BlockSize * Stride}];");
        w.Line($"ref {Lane.Type} values = ref MemoryMarshal.GetReference(panel);");
        w.Open($"for (int first = 0; first < blockCount; first += {PanelBlocks})");
        w.Line($"int count = global::System.Math.Min({PanelBlocks}, blockCount - first);");
        w.Line($"ref {Lane.Type} points = ref Unsafe.Add(ref blocks, (nint)first * featureCount * {Lane.BlockSize});");
        w.Line($"{FillEmitter.Method}{Lane.Suffix}(ref rows, rowCount, ref points, count, featureCount, ref values, {Stride});");
        w.Line("for (int row = 0; row < rowCount; row++)");
        w.Line($"    {Name}{Lane.Suffix}Row(ref Unsafe.Add(ref values, row * {Stride}), (nuint)first, (nuint)(first + count), {TargetArguments});");
        w.Close();
        w.Close();
        w.Line();

        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private static void {Name}{Lane.Suffix}Row(ref {Lane.Type} values, nuint first, nuint end, {TargetParameters})");
        w.Open("for (nuint block = first; block < end; block++)");
        w.Open($"for (nuint lane = 0; lane < {Lane.BlockSize}; lane += {Lane.Count})");
        var columns = new Columns([], [$"block * {Lane.BlockSize} + lane"], ["lane"], ["block"]);
        var value = new Value(0, 0);
        w.Line($"var r{value.Name} = {Lane.Class}.LoadUnsafe(ref values, (block - first) * {Lane.BlockSize} + lane);");
        EmitTileStart(w, columns);
        EmitValues(w, columns, [value]);
        EmitTileEnd(w, columns);
        w.Close();
        w.Close();
        w.Close();
        w.Line();
    }
}
