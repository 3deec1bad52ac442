using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators.Tests.Dense;

public sealed class NetworkBaselineTests
{
    [Theory]
    [InlineData("Small", "namespace User; /** <summary>Mine.</summary> */ [DenseNetwork(9, 3, Activation = Activation.Tanh, Loss = Loss.SoftmaxCrossEntropy)] public static partial class Mine;")]
    [InlineData("Wide", "namespace User; /** <summary>Mine.</summary> */ [DenseNetwork(784, 512, 1, Loss = Loss.Logistic)] public partial class Mine;")]
    public void Emit_Network_GivesTheBaseline(string name, string source)
    {
        GeneratorRun run = GeneratorRun.OfNetworks(source);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllProblems);
        GeneratedSourceResult emitted = Assert.Single(run.Result.GeneratedSources);
        Assert.Equal("User.Mine.g.cs", emitted.HintName);
        Baseline.Check(emitted, "Dense", name, typeof(DenseNetworkGenerator));
    }

    [Theory]
    [InlineData("namespace User; [DenseNetwork(4, 2)] internal partial class Mine { private int Store, Layer4x2Single; }")]
    [InlineData("namespace User { [DenseNetwork(new[] { 4, 2, 5, 4, 2 })] sealed partial class Mine : IDisposable { public void Dispose() { } } }")]
    [InlineData("namespace User; [DenseNetwork(64, 32, 10, Loss = (Loss)2)] public abstract partial class Mine;")]
    [InlineData("[DenseNetwork(1, 1)] static partial class @class;")]
    [InlineData("namespace User; [DenseNetwork(1, 1)] public partial record Mine;", 0)]
    public void Emit_ClassOfAnyForm_Compiles(string source, int emitted = 1)
    {
        GeneratorRun run = GeneratorRun.OfNetworks(source);
        Assert.Equal(emitted, run.Emitted.Count());
        Assert.DoesNotContain(run.AllProblems, problem => problem.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Emit_OldestLanguageWithoutUnsafe_Compiles()
    {
        GeneratorRun run = GeneratorRun.Of(new DenseNetworkGenerator(), TestReferences.WithAttribution, LanguageVersion.CSharp13, "CteFast.Attribution.Models", [],
            ["namespace User; [DenseNetwork(64, 32, 10, Loss = Loss.SoftmaxCrossEntropy)] internal static partial class Mine;"]);
        Assert.Equal("10.0.0.0", run.Output.GetSpecialType(SpecialType.System_Object).ContainingAssembly.Identity.Version.ToString());
        Assert.Single(run.Emitted);
        Assert.Empty(run.AllProblems);
    }
}
