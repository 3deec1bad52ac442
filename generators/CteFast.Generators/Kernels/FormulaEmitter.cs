using System.Globalization;
using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>Writes a formula as C#: over vectors, or as the scalar it was.</summary>
internal abstract class FormulaEmitter
{
    /// <summary>The type of every value.</summary>
    public abstract string ValueType { get; }

    public abstract string Constant(double value);

    /// <summary>The parameter that brings a field's value in.</summary>
    public static string Field(string name) => "f_" + name;

    /// <summary>The field itself, whatever parameters and locals are named.</summary>
    public static string FieldAccess(string name) => "this." + GeneratedFile.Identifier(name);

    /// <summary>The field's value in a type.</summary>
    public static string FieldValue(string type, string name) => type == "float" ? $"ToSingle({FieldAccess(name)})" : $"({type}){FieldAccess(name)}";

    protected abstract string Call(string function, string[] arguments);

    protected abstract string Select(string condition, string whenTrue, string whenFalse);

    protected abstract string Compare(string @operator, string left, string right);

    /// <summary>A product added to something; one rounding where the machine fuses.</summary>
    public abstract string MultiplyAdd(string a, string b, string c);

    public static string Variable(string name) => "v_" + name;

    /// <summary>A parameter or local within the formula.</summary>
    protected virtual string Reference(string name) => Variable(name);

    public string Write(Formula formula) => formula switch
    {
        Formula.Constant c => Constant(c.Value),
        Formula.Variable v => Reference(v.Name),
        Formula.Field f => Field(f.Name),
        Formula.Negate n => $"(-{Write(n.Operand)})",
        Formula.Binary { Operator: '+', Left: Formula.Binary { Operator: '*' } p } s => MultiplyAdd(Write(p.Left), Write(p.Right), Write(s.Right)),
        Formula.Binary { Operator: '+', Right: Formula.Binary { Operator: '*' } p } s => MultiplyAdd(Write(p.Left), Write(p.Right), Write(s.Left)),
        Formula.Binary b => $"({Write(b.Left)} {b.Operator} {Write(b.Right)})",
        Formula.Conditional c => Select(Write(c.Test), Write(c.WhenTrue), Write(c.WhenFalse)),
        Formula.Condition c => Compare(c.Operator, Write(c.Left), Write(c.Right)),
        Formula.Call { Function: "FusedMultiplyAdd" } c => MultiplyAdd(Write(c.Arguments[0]), Write(c.Arguments[1]), Write(c.Arguments[2])),
        Formula.Call c => WriteCall(c),
        _ => throw new System.InvalidOperationException(formula.GetType().Name),
    };

    protected virtual string WriteCall(Formula.Call call) => Call(call.Function, call.Arguments.Select(Write).ToArray());

    /// <summary>A number as a constant of a type: the shortest digits that read back as the same double, where it has digits.</summary>
    protected static string Literal(string type, double value) => value switch
    {
        double.NaN => type + ".NaN",
        double.PositiveInfinity => type + ".PositiveInfinity",
        double.NegativeInfinity => type + ".NegativeInfinity",
        // Without a suffix this would be the integer 0, which has no sign.
        0 when 1 / value < 0 => $"({type})-0d",
        _ => $"({type}){value.ToString("R", CultureInfo.InvariantCulture)}",
    };
}

/// <summary>Writes a formula over the vectors of a <see cref="Lane"/>.</summary>
internal class VectorFormulaEmitter(Lane lane) : FormulaEmitter
{
    public override string ValueType => lane.Vector;

    public override string Constant(double value) => $"{lane.Class}.Create({Literal(lane.Type, value)})";

    public override string MultiplyAdd(string a, string b, string c) => $"{lane.Class}.MultiplyAddEstimate({a}, {b}, {c})";

    protected override string Call(string function, string[] arguments) => function switch
    {
        "Exp" or "Log" => $"Vector{function}({arguments[0]})",
        _ => $"{lane.Class}.{function}({string.Join(", ", arguments)})",
    };

    protected override string Select(string condition, string whenTrue, string whenFalse) =>
        $"{lane.Class}.ConditionalSelect({condition}, {whenTrue}, {whenFalse})";

    protected override string Compare(string @operator, string left, string right) => @operator switch
    {
        "&&" => $"({left} & {right})",
        "||" => $"({left} | {right})",
        "<" => $"{lane.Class}.LessThan({left}, {right})",
        "<=" => $"{lane.Class}.LessThanOrEqual({left}, {right})",
        ">" => $"{lane.Class}.GreaterThan({left}, {right})",
        ">=" => $"{lane.Class}.GreaterThanOrEqual({left}, {right})",
        _ => $"{lane.Class}.Equals({left}, {right})",
    };
}

