using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Dense;

/// <summary>What can be wrong with a class that carries <c>[DenseNetwork]</c>.</summary>
internal static class DenseNetworkDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error("CTE0201", "Dense network is not a partial class",
        "'{0}' must be a partial class: not file-local, generic or nested in another type");

    public static readonly DiagnosticDescriptor BadWidths = Error("CTE0202", "Dense network's widths are out of range", "{0}");

    public static readonly DiagnosticDescriptor BadLoss = Error("CTE0203", "Dense network's activation or loss does not fit", "{0}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "CteFast.Dense", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
