using System.Collections.Generic;
using System.Linq;
using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits the sums of the kernel over rows and over points, what kernel means are made of: the values are added up where they are computed
/// and never stored. A sum takes its values in the order of the rows or of the blocks, lane by lane: the same bits at every width.
/// </summary>
internal sealed class SumsEmitter(KernelSpec spec, Lane lane) : PairLoopEmitter(spec, lane)
{
    public const string Method = "AddSums", Arguments = "ref rowSums, ref columnSums";

    /// <summary>The blocks of a panel where the values have to be stored after all.</summary>
    private const int PanelBlocks = 4;

    protected override string Name => Method;

    protected override string TargetParameters => Targets(Lane.Type);

    protected override string TargetArguments => $"ref Unsafe.Add(ref rowSums, row * {Lane.BlockSize}), ref columnSums";

    public static string Targets(string type) => $"ref {type} rowSums, ref {type} columnSums";

    public override void Emit(SourceWriter w)
    {
        if (HasLongProfile) EmitStored(w);
        else base.Emit(w);
    }

    protected override void EmitTileStart(SourceWriter w, Columns columns)
    {
        for (int c = 0; c < columns.Points.Length; c++) w.Line($"var k{c} = {Lane.Class}.LoadUnsafe(ref columnSums, {columns.Points[c]});");
    }

    protected override void EmitValues(SourceWriter w, Columns columns, IReadOnlyList<Value> values)
    {
        foreach (Value value in values) w.Line($"k{value.Column} += r{value.Name};");
        foreach (var row in values.GroupBy(value => (value.Row, Lanes: columns.Lanes[value.Column])))
        {
            string target = row.Key.Row == 0 ? row.Key.Lanes : $"{Lane.BlockSize * row.Key.Row} + {row.Key.Lanes}";
            string sum = string.Concat(row.Select(value => $" + r{value.Name}"));
            w.Line($"({Lane.Class}.LoadUnsafe(ref rowSums, {target}){sum}).StoreUnsafe(ref rowSums, {target});");
        }
    }

    protected override void EmitTileEnd(SourceWriter w, Columns columns)
    {
        for (int c = 0; c < columns.Points.Length; c++) w.Line($"k{c}.StoreUnsafe(ref columnSums, {columns.Points[c]});");
    }

    /// <summary>Emits the sums of values that <see cref="FillEmitter"/>'s loop computes, panel by panel: a long profile is not for a tile.</summary>
    private void EmitStored(SourceWriter w)
    {
        const int Stride = PanelBlocks * Lane.BlockSize;
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private void {Name}{Lane.Suffix}({Parameters("rows, int rowCount")})");
        w.Line($"Span<{Lane.Type}> panel = stackalloc {Lane.Type}[{Lane.BlockSize * Stride}];");
        w.Line($"ref {Lane.Type} values = ref MemoryMarshal.GetReference(panel);");
        w.Open($"for (int block = 0; block < blockCount; block += {PanelBlocks})");
        w.Line($"int panelBlocks = global::System.Math.Min({PanelBlocks}, blockCount - block);");
        w.Line($"ref {Lane.Type} points = ref Unsafe.Add(ref blocks, (nint)block * featureCount * {Lane.BlockSize});");
        w.Line($"{FillEmitter.Method}{Lane.Suffix}(ref rows, rowCount, ref points, panelBlocks, featureCount, ref values, {Stride});");
        w.Open("for (int row = 0; row < rowCount; row++)");
        w.Open($"for (nuint i = 0; i < (nuint)panelBlocks * {Lane.BlockSize}; i += {Lane.Count})");
        w.Line($"nuint target = (nuint)(row * {Lane.BlockSize}) + i % {Lane.BlockSize}, point = (nuint)(block * {Lane.BlockSize}) + i;");
        w.Line($"var r = {Lane.Class}.LoadUnsafe(ref values, (nuint)(row * {Stride}) + i);");
        w.Line($"({Lane.Class}.LoadUnsafe(ref rowSums, target) + r).StoreUnsafe(ref rowSums, target);");
        w.Line($"({Lane.Class}.LoadUnsafe(ref columnSums, point) + r).StoreUnsafe(ref columnSums, point);");
        w.Close();
        w.Close();
        w.Close();
        w.Close();
        w.Line();
    }
}