/// <summary>
/// Writes a profile as statements for one of several vectors at a time, to be interleaved: a long chain of dependent operations leaves
/// the machine idle, and the few at a time that it looks ahead at are not enough. Names end in <see cref="Place"/>, to be replaced.
/// </summary>
internal sealed class StepFormulaEmitter(Lane lane, KernelSpec spec) : VectorFormulaEmitter(lane)
{
    /// <summary>What stands for the vector's own suffix.</summary>
    public const string Place = "§";

    private readonly Lane _lane = lane;
    private readonly FormulaMethod _method = spec.Profile;
    private readonly List<string> _steps = [];

    /// <summary>The statements; the parameter is <c>s§</c>, the result <c>r§</c>.</summary>
    public IReadOnlyList<string> Steps()
    {
        foreach (FormulaLocal local in _method.Locals) _steps.Add($"var {Reference(local.Name)} = {Write(local.Value)};");
        _steps.Add($"var r{Place} = {Write(_method.Result)};");
        return _steps;
    }

    /// <summary>The statements that a field needs once for all pairs where it scales the argument of an exponential: log2(e) times it, and the factor's limits.</summary>
    public static IEnumerable<string> FieldSteps(Lane lane, KernelSpec spec, string field)
    {
        if (!lane.IsSingle || !spec.Profile.Formulas.Any(f => KernelEmitter.Any(f, part => ScaledExp(part)?.Field == field))) yield break;
        string scale = ExpScale(field), value = scale + "_value", limit = $"global::System.MathF.Min(float.MaxValue, {{0}} / global::System.MathF.Abs({value}))";
        yield return $"float {value} = ToSingle({FormulaEmitter.FieldAccess(field)} * {VectorExpEmitter.Log2E});";
        yield return $"{lane.Vector} {scale} = {lane.Class}.Create({value});";
        yield return $"{lane.Vector} {Most(field)} = {lane.Class}.Create({string.Format(CultureInfo.InvariantCulture, limit, $"({value} < 0 ? 127f : 128f)")});";
        yield return $"{lane.Vector} {Least(field)} = {lane.Class}.Create(-{string.Format(CultureInfo.InvariantCulture, limit, $"({value} < 0 ? 128f : 127f)")});";
    }

    protected override string Reference(string name) => name == _method.Parameters[0] ? "s" + Place : Variable(name) + "_" + Place;

    protected override string WriteCall(Formula.Call call)
    {
        if (call.Function != "Exp") return base.WriteCall(call);
        string result = $"exp{_steps.Count}_{Place}";
        IEnumerable<string> steps = _lane.IsSingle && ScaledExp(call) is var (factor, field)
            ? VectorExpEmitter.ScaledSteps(_lane, Write(factor), result, ExpScale(field), IsNonNegative(factor) ? null : Least(field), Most(field))
            : VectorExpEmitter.Steps(_lane, Write(call.Arguments[0]), result);
        _steps.AddRange(steps);
        return result;
    }

    private bool IsNonNegative(Formula factor) => FormulaSign.IsNonNegative(factor, _method, FormulaSign.IsSumNonNegative(spec));

    private static string ExpScale(string field) => Field(field) + "_log2e";

    private static string Most(string field) => Field(field) + "_most";

    private static string Least(string field) => Field(field) + "_least";

    /// <summary>exp(factor · field), if that is what the formula is.</summary>
    private static (Formula Factor, string Field)? ScaledExp(Formula formula) => formula is Formula.Call { Function: "Exp" } call
        ? call.Arguments[0] switch
        {
            Formula.Binary { Operator: '*', Right: Formula.Field f } product => (product.Left, f.Name),
            Formula.Binary { Operator: '*', Left: Formula.Field f } product => (product.Right, f.Name),
            _ => null,
        }
        : null;
}

/// <summary>Writes a formula as a scalar of the given type.</summary>
internal sealed class ScalarFormulaEmitter(string type) : FormulaEmitter
{
    public override string ValueType => type;

    public override string Constant(double value) => Literal(type, value);

    public override string MultiplyAdd(string a, string b, string c) => $"({a} * {b} + {c})";

    protected override string Call(string function, string[] arguments) =>
        $"global::System.{(type == "float" ? "MathF" : "Math")}.{function}({string.Join(", ", arguments)})";

    protected override string Select(string condition, string whenTrue, string whenFalse) => $"({condition} ? {whenTrue} : {whenFalse})";

    protected override string Compare(string @operator, string left, string right) => $"({left} {@operator} {right})";
}
