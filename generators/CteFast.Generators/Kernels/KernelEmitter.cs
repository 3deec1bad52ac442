using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>Writes the other half of a kernel: <c>IKernel&lt;float&gt;</c> and <c>IKernel&lt;double&gt;</c>.</summary>
internal static class KernelEmitter
{
    public static string HintName(KernelSpec spec) => GeneratedFile.HintName(spec.Namespace, spec.Name);

    public static string Emit(KernelSpec spec)
    {
        var w = new SourceWriter();
        GeneratedFile.Begin(w, spec.Namespace, "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "System.Runtime.Intrinsics.X86");
        w.Open($"readonly partial struct {GeneratedFile.Identifier(spec.Name)} : global::CteFast.Kernels.IKernel<float>, global::CteFast.Kernels.IKernel<double>");
        if (spec.Fields.Count > 0) EmitToSingle(w);
        foreach (string type in Lane.Types)
        {
            EmitFunctions(w, spec, new ScalarFormulaEmitter(type));
            EvaluateEmitter.Emit(w, spec, type);
            EmitDispatch(w, type, FillEmitter.Method, FillEmitter.Targets(type), FillEmitter.Arguments);
            EmitDispatch(w, type, SumsEmitter.Method, SumsEmitter.Targets(type), SumsEmitter.Arguments);
            EmitDispatch(w, type, SplitEmitter.Method, SplitEmitter.Targets(type), SplitEmitter.Arguments);
            EmitDispatch(w, type, SwapScanEmitter.Method, SwapScanEmitter.Targets(type), SwapScanEmitter.Arguments, rows: "row");
            foreach (int bits in Lane.Widths) EmitLane(w, spec, new Lane(type, bits));
        }

        w.Close();
        return w.ToString();
    }

    /// <summary>Emits the conversion of fields: a finite one stays finite, so that a kernel of the smallest bandwidth is 1 for a point with itself, not 0 · ∞.</summary>
    private static void EmitToSingle(SourceWriter w)
    {
        w.Line("private static float ToSingle(double value) =>");
        w.Line("    double.IsFinite(value) ? (float)global::System.Math.Clamp(value, -float.MaxValue, float.MaxValue) : (float)value;");
        w.Line();
    }

    /// <summary>Emits a loop of the interface: that of the widest vectors the machine has.</summary>
    private static void EmitDispatch(SourceWriter w, string type, string method, string parameters, string arguments, string rows = PairLoopEmitter.Rows)
    {
        w.Open($"void global::CteFast.Kernels.IKernel<{type}>.{method}({PairLoopEmitter.Parameters(type, rows, parameters)})");
        foreach (int bits in Lane.Widths)
        {
            var lane = new Lane(type, bits);
            string guard = bits == 128 ? "" : $"if ({lane.Class}.IsHardwareAccelerated) ";
            w.Line($"{(bits == 512 ? "" : "else ")}{guard}{method}{lane.Suffix}(ref {rows.Replace("int ", "")}, ref blocks, blockCount, featureCount, {arguments});");
        }

        w.Close();
        w.Line();
    }

    private static void EmitLane(SourceWriter w, KernelSpec spec, Lane lane)
    {
        EmitFunctions(w, spec, new VectorFormulaEmitter(lane));
        if (Uses(spec.Term, "Exp") || Uses(spec.Profile, "Exp")) VectorExpEmitter.Emit(w, lane);
        if (Uses(spec.Term, "Log") || Uses(spec.Profile, "Log")) VectorLogEmitter.Emit(w, lane);
        new FillEmitter(spec, lane).Emit(w);
        new SumsEmitter(spec, lane).Emit(w);
        new SplitEmitter(spec, lane).Emit(w);
        new SwapScanEmitter(spec, lane).Emit(w);
    }

    /// <summary>The two steps of a pair: a term joins the sum (or product), and the profile makes the value of it.</summary>
    private static void EmitFunctions(SourceWriter w, KernelSpec spec, FormulaEmitter formulas)
    {
        EmitFunction(w, formulas, "Accumulate", spec.Term, spec.Fields, Combine(spec, formulas));
        EmitFunction(w, formulas, "Finish", spec.Profile, spec.Fields, combine: null);
    }

    /// <summary>How a term joins those of the features before it; a sum of a product is fused.</summary>
    private static System.Func<Formula, string> Combine(KernelSpec spec, FormulaEmitter formulas) => term => (spec.IsProduct, term) switch
    {
        (true, _) => $"sum * {formulas.Write(term)}",
        (false, Formula.Binary { Operator: '*' } product) => formulas.MultiplyAdd(formulas.Write(product.Left), formulas.Write(product.Right), "sum"),
        _ => $"sum + {formulas.Write(term)}",
    };

    private static void EmitFunction(SourceWriter w, FormulaEmitter formulas, string name, FormulaMethod method,
        EquatableArray<string> fields, System.Func<Formula, string>? combine)
    {
        string type = formulas.ValueType;
        var parameters = (combine is null ? Enumerable.Empty<string>() : ["sum"])
            .Concat(method.Parameters.Select(FormulaEmitter.Variable))
            .Concat(fields.Select(FormulaEmitter.Field))
            .Select(p => $"{type} {p}");
        w.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        w.Open($"private static {type} {name}({string.Join(", ", parameters)})");
        foreach (FormulaLocal local in method.Locals) w.Line($"{type} {FormulaEmitter.Variable(local.Name)} = {formulas.Write(local.Value)};");
        w.Line($"return {(combine is null ? formulas.Write(method.Result) : combine(method.Result))};");
        w.Close();
        w.Line();
    }

    public static bool Uses(FormulaMethod method, string function) =>
        method.Formulas.Any(f => Any(f, part => part is Formula.Call c && c.Function == function));

    /// <summary>Whether a formula or a part of it is so.</summary>
    public static bool Any(Formula formula, System.Func<Formula, bool> predicate) => predicate(formula) || formula switch
    {
        Formula.Call c => c.Arguments.Any(a => Any(a, predicate)),
        Formula.Negate n => Any(n.Operand, predicate),
        Formula.Binary b => Any(b.Left, predicate) || Any(b.Right, predicate),
        Formula.Condition c => Any(c.Left, predicate) || Any(c.Right, predicate),
        Formula.Conditional c => Any(c.Test, predicate) || Any(c.WhenTrue, predicate) || Any(c.WhenFalse, predicate),
        _ => false,
    };
}
