using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits the sums of the kernel over rows and over points, what kernel means are made of: the values are added up where they are computed
/// and never stored. A sum takes its values in the order of the rows or of the blocks, lane by lane: the same bits at every width.
/// </summary>
internal class SumsEmitter(KernelSpec spec, Lane lane) : PairLoopEmitter(spec, lane)
{
    public const string Method = "AddSums", Arguments = "ref rowSums, ref columnSums";

    protected override string Name => Method;

    protected override string TargetParameters => Targets(Lane.Type);

    protected override string TargetArguments => $"ref Unsafe.Add(ref rowSums, row * {Lane.BlockSize}), ref columnSums";

    public static string Targets(string type) => $"ref {type} rowSums, ref {type} columnSums";

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
}
