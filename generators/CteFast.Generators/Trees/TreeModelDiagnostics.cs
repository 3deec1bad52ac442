using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Trees;

/// <summary>What can be wrong with a class that carries <c>[TreeModel]</c>, or with its file.</summary>
internal static class TreeModelDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error("CTE0101", "Tree model is not a partial class",
        "'{0}' must be a partial class: not static, abstract, file-local, generic or nested in another type");

    public static readonly DiagnosticDescriptor NoFile = Error("CTE0102", "Tree model's file is not among the additional files",
        "'{0}' is none of the project's additional files; add <AdditionalFiles Include=\"...\" /> to the project");

    public static readonly DiagnosticDescriptor TwoFiles = Error("CTE0103", "Tree model's file is named more than once",
        "'{0}' is the end of the paths of several additional files; name more of the path");

    public static readonly DiagnosticDescriptor BadFile = Error("CTE0104", "Tree model's file cannot be compiled",
        "{0}; other models are read at run time by CteFast.Explain.Models.ModelReader");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "CteFast.Trees", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
