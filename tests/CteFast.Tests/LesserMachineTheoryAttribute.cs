namespace CteFast.Tests;

/// <summary>A theory of whole suites run again on lesser machines: minutes each, so only where <see cref="Variable"/> is set, as <c>.ci/run</c> does.</summary>
internal sealed class LesserMachineTheoryAttribute : TheoryAttribute
{
    public const string Variable = "CTEFAST_ALL_WIDTHS";

    public LesserMachineTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null or "") Skip = $"Runs the suite again at each vector width where {Variable} is set.";
    }
}
