using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits log(x) over vectors, to an ulp: n · ln(2) + log(1 + f) with 1 + f in [√½, √2). log(1) = 0 exactly; zero gives −∞, a
/// negative number NaN. Inlined, which the framework's is not: that call is slower and runs unoptimised at first.
/// </summary>
internal static class VectorLogEmitter
{
    // log(1 + f) = f − f²/2 + f³ p(f), from Cephes' logf.
    private static readonly string[] SingleCoefficients =
    [
        "7.0376836292E-2f", "-1.1514610310E-1f", "1.1676998740E-1f", "-1.2420140846E-1f", "1.4249322787E-1f", "-1.6668057665E-1f",
        "2.0000714765E-1f", "-2.4999993993E-1f", "3.3333331174E-1f",
    ];

    // With s = f/(2 + f): log(1 + f) = f − f²/2 + s (f²/2 + s² p(s²)), from fdlibm's log.
    private static readonly string[] DoubleCoefficients =
    [
        "1.479819860511658591e-01", "1.531383769920937332e-01", "1.818357216161805012e-01", "2.222219843214978396e-01",
        "2.857142874366239149e-01", "3.999999999940941908e-01", "6.666666666666735130e-01",
    ];

    public static void Emit(SourceWriter w, Lane lane)
    {
        string v = lane.Class;
        w.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        w.Open($"private static {lane.Vector} VectorLog({lane.Vector} x)");
        if (lane.IsSingle) EmitSingle(w, v);
        else EmitDouble(w, v);
        w.Line($"var special = {v}.ConditionalSelect({v}.Equals(x, {lane.Vector}.Zero), {v}.Create({lane.Type}.NegativeInfinity),");
        w.Line($"    {v}.ConditionalSelect({v}.LessThan(x, {lane.Vector}.Zero), {v}.Create({lane.Type}.NaN), x));");
        w.Line($"var ordinary = {v}.GreaterThan(x, {lane.Vector}.Zero) & {v}.LessThan(x, {v}.Create({lane.Type}.PositiveInfinity));");
        w.Line($"return {v}.ConditionalSelect(ordinary, result, special);");
        w.Close();
        w.Line();
    }

    private static void EmitSingle(SourceWriter w, string v)
    {
        // Subnormal numbers are brought up by 2^23. Added to √½'s distance from 1, the bits split at √½ instead of 1; the exponent
        // becomes a number in the low bits of 1.5 · 2^23.
        w.Line($"var small = {v}.LessThan(x, {v}.Create(1.17549435e-38f));");
        w.Line($"var bits = {v}.AsInt32({v}.ConditionalSelect(small, x * {v}.Create(8388608f), x)) + {v}.Create(0x3F800000 - 0x3F3504F3);");
        w.Line($"var n = ((bits >>> 23) + {v}.Create(0x4B400000 - 127)).AsSingle() - {v}.Create(12582912f);");
        w.Line($"n -= {v}.ConditionalSelect(small, {v}.Create(23f), {v}<float>.Zero);");
        w.Line($"var f = ((bits & {v}.Create(0x7FFFFF)) + {v}.Create(0x3F3504F3)).AsSingle() - {v}.Create(1f);");
        Horner(w, v, "f", SingleCoefficients);
        w.Line("var square = f * f;");
        w.Line($"var rest = {v}.MultiplyAddEstimate(n, {v}.Create(-2.12194440e-4f), f * square * p);");
        w.Line($"rest = {v}.MultiplyAddEstimate(square, {v}.Create(-0.5f), rest);");
        // 355/512: exact times n.
        w.Line($"var result = {v}.MultiplyAddEstimate(n, {v}.Create(0.693359375f), f + rest);");
    }

    private static void EmitDouble(SourceWriter w, string v)
    {
        w.Line($"var small = {v}.LessThan(x, {v}.Create(2.2250738585072014e-308));");
        w.Line($"var bits = {v}.AsInt64({v}.ConditionalSelect(small, x * {v}.Create(18014398509481984.0), x)) + {v}.Create(0x3FF0000000000000L - 0x3FE6A09E667F3BCDL);");
        w.Line($"var n = ((bits >>> 52) + {v}.Create(0x4338000000000000L - 1023)).AsDouble() - {v}.Create(6755399441055744.0);");
        w.Line($"n -= {v}.ConditionalSelect(small, {v}.Create(54.0), {v}<double>.Zero);");
        w.Line($"var f = ((bits & {v}.Create(0xFFFFFFFFFFFFFL)) + {v}.Create(0x3FE6A09E667F3BCDL)).AsDouble() - {v}.Create(1.0);");
        w.Line($"var s = f / (f + {v}.Create(2.0));");
        w.Line("var z = s * s;");
        Horner(w, v, "z", DoubleCoefficients);
        w.Line($"var half = f * f * {v}.Create(0.5);");
        // ln(2) in two parts: the first has zeros enough at its end for n * ln2 to be exact.
        w.Line($"var rest = {v}.MultiplyAddEstimate(s, {v}.MultiplyAddEstimate(z, p, half), n * {v}.Create(1.90821492927058770002e-10));");
        w.Line($"var result = {v}.MultiplyAddEstimate(n, {v}.Create(6.93147180369123816490e-01), f - (half - rest));");
    }

    private static void Horner(SourceWriter w, string v, string variable, string[] coefficients)
    {
        w.Line($"var p = {v}.Create({coefficients[0]});");
        for (int k = 1; k < coefficients.Length; k++) w.Line($"p = {v}.MultiplyAddEstimate(p, {variable}, {v}.Create({coefficients[k]}));");
    }
}
