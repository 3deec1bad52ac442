using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits the walk over the candidates of a swap: the kernel of the point that enters is computed, taken into the statistic and searched for
/// the next swap at once, and never stored. Every place of a block keeps the lowest value it has met, and of equal ones the first: the same
/// bits and places at every width.
/// </summary>
internal sealed class SwapScanEmitter(KernelSpec spec, Lane lane) : PairLoopEmitter(spec, lane)
{
    public const string Method = "SwapScan", Arguments = "ref statistic, ref leaving, ref following, ref lowest, ref lowestBlocks";

    protected override string Name => Method;

    protected override bool IsOfOneRow => true;

    protected override string TargetParameters => Targets(Lane.Type);

    protected override string TargetArguments => Arguments;

    public static string Targets(string type) =>
        $"ref {type} statistic, ref {type} leaving, ref {type} following, ref {type} lowest, ref {type} lowestBlocks";

    protected override void EmitTileStart(SourceWriter w, Columns columns)
    {
        string[] lanes = [.. columns.Lanes.Distinct()];
        for (int l = 0; l < lanes.Length; l++)
        {
            w.Line($"var low{l} = {Lane.Class}.LoadUnsafe(ref lowest, {lanes[l]});");
            w.Line($"var place{l} = {Lane.Class}.LoadUnsafe(ref lowestBlocks, {lanes[l]});");
        }
    }

    protected override void EmitValues(SourceWriter w, Columns columns, IReadOnlyList<Value> values)
    {
        string[] lanes = [.. columns.Lanes.Distinct()];
        foreach (Value value in values)
        {
            (int c, string point) = (value.Column, columns.Points[value.Column]);
            int l = Array.IndexOf(lanes, columns.Lanes[c]);
            w.Line($"var t{c} = {Load("statistic", point)} + (r{value.Name} - {Load("leaving", point)});");
            w.Line($"t{c}.StoreUnsafe(ref statistic, {point});");
            w.Line($"t{c} -= {Load("following", point)};");
            w.Line($"place{l} = {Lane.Class}.ConditionalSelect({Lane.Class}.LessThan(t{c}, low{l}), {Lane.Class}.Create(({Lane.Type})(int)({columns.Blocks[c]})), place{l});");
            w.Line($"low{l} = {Lane.Class}.MinNative(t{c}, low{l});");
        }
    }

    protected override void EmitTileEnd(SourceWriter w, Columns columns)
    {
        string[] lanes = [.. columns.Lanes.Distinct()];
        for (int l = 0; l < lanes.Length; l++)
        {
            w.Line($"low{l}.StoreUnsafe(ref lowest, {lanes[l]});");
            w.Line($"place{l}.StoreUnsafe(ref lowestBlocks, {lanes[l]});");
        }
    }

    private string Load(string array, string place) => $"{Lane.Class}.LoadUnsafe(ref {array}, {place})";
}
