using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Rows;

public sealed class RowTests
{
    private const string Loan = """
        namespace User; internal enum Use { Car, House, Home = House }
        [FeatureRow] internal readonly partial record struct Loan([NotAFeature] string Id, double Income, [Feature("city")] string? City, bool Owner, float? Age, Use? Use,
            [Feature(Group = "size")] int Width, [Feature(Group = "size")] int @class);
        """;
    private const string Elsewhere = "namespace User; public static class Elsewhere { public const int A = 1; }";

    private static GeneratorRun Run(params string[] files) => GeneratorRun.OfRows(files);

    [Fact]
    public void Emit_Row_GivesTheBaseline()
    {
        GeneratorRun run = Run(Loan);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllProblems);
        Baseline.Check(Assert.Single(run.Result.GeneratedSources), "Rows", "Loan", typeof(FeatureRowGenerator));
    }

    [Theory]
    [InlineData("[FeatureRow] internal partial struct Mine { public float A; public string B { get; set; } public bool? C { get; init; } }")]
    [InlineData("[FeatureRow] public partial class Mine { public double? A { get; set; } public DayOfWeek B { get; set; } public int? C { get; set; } }")]
    [InlineData("[FeatureRow] public sealed partial record Mine(float A) { public bool B { get; init; } }")]
    public void Emit_TypeOfAnyForm_Compiles(string source)
    {
        GeneratorRun run = Run(source);
        Assert.Single(run.Emitted);
        Assert.DoesNotContain(run.AllProblems, problem => problem.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("[FeatureRow] public record struct Mine(float A);", "CTE0301", "Mine")]
    [InlineData("[FeatureRow] public partial record struct Mine<T>(float A);", "CTE0301", "Mine")]
    [InlineData("[FeatureRow] public abstract partial record Mine(float A);", "CTE0301", "Mine")]
    [InlineData("[FeatureRow] public partial class Mine(float a) { public float A { get; set; } = a; }", "CTE0301", "Mine")]
    [InlineData("public record Base; [FeatureRow] public partial record Mine(float A) : Base;", "CTE0301", "Mine")]
    [InlineData("public partial class Outer { [FeatureRow] public partial record struct Mine(float A); }", "CTE0301", "Mine")]
    [InlineData("[FeatureRow] public partial record struct Mine(float A, DateTime B);", "CTE0302", "B")]
    [InlineData("[FeatureRow] public partial record struct Mine(float A, float[] B);", "CTE0302", "B")]
    [InlineData("[FeatureRow] public partial record struct Mine(float A) { public float B => A; }", "CTE0302", "B")]
    [InlineData("[FeatureRow] public partial record struct Mine(float A, [Feature(\"A\")] float B);", "CTE0303", "B")]
    [InlineData("[FeatureRow] public partial record struct Mine([Feature(\"\")] float A);", "CTE0303", "A")]
    [InlineData("[FeatureRow] public partial record struct Mine(float Features);", "CTE0303", "Features")]
    [InlineData("[FeatureRow] public partial record struct Mine([NotAFeature] float A);", "CTE0304", "Mine")]
    [InlineData("[FeatureRow] public partial record struct Mine([Feature(Group = \"g\")] float A, float B);", "CTE0305", "A")]
    public void Type_ThatIsNoRow_IsAnError(string source, string id, string at)
    {
        GeneratorRun run = Run(source);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal((id, at), (diagnostic.Id, run.TextAt(diagnostic)));
        Assert.Empty(run.Emitted);
    }

    [Fact]
    public void Spec_EditElsewhereOrMoved_IsReused()
    {
        GeneratorRun run = Run(Loan, Elsewhere);
        Assert.All(Reasons(run.With(1, Elsewhere.Replace("1;", "2;", StringComparison.Ordinal))), IsReused);
        Assert.All(Reasons(run.With(0, "// Further down.\n\n" + Loan)), IsReused);
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(run.With(0, Loan.Replace("Income", "Salary", StringComparison.Ordinal))));
    }

    private static void IsReused(IncrementalStepRunReason reason) => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run) =>
        run.Result.TrackedSteps[FeatureRowGenerator.SpecStep].SelectMany(step => step.Outputs).Select(output => output.Reason);
}
