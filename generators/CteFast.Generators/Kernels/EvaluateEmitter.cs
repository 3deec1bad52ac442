using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>Emits the kernel of one pair of points, scalar: the formula as it was written.</summary>
internal static class EvaluateEmitter
{
    public static void Emit(SourceWriter w, KernelSpec spec, string type)
    {
        string fields = string.Concat(spec.Fields.Select(f => $", {FormulaEmitter.FieldValue(type, f)}"));
        w.Open($"{type} global::CteFast.Kernels.IKernel<{type}>.Evaluate(ReadOnlySpan<{type}> x, ReadOnlySpan<{type}> y)");
        w.Line("if (x.Length != y.Length) throw new ArgumentException($\"The points have {x.Length} and {y.Length} features; they must have the same.\", nameof(y));");
        w.Line($"{type} sum = {(spec.IsProduct ? 1 : 0)};");
        w.Line($"for (int j = 0; j < x.Length; j++) sum = Accumulate(sum, x[j], y[j]{fields});");
        w.Line($"return Finish(sum{fields});");
        w.Close();
        w.Line();
    }
}
