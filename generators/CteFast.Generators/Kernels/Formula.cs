using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>A scalar formula by value: what the user wrote, without syntax or symbols.</summary>
internal abstract record Formula
{
    /// <summary>A number known when the formula is compiled.</summary>
    public sealed record Constant(double Value) : Formula;

    /// <summary>A parameter or a local of the method.</summary>
    public sealed record Variable(string Name) : Formula;

    /// <summary>A field of the kernel: the same for all pairs.</summary>
    public sealed record Field(string Name) : Formula;

    public sealed record Negate(Formula Operand) : Formula;

    /// <summary>Arithmetic: + - * /.</summary>
    public sealed record Binary(char Operator, Formula Left, Formula Right) : Formula;

    /// <summary>A comparison or a logical connection; only as the condition of <see cref="Conditional"/>.</summary>
    public sealed record Condition(string Operator, Formula Left, Formula Right) : Formula;

    public sealed record Conditional(Formula Test, Formula WhenTrue, Formula WhenFalse) : Formula;

    /// <summary>A call of one of the functions that <see cref="FormulaReader"/> admits.</summary>
    public sealed record Call(string Function, EquatableArray<Formula> Arguments) : Formula;
}

/// <summary>A local of a formula, set once.</summary>
internal sealed record FormulaLocal(string Name, Formula Value);

/// <summary>A method as a formula: its parameters, its locals in order and what it returns.</summary>
internal sealed record FormulaMethod(EquatableArray<string> Parameters, EquatableArray<FormulaLocal> Locals, Formula Result)
{
    /// <summary>The locals' values and the result.</summary>
    public IEnumerable<Formula> Formulas => Locals.Select(l => l.Value).Append(Result);
}
