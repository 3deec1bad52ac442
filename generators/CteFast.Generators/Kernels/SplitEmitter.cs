using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits the sums of <see cref="SumsEmitter"/> together with the balance that a split decides by, the sums over rows with their signs: of each
/// pair that it meets a split needs no more than these, so that it fills no matrix.
/// </summary>
internal sealed class SplitEmitter(KernelSpec spec, Lane lane) : SumsEmitter(spec, lane)
{
    public new const string Method = "AddSplit", Arguments = "ref signs, ref balance, " + SumsEmitter.Arguments;

    protected override string Name => Method;

    protected override string TargetParameters => Targets(Lane.Type);

    protected override string TargetArguments => "ref Unsafe.Add(ref signs, row), ref balance, " + base.TargetArguments;

    public static new string Targets(string type) => $"ref {type} signs, ref {type} balance, {SumsEmitter.Targets(type)}";

    protected override void EmitTileStart(SourceWriter w, Columns columns)
    {
        base.EmitTileStart(w, columns);
        for (int c = 0; c < columns.Points.Length; c++) w.Line($"var b{c} = {Lane.Class}.LoadUnsafe(ref balance, {columns.Points[c]});");
    }

    protected override void EmitValues(SourceWriter w, Columns columns, IReadOnlyList<Value> values)
    {
        // A product with a sign is exact: fused or not, the same bits.
        foreach (Value value in values)
            w.Line($"b{value.Column} = {Lane.Class}.MultiplyAddEstimate(r{value.Name}, {Lane.Class}.Create(Unsafe.Add(ref signs, {value.Row})), b{value.Column});");
        base.EmitValues(w, columns, values);
    }

    protected override void EmitTileEnd(SourceWriter w, Columns columns)
    {
        base.EmitTileEnd(w, columns);
        for (int c = 0; c < columns.Points.Length; c++) w.Line($"b{c}.StoreUnsafe(ref balance, {columns.Points[c]});");
    }
}
