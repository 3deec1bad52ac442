using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CteFast.Repository.Tests;

/// <summary>Whoever looks for a public type finds it by the names of the files.</summary>
public sealed class TypeFileTests
{
    // Those that broke the rule when it was made. The list only shrinks: no name is added, and one that keeps the rule by now is to go.
    private static readonly string[] Known =
    [
        "src/CteFast.Attribution/Methods/InfluenceOptions",
        "src/CteFast.Attribution/Methods/Similarity",
        "src/CteFast.Attribution/Scoring/ScoredRow",
        "src/CteFast.Attribution/Scoring/ScoringReport",
        "src/CteFast.Attribution/Training/Checkpoint",
        "src/CteFast.Attribution/Training/CheckpointPlaces",
        "src/CteFast.Attribution/Training/TrajectorySegment",
        "src/CteFast.Explain/BackgroundMode",
        "src/CteFast.Explain/ExplainMethod",
        "src/CteFast.Explain/ExplanationCost",
        "src/CteFast.Explain/Models/NetworkActivation",
        "src/CteFast.Explain/Models/PredictBatch",
        "src/CteFast.Explain/Models/Trees/MissingValues",
        "src/CteFast.Explain/Models/Trees/TreeEnsembleOutput",
        "src/CteFast.Explain/Sage/SageEstimator",
        "src/CteFast.Explain/StopReason",
    ];

    [Fact]
    public void PublicTypes_File_BearsTheirName()
    {
        string[] offenders = [.. Offenders()];

        Rule.Holds("A public type lies in a file of its own name:", offenders.Except(Known));
        Rule.Holds("These types keep the rule by now; take them off the list of those that are known to break it:", Known.Except(offenders));
    }

    /// <summary>Types, as folder and name, of which no part lies in a file of their name. A nested type belongs to the one around it.</summary>
    private static IEnumerable<string> Offenders()
        => from file in SourceTree.CSharp("src")
           from type in CSharpSyntaxTree.ParseText(file.Text).GetCompilationUnitRoot().DescendantNodes(IsAroundTypes).OfType<MemberDeclarationSyntax>()
           let name = NameOf(type)
           where name is not null && type.Modifiers.Any(SyntaxKind.PublicKeyword)
           group Path.GetFileNameWithoutExtension(file.Path) == name by $"{file.Folder}/{name}" into parts
           where !parts.Any(isNamedSo => isNamedSo)
           orderby parts.Key
           select parts.Key;

    private static bool IsAroundTypes(SyntaxNode node) => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax;

    private static string? NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier.Text,
        DelegateDeclarationSyntax declared => declared.Identifier.Text,
        _ => null,
    };
}
