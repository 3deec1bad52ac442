using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Kernels;

/// <summary>Every mistake ends as one diagnostic at its place, marked [|so|] in the source.</summary>
public sealed class DiagnosticTests
{
    private const string Methods = "static double Term(double x, double y) => x - y; static double Profile(double sum) => sum;";

    [Theory]
    [InlineData("[Kernel] readonly struct [|K|] { " + Methods + " }")]
    [InlineData("[Kernel] partial struct [|K|] { " + Methods + " }")]
    [InlineData("[Kernel] struct [|K|] { " + Methods + " }")]
    [InlineData("static partial class Outer { [Kernel] public readonly partial struct [|K|] { " + Methods + " } }")]
    [InlineData("[Kernel] readonly partial struct [|K|]<T> { " + Methods + " }")]
    [InlineData("[Kernel] readonly partial record struct [|K|] { " + Methods + " }")]
    [InlineData("[Kernel] file readonly partial struct [|K|] { " + Methods + " }")]
    [InlineData("[Kernel] readonly ref partial struct [|K|] { " + Methods + " }")]
    public void Kernel_NotAPartialReadonlyStruct_IsCte0001(string marked) => Check("CTE0001", "'K'", marked);

    [Theory]
    [InlineData("")]
    [InlineData("static double Term(double x) => x;")]
    [InlineData("static double Term(double x, double y, double z) => x + y + z;")]
    [InlineData("static double Term(float x, float y) => x - y;")]
    [InlineData("static double Term(double x, float y) => x - y;")]
    [InlineData("static int Term(int x, int y) => x - y;")]
    [InlineData("static void Term(double x, double y) { }")]
    [InlineData("static double Term(in double x, in double y) => x - y;")]
    [InlineData("static double Term<T>(double x, double y) => x - y;")]
    [InlineData("static double Term(double x, double y) => x - y; static double Term(float x, float y) => x - y;")]
    [InlineData("static double Term => 1;")]
    public void Term_MissingOrUnfit_IsCte0002(string term) =>
        Check("CTE0002", "'K'", $$"""[Kernel] readonly partial struct [|K|] { {{term}} static double Profile(double sum) => sum; }""");

    [Theory]
    [InlineData("")]
    [InlineData("static double Profile() => 1;")]
    [InlineData("static double Profile(double sum, double more) => sum;")]
    [InlineData("static float Profile(float sum) => sum;")]
    [InlineData("static float Profile(double sum) => 1;")]
    [InlineData("static double Profile(double sum) => sum; static float Profile(float sum) => sum;")]
    [InlineData("static double Profile(ref double sum) => sum;")]
    public void Profile_MissingOrUnfit_IsCte0003(string profile) =>
        Check("CTE0003", "'K'", $$"""[Kernel] readonly partial struct [|K|] { static double Term(double x, double y) => x; {{profile}} }""");

    [Theory]
    [InlineData("[|for (int i = 0; i < 3; i++) { }|] return x;", "for (int i = 0; i < 3; i++) { }")]
    [InlineData("[|while (x > y)\n{\n}|]\nreturn x;", "while (x > y)")]
    [InlineData("[|if (x > y) return x;|] return y;", "if (x > y) return x;")]
    [InlineData("double t = x; [|t = y;|] return t;", "t = y;")]
    [InlineData("double t = x; [|t += y;|] return t;", "t += y;")]
    [InlineData("double t = x; [|t++;|] return t;", "t++;")]
    [InlineData("double t = x; return y * ([|t = 2|]);", "t = 2")]
    [InlineData("[|string t = \"text\"|]; return x;", "string t = \"text\"")]
    [InlineData("double [|t|]; return x;", "t")]
    [InlineData("[|bool less = x < y|]; return less ? x : y;", "bool less = x < y")]
    [InlineData("return [|x % y|];", "x % y")]
    [InlineData("return [|x != y|] ? x : y;", "x != y")]
    [InlineData("return [|!(x < y)|] ? x : y;", "!(x < y)")]
    [InlineData("return [|x is > 0|] ? x : y;", "x is > 0")]
    [InlineData("return [|x switch { > 0 => 1.0, _ => y }|];", "x switch { > 0 => 1.0, _ => y }")]
    [InlineData("return [|(int)x|] * y;", "(int)x")]
    [InlineData("return (double)[|(long)x|] * y;", "(long)x")]
    [InlineData("return [|new[] { x, y }[0]|];", "new[] { x, y }[0]")]
    [InlineData("return [|checked(x * y)|];", "checked(x * y)")]
    [InlineData("[|int k = 7|]; return k / 2 * x;", "int k = 7")]
    [InlineData("[|var k = 7|]; return k * x;", "var k = 7")]
    [InlineData("return [|(x < y ? 3 : 5) / 2|] * x;", "(x < y ? 3 : 5) / 2")]
    [InlineData("return [|Math.Max(1, 3) / 2|] * x;", "Math.Max(1, 3) / 2")]
    [InlineData("return [|'a'|] * x;", "'a'")]
    [InlineData("[|throw new InvalidOperationException();|]", "throw new InvalidOperationException();")]
    [InlineData("[|;|] return x;", ";")]
    [InlineData("[|double T(double z) => z;|] return T(x);", "double T(double z) => z;")]
    public void Formula_UnsupportedSyntax_IsCte0004(string term, string quoted) => Check("CTE0004", $"'{quoted}'", Sources.Kernel(term));

