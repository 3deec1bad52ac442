namespace CteFast.Generators.Kernels;

/// <summary>What is known of a formula's sign without the values of its variables: whether it is always zero, positive or NaN.</summary>
internal static class FormulaSign
{
    /// <summary>Whether the sum that a profile takes is so.</summary>
    public static bool IsSumNonNegative(KernelSpec spec) => !spec.IsProduct && IsNonNegative(spec.Term.Result, spec.Term, parameter: false);

    /// <summary>Whether a formula of a method is so.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="method">The method that holds it.</param>
    /// <param name="parameter">Whether the method's parameters are.</param>
    public static bool IsNonNegative(Formula formula, FormulaMethod method, bool parameter)
    {
        return Of(formula);

        bool Of(Formula part) => part switch
        {
            Formula.Constant c => c.Value >= 0,
            Formula.Variable v => method.Locals.FirstOrDefault(l => l.Name == v.Name) is { } local ? Of(local.Value) : parameter,
            Formula.Binary { Operator: '*' } b => b.Left.Equals(b.Right) || (Of(b.Left) && Of(b.Right)),
            Formula.Binary { Operator: '+' or '/' } b => Of(b.Left) && Of(b.Right),
            Formula.Conditional c => Of(c.WhenTrue) && Of(c.WhenFalse),
            Formula.Call { Function: "Abs" or "Exp" or "Sqrt" } => true,
            Formula.Call { Function: "Max" } c => c.Arguments.Any(Of),
            Formula.Call { Function: "Min" } c => c.Arguments.All(Of),
            _ => false,
        };
    }
}
