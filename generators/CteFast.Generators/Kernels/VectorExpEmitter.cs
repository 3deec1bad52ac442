using System.Collections.Generic;
using System.Linq;
using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits exp(x) over vectors: 2^n · p(f) with n the nearest integer to x·log2(e). The polynomial's constant term is
/// exactly 1, so that exp(0) = 1 and a point is at distance zero from itself. Results below 2^-126.5 (2^-1022.5 in double) are
/// 0; within half a unit of the exponent of overflow it is infinity already. NaN gives NaN.
/// </summary>
internal static class VectorExpEmitter
{
    // Minimax in relative error on |f| <= 1/2, constant term 1 exactly: 2^f to 2.6e-9.
    private static readonly string[] SingleCoefficients =
    [
        "0.000155946782f", "0.00134066439f", "0.00961769297f", "0.0555031055f", "0.240226528f", "0.693147215f", "1f",
    ];

    // Minimax in relative error on |f| <= ln(2)/2, constant term 1 exactly: e^f to 1.8e-17.
    private static readonly string[] DoubleCoefficients =
    [
        "2.298131153883436429e-8", "2.762629655421716947e-7", "2.756425492943903752e-6", "2.4801504511037080072e-5", "1.9841261491391399287e-4",
        "1.388888893234079672e-3", "8.333333337715460274e-3", "4.1666666666573635830e-2", "0.16666666666657302374", "0.50000000000000055725",
        "1.00000000000000055880", "1.0",
    ];

    public static void Emit(SourceWriter w, Lane lane)
    {
        w.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        w.Open($"private static {lane.Vector} VectorExp({lane.Vector} x)");
        foreach (string step in Steps(lane, "x", "exp")) w.Line(step);
        w.Line("return exp;");
        w.Close();
        w.Line();
    }

    /// <summary>The statements that compute exp(<paramref name="x"/>) into <paramref name="result"/>, one operation or two each, so that several can be interleaved.</summary>
    public static IEnumerable<string> Steps(Lane lane, string x, string result)
    {
        if (lane.IsSingle) return Exp2Steps(lane, $"{x} * {lane.Class}.Create(1.44269504f)", result);
        (string t, string shifted, string f) = (result + "_t", result + "_shifted", result + "_f");
        return DoubleSteps(lane.Class, x, t, shifted, f)
            .Concat(Horner(lane.Class, result, f, DoubleCoefficients))
            .Append($"{result} *= (({lane.Class}.AsInt64({shifted}) << 52) + {lane.Class}.Create(1023L << 52)).AsDouble();");
    }

    /// <summary>The same for 2 to the power of <paramref name="x"/>, in float.</summary>
    public static IEnumerable<string> Exp2Steps(Lane lane, string x, string result)
    {
        (string t, string shifted, string f) = (result + "_t", result + "_shifted", result + "_f");
        return SingleSteps(lane.Class, x, t, shifted, f)
            .Concat(Horner(lane.Class, result, f, SingleCoefficients))
            .Append($"{result} *= (({lane.Class}.AsInt32({shifted}) << 23) + {lane.Class}.Create(127 << 23)).AsSingle();");
    }

    private static string[] SingleSteps(string v, string x, string t, string shifted, string f) =>
    [
        $"var {t} = {x};",
        $"{t} = {v}.MinNative({v}.Create(128f), {t});",
        $"{t} = {v}.MaxNative({v}.Create(-127f), {t});",
        // Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the significand.
        $"var {shifted} = {t} + {v}.Create(12582912f);",
        $"var {f} = {shifted} - {v}.Create(12582912f);",
        $"{f} = {t} - {f};",
    ];

    private static string[] DoubleSteps(string v, string x, string t, string shifted, string f) =>
    [
        $"var {t} = {v}.MinNative({v}.Create(709.78271289338400), {x});",
        $"{t} = {v}.MaxNative({v}.Create(-709.08956571282405), {t});",
        $"var {shifted} = {v}.MultiplyAddEstimate({t}, {v}.Create(1.4426950408889634), {v}.Create(6755399441055744.0));",
        $"var {f} = {shifted} - {v}.Create(6755399441055744.0);",
        // ln(2) in two parts: the first has zeros enough at its end for n * ln2 to be exact.
        $"{t} = {v}.MultiplyAddEstimate({f}, {v}.Create(-6.93147180369123816490e-01), {t});",
        $"{f} = {v}.MultiplyAddEstimate({f}, {v}.Create(-1.90821492927058770002e-10), {t});",
    ];

    private static IEnumerable<string> Horner(string v, string p, string f, string[] coefficients) =>
        coefficients.Skip(1).Select(c => $"{p} = {v}.MultiplyAddEstimate({p}, {f}, {v}.Create({c}));").Prepend($"var {p} = {v}.Create({coefficients[0]});");
}
