namespace CteFast.Explain.Models;

/// <summary>What kinds of output are called in files and sentences.</summary>
internal static class OutputKindNames
{
    /// <summary><c>value</c>, <c>margin</c> or <c>probability</c>.</summary>
    public static string Name(this OutputKind kind) => kind switch
    {
        OutputKind.Margin => "margin",
        OutputKind.Probability => "probability",
        _ => "value",
    };
}
