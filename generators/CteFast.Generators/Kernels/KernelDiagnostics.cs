using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Kernels;

/// <summary>What can be wrong with a type that carries <c>[Kernel]</c>.</summary>
internal static class KernelDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error("CTE0001", "Kernel is not a partial readonly struct",
        "'{0}' must be a partial readonly struct: no record, not ref, file-local or generic, and not nested in another type");

    public static readonly DiagnosticDescriptor MissingTerm = Error("CTE0002", "Kernel has no Term",
        "'{0}' must have one method 'Term' that takes the two values of a feature and returns their term, all float or all double");

    public static readonly DiagnosticDescriptor MissingProfile = Error("CTE0003", "Kernel has no Profile",
        "'{0}' must have one method 'Profile' that takes the combined terms and returns the kernel's value, both of the type that Term has");

    public static readonly DiagnosticDescriptor UnsupportedSyntax = Error("CTE0004", "Kernel formula cannot be translated",
        "'{0}' cannot be translated: a formula may hold arithmetic, conditionals, numeric literals, constants, fields, parameters and locals of type float or double that are set once");

    public static readonly DiagnosticDescriptor UnsupportedCall = Error("CTE0005", "Kernel formula calls an unsupported method",
        "'{0}' cannot be translated: a formula may call Abs, Exp, Floor, FusedMultiplyAdd, Log, Max, Min and Sqrt of Math or MathF");

    public static readonly DiagnosticDescriptor UnsupportedField = Error("CTE0006", "Kernel formula uses an unsupported field",
        "'{0}' cannot be used in a formula: a field must be a readonly instance field of type float or double, or a constant");

    public static readonly DiagnosticDescriptor BadDimension = Error("CTE0007", "Kernel asks for a dimension that cannot be had",
        "'{0}' must be a number of features from 1 to 4096, named once");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "CteFast.Kernels", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
