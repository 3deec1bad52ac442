using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>Emits the kernel matrix of rows against blocks of points.</summary>
internal sealed class FillEmitter(KernelSpec spec, Lane lane) : PairLoopEmitter(spec, lane)
{
    public const string Method = "Fill", Arguments = "ref destination, stride";

    protected override string Name => Method;

    protected override string TargetParameters => Targets(Lane.Type);

    protected override string TargetArguments => "ref Unsafe.Add(ref destination, row * stride), stride";

    public static string Targets(string type) => $"ref {type} destination, nint stride";

    public override void Emit(SourceWriter w)
    {
        EmitTiled(w);
        if (HasLongProfile) EmitFinishRows(w);
    }

    protected override void EmitEnd(SourceWriter w)
    {
        if (HasLongProfile) w.Line($"Finish{Lane.Suffix}(ref destination, rowCount, blockCount, stride);");
    }

    protected override void EmitValues(SourceWriter w, Columns columns, IReadOnlyList<Value> values)
    {
        foreach (Value value in values)
        {
            string point = columns.Points[value.Column], target = value.Row == 0 ? point : $"(nuint)({value.Row} * stride) + {point}";
            w.Line($"r{value.Name}.StoreUnsafe(ref destination, {target});");
        }
    }

    /// <summary>Emits a long profile as a second loop over the sums. A loop right after each tile would keep its constants in registers that the sums of the tile need.</summary>
    private void EmitFinishRows(SourceWriter w)
    {
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private void Finish{Lane.Suffix}(ref {Lane.Type} destination, int rowCount, int blockCount, nint stride)");
        EmitFields(w);
        w.Open("for (int row = 0; row < rowCount; row++)");
        w.Line($"ref {Lane.Type} sums = ref Unsafe.Add(ref destination, row * stride);");
        w.Line($"for (nuint i = 0; i < (nuint)blockCount * {Lane.BlockSize}; i += {Lane.Count})");
        w.Line($"    {Finish($"{Lane.Class}.LoadUnsafe(ref sums, i)")}.StoreUnsafe(ref sums, i);");
        w.Close();
        w.Close();
        w.Line();
    }
}
