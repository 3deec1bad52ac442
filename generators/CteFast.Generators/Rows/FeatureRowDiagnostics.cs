using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Rows;

/// <summary>What can be wrong with a type that carries <c>[FeatureRow]</c>.</summary>
internal static class FeatureRowDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error("CTE0301", "Feature row cannot be completed",
        "'{0}' must be a partial record, struct or class: not file-local, generic, nested, abstract, static, derived or by reference only, and made by a record's parameters or by none");

    public static readonly DiagnosticDescriptor NoFeature = Error("CTE0302", "Member cannot be a feature", "{0}");

    public static readonly DiagnosticDescriptor BadName = Error("CTE0303", "Feature's name cannot be used", "{0}");

    public static readonly DiagnosticDescriptor Empty = Error("CTE0304", "Feature row has no features", "'{0}' has no public property or field that is a feature");

    public static readonly DiagnosticDescriptor BadGroup = Error("CTE0305", "Feature group cannot be used", "{0}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "CteFast.Rows", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
