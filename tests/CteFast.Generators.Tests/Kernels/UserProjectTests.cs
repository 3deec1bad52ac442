using System.Reflection;
using System.Runtime.Loader;
using CteFast.Kernels;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators.Tests.Kernels;

/// <summary>Kernels in projects that are not ours: other settings, other names.</summary>
public sealed class UserProjectTests
{
    [Theory]
    [InlineData(Sources.Gaussian)]
    [InlineData(Sources.Triangle)]
    public void Kernel_OldestLanguageWithoutUnsafe_Compiles(string source)
    {
        GeneratorRun run = GeneratorRun.Of(TestReferences.Core, LanguageVersion.CSharp13, source);
        Assert.Equal("10.0.0.0", run.Output.GetSpecialType(SpecialType.System_Object).ContainingAssembly.Identity.Version.ToString());
        Assert.Empty(run.Diagnostics);
        Assert.Single(run.Emitted);
        Assert.Empty(run.AllProblems);
    }

    [Theory]
    // Fields named as what the emitted code names its own.
    [InlineData("private readonly double x; public Marked(double v) => x = v;", "return sum * x;", 10 * 3)]
    [InlineData("private readonly double sum; public Marked(double v) => sum = v;", "return sum + this.sum;", 10 + 3)]
    [InlineData("private readonly double rows; public Marked(double v) => rows = v;", "return sum * rows;", 10 * 3)]
    [InlineData("private readonly double stride; public Marked(double v) => stride = v;", "return sum * this.stride;", 10 * 3)]
    [InlineData("private readonly double block; public Marked(double v) => block = v;", "return sum * block;", 10 * 3)]
    [InlineData("private readonly double @class; public Marked(double v) => @class = v;", "return sum * @class;", 10 * 3)]
    [InlineData("private readonly double _a, a; public Marked(double v) => (_a, a) = (v, 2 * v);", "return sum * _a + a;", 10 * 3 + 6)]
    [InlineData("private readonly float _a; public Marked(double v) => _a = (float)v;", "return sum * _a;", 10 * 3)]
    [InlineData("public Marked(double v) { }", "double f_a = 1, v_sum = 2, x = f_a; return sum * v_sum + x;", 21)]
    [InlineData("public Marked(double v) { }", "double @double = 2; return sum * @double;", 20)]
    // Constants at the ends of what a double holds.
    [InlineData("public Marked(double v) { }", "return sum < double.PositiveInfinity ? sum : 0;", 10)]
    [InlineData("public Marked(double v) { }", "return sum > double.NegativeInfinity ? sum : 0;", 10)]
    [InlineData("public Marked(double v) { }", "return sum < double.NaN ? 0 : sum;", 10)]
    [InlineData("public Marked(double v) { }", "return sum < float.MaxValue ? sum * double.Epsilon / double.Epsilon : 0;", double.NaN, 10.0)]
    [InlineData("public Marked(double v) { }", "return 1 / (-0.0 * sum);", double.NegativeInfinity)]
    [InlineData("public Marked(double v) { }", "return 1 / (sum * -0.0) * 1e300;", double.NegativeInfinity)]
    [InlineData("public Marked(double v) { }", "return sum * 10000000000 - (100000000000 - 16384);", 16384)]
    // Arguments by name, in another order than the parameters.
    [InlineData("public Marked(double v) { }", "return Math.FusedMultiplyAdd(z: 5, x: sum, y: 2);", 25)]
    [InlineData("public Marked(double v) { }", "return Math.Max(1, 3) * sum;", 30)]
    [InlineData("public Marked(double v) { }", "const int k = 7; return k / 2 * sum;", 30)]
    [InlineData("public Marked(double v) { }", "return (sum < 20 ? 1 : 2) * sum;", 10)]
    public void Evaluate_TrickyNamesAndNumbers_GivesTheFormulasValue(string members, string profile, double expected, double? inDouble = null)
    {
        object kernel = Made(Sources.Kernel("return x * y;", profile, members), "User.Marked");
        Assert.Equal(inDouble ?? expected, ((IKernel<double>)kernel).Evaluate([1, 3], [1, 3]));
        Assert.Equal((float)expected, ((IKernel<float>)kernel).Evaluate([1, 3], [1, 3]));
        CheckFill<double>(kernel, inDouble ?? expected);
        CheckFill(kernel, (float)expected);
    }

    [Fact]
    public void Kernel_NamespaceNamedMath_StillFindsTheFunctions()
    {
        const string Source = """
            namespace User.Math { internal static class Something { } }

            namespace User
            {
                [Kernel]
                public readonly partial struct Marked
                {
                    public Marked(double v) { }

                    private static double Term(double x, double y) => System.Math.Abs(x - y);

                    private static double Profile(double sum) => System.Math.Sqrt(sum);
                }
            }
            """;
        Assert.Equal(2, ((IKernel<double>)Made(Source, "User.Marked")).Evaluate([1, 2], [2, 5]));
    }

    [Fact]
    public void Kernel_InTwoParts_IsReadFromBoth()
    {
        const string Head = "namespace User; [Kernel] public partial struct Marked { public Marked(double v) => _v = v; static double Term(double x, double y) => x * y; }";
        const string Rest = "namespace User; public readonly partial struct Marked { private readonly double _v; double Profile(double sum) => sum * _v; }";
        Assert.Equal(30, ((IKernel<double>)Made(Head, "User.Marked", Rest)).Evaluate([1, 3], [1, 3]));
    }

    [Fact]
    public void Evaluate_PointsOfDifferentLength_Throws()
    {
        var kernel = (IKernel<double>)Made(Sources.Kernel("return x * y;", members: "public Marked(double v) { }"), "User.Marked");
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => kernel.Evaluate([1, 2], [1, 2, 3])).ParamName);
    }

    private static void CheckFill<T>(object kernel, T expected)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        const int Features = 2, Block = 16;
        var points = new T[Features * Block];
        for (int i = 0; i < Block; i++) (points[i], points[Block + i]) = (T.One, T.CreateChecked(3));
        var values = new T[Block * Block];
        ((IKernel<T>)kernel).Fill(ref points[0], Block, ref points[0], 1, Features, ref values[0], Block);
        Assert.Equal(Enumerable.Repeat(expected, values.Length), values);
    }

    /// <summary>A kernel of the value 3, compiled and loaded.</summary>
    private static object Made(string source, string type, params string[] more)
    {
        GeneratorRun run = GeneratorRun.Of([source, .. more]);
        Assert.Empty(run.Diagnostics);
        Assert.DoesNotContain(run.AllProblems, problem => problem.Severity == DiagnosticSeverity.Error);
        using var image = new MemoryStream();
        Assert.True(run.Output.Emit(image).Success);
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        return Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!, 3.0)!;
    }
}