    [Fact]
    public void Profile_UnsupportedSyntax_IsCte0004() => Check("CTE0004", "'if (sum > 1) return 1;'", Sources.Kernel("return x - y;", "[|if (sum > 1) return 1;|] return sum;"));

    [Theory]
    [InlineData("Math.Sin(x)")]
    [InlineData("Math.Pow(x, y)")]
    [InlineData("Math.Log(x, y)")]
    [InlineData("Math.Clamp(x, y, 1)")]
    [InlineData("MathF.Tanh((float)x)")]
    [InlineData("double.Abs(x)")]
    [InlineData("Own(x)")]
    [InlineData("Math.Exp(x).GetHashCode()")]
    [InlineData("Function(x)")]
    public void Formula_UnsupportedCall_IsCte0005(string call) =>
        Check("CTE0005", $"'{call}'", Sources.Kernel($"return y + [|{call}|];", members: """
            private static double Own(double x) => x;

            private static readonly Func<double, double> Function = x => x;
            """));

    [Theory]
    [InlineData("private static double _mutable = Math.Abs(-1.0);", "_mutable")]
    [InlineData("private static readonly double Shared = Math.Abs(-1.0);", "Shared")]
    [InlineData("private double Half => 0.5;", "Half")]
    [InlineData("private double Automatic { get; }", "Automatic")]
    [InlineData("private readonly int _count; public Marked(int count) => _count = count;", "_count")]
    [InlineData("private readonly decimal _scale; public Marked(decimal scale) => _scale = scale;", "_scale", "(double)")]
    [InlineData("private readonly (double Scale, double Other) _both; public Marked(double s) => _both = (s, s);", "_both.Scale")]
    [InlineData("private readonly double[] _weights; public Marked(double[] weights) => _weights = weights;", "_weights.Length")]
    [InlineData("public static readonly Marked Unit = new(1); private readonly double _scale; public Marked(double s) => _scale = s;", "Unit._scale")]
    public void Formula_UnsupportedField_IsCte0006(string members, string field, string prefix = "") =>
        Check("CTE0006", $"'{field}'", Sources.Kernel($"return x * {prefix}[|{field}|];", members: members));

    [Fact]
    public void Formula_PrimaryConstructorParameter_IsCte0006() => Check("CTE0006", "'scale'", """
        [Kernel]
        public readonly partial struct K(double scale)
        {
            private static double Term(double x, double y) => x - y;

            private double Profile(double sum) => sum * [|scale|];
        }
        """);

    [Fact]
    public void Kernel_SeveralMistakes_IsOneDiagnostic() =>
        Check("CTE0005", "'Math.Sin(x)'", Sources.Kernel("return [|Math.Sin(x)|] + Math.Cos(y);", "return Math.Tan(sum);"));

    [Theory]
    [InlineData("[2, [|0|]]", "'0'")]
    [InlineData("[2, 3, [|2|]]", "'2'")]
    [InlineData("new[] { [|-1|] }", "'-1'")]
    [InlineData("new int[] { 7, [|4097|] }", "'4097'")]
    public void Dimension_OutOfRangeOrTwice_IsCte0007(string dimensions, string quoted) =>
        Check("CTE0007", quoted, $$"""[Kernel(Dimensions = {{dimensions}})] readonly partial struct K { {{Methods}} }""");

    [Fact]
    public void Dimensions_None_AreTheGeneralLoops()
    {
        GeneratorRun run = GeneratorRun.Of("[Kernel(Dimensions = new int[0])] readonly partial struct K { " + Methods + " }");
        Assert.Empty(run.AllProblems);
        Assert.Single(run.Emitted);
    }

    [Fact]
    public void Kernel_OnAClass_IsTheCompilersError()
    {
        GeneratorRun run = GeneratorRun.Of("[Kernel] sealed partial class K { " + Methods + " }");
        Assert.Equal("CS0592", Assert.Single(run.AllProblems).Id);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Emitted);
    }

    private static void Check(string id, string quoted, string marked)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal), end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        string source = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        GeneratorRun run = GeneratorRun.Of(source);

        // The source is C# without errors, so that it is the generator that finds fault.
        Assert.DoesNotContain(run.OwnProblems, problem => problem.Severity == DiagnosticSeverity.Error);
        Assert.Null(run.Result.Exception);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal(source[start..end], run.TextAt(diagnostic));
        Assert.Equal(start, diagnostic.Location.SourceSpan.Start);
        Assert.Contains(quoted, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(run.Emitted);
    }
}
