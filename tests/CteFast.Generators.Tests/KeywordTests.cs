using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators.Tests;

/// <summary>Types, fields and namespaces named by keywords, reserved ones and those that are keywords in places only, such as <c>record</c> and <c>field</c>.</summary>
public sealed class KeywordTests
{
    private const string Space = "namespace User.@class.@record.@where;";

    private static readonly string[] Keywords = [.. SyntaxFacts.GetReservedKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds())
        .Select(SyntaxFacts.GetText).Where(SyntaxFacts.IsValidIdentifier).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void Keywords_OfTheCompiler_HaveBothKinds()
        => Assert.Subset(Keywords.ToHashSet(), new HashSet<string>(["class", "event", "record", "await", "field", "partial", "where", "file", "required", "scoped", "nameof"]));

    [Fact]
    public void Network_NamedByAKeyword_Compiles()
        => Compiles(GeneratorRun.OfNetworks(Space + string.Concat(Keywords.Select(keyword => $"\n[DenseNetwork(100, 100)] internal static partial class @{keyword};"))), Keywords.Length);

    [Fact]
    public void TreeModel_NamedByAKeyword_Compiles()
        => Compiles(GeneratorRun.OfTrees([Trees.ModelText.Of(Trees.ModelText.Small())],
            Space + string.Concat(Keywords.Select(keyword => $"\n[TreeModel(\"model.json\")] public sealed partial class @{keyword};"))), Keywords.Length);

    [Theory]
    [InlineData("class")]
    [InlineData("record")]
    [InlineData("await")]
    [InlineData("field")]
    [InlineData("partial")]
    [InlineData("where")]
    [InlineData("file")]
    public void Kernel_NamedByAKeyword_Compiles(string keyword)
        => Compiles(GeneratorRun.Of($$"""
            {{Space}}

            [Kernel]
            public readonly partial struct @{{keyword}}
            {
                private readonly double @{{keyword}}1;

                private double Term(double x, double y) => x * y;

                private double Profile(double sum) => sum * @{{keyword}}1;
            }
            """), 1);

    [Fact]
    public void Kernel_FieldsNamedByKeywords_Compile()
        => Compiles(GeneratorRun.Of($$"""
            {{Space}}

            [Kernel]
            public readonly partial struct Marked
            {
            {{string.Concat(Keywords.Select(keyword => $"    private readonly double @{keyword};\n"))}}
                private double Term(double x, double y) => x * y;

                private double Profile(double sum) => sum + {{string.Join(" + ", Keywords.Select(keyword => "@" + keyword))}};
            }
            """), 1);

    private static void Compiles(GeneratorRun run, int emitted)
    {
        Assert.Empty(run.Diagnostics);
        Assert.Null(run.Result.Exception);
        Assert.Equal(emitted, run.Emitted.Count());
        Assert.DoesNotContain(run.AllProblems, problem => problem.Severity == DiagnosticSeverity.Error);
    }
}
