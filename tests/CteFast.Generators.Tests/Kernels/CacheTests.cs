using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Kernels;

public sealed class CacheTests
{
    private const string Elsewhere = "namespace User; public static class Elsewhere { public const int A = 1; }";

    private const string Broken = """
        namespace User;

        [Kernel]
        public readonly partial struct Broken
        {
            static float Profile(float sum) => sum;
        }
        """;

    [Fact]
    public void Spec_EditElsewhere_IsCached()
    {
        GeneratorRun run = GeneratorRun.Of(Sources.Gaussian, Elsewhere).With(1, Elsewhere.Replace("A = 1", "A = 2", StringComparison.Ordinal));
        CheckReused(run);
    }

    [Theory]
    [InlineData("float t = x - y;", "float t  =  x-y;")]
    [InlineData("float t = x - y;", "float t = x /* minus */ - y; // the difference")]
    [InlineData("[Kernel]", "// A comment.\n\n\n[Kernel]")]
    [InlineData("return t * t;", "return (t * t);")]
    [InlineData("_scale = -1f / squaredBandwidth", "_scale = -2f / squaredBandwidth")]
    [InlineData("namespace User;", "namespace User;\n\npublic static class More { }")]
    public void Spec_EditThatLeavesTheFormula_IsUnchanged(string before, string after)
    {
        GeneratorRun run = GeneratorRun.Of(Sources.Gaussian).With(0, Changed(before, after));
        CheckReused(run);
    }

    [Theory]
    [InlineData("return t * t;", "return t * t * t;")]
    [InlineData("return t * t;", "return t + t;")]
    [InlineData("float t = x - y;", "float t = y - x;")]
    [InlineData("sum * _scale", "sum * _scale * 2f")]
    [InlineData("MathF.Exp", "MathF.Sqrt")]
    [InlineData("[Kernel]", "[Kernel(Product = true)]")]
    [InlineData("namespace User;", "namespace Other;")]
    public void Spec_EditOfTheFormula_IsModified(string before, string after)
    {
        string changed = Changed(before, after);
        GeneratorRun first = GeneratorRun.Of(Sources.Gaussian);
        GeneratorRun second = first.With(0, changed);
        Assert.Equal([IncrementalStepRunReason.Modified], SpecReasons(second));
        Assert.Equal(IncrementalStepRunReason.Modified, SourceReason(second, "Gaussian"));
        Assert.NotEqual(first.Emitted.Single(), second.Emitted.Single());
        Assert.Equal(GeneratorRun.Of(changed).Emitted, second.Emitted);
    }

    [Fact]
    public void Source_DiagnosticComesMovesAndGoes_IsNotEmittedAnew()
    {
        GeneratorRun run = GeneratorRun.Of(Sources.Gaussian, Elsewhere);
        foreach ((string text, int problems) in new[] { (Broken, 1), ("// Further down.\n\n" + Broken, 1), (Elsewhere, 0) })
        {
            run = run.With(1, text);
            Assert.Equal(problems, run.Diagnostics.Length);
            CheckReused(run);
        }
    }

    [Fact]
    public void Diagnostic_FileMoved_PointsAtTheNewPlace()
    {
        GeneratorRun run = GeneratorRun.Of(Broken).With(0, "// Further down.\n\n" + Broken);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("Broken", run.TextAt(diagnostic));
        Assert.Equal(5, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void Source_OneOfTwoKernelsChanged_LeavesTheOther()
    {
        GeneratorRun run = GeneratorRun.Of(Sources.Triangle, Sources.Gaussian).With(1, Changed("return t * t;", "return t;"));
        Assert.Equal(2, run.Result.GeneratedSources.Length);
        Assert.Equal(IncrementalStepRunReason.Cached, SourceReason(run, "Triangle"));
        Assert.Equal(IncrementalStepRunReason.Modified, SourceReason(run, "Gaussian"));
    }

    private static string Changed(string before, string after)
    {
        Assert.Contains(before, Sources.Gaussian, StringComparison.Ordinal);
        return Sources.Gaussian.Replace(before, after, StringComparison.Ordinal);
    }

    private static void CheckReused(GeneratorRun run)
    {
        Assert.All(
            SpecReasons(run),
            reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        Assert.Equal(IncrementalStepRunReason.Cached, SourceReason(run, "Gaussian"));
    }

    private static IncrementalStepRunReason SourceReason(GeneratorRun run, string kernel)
    {
        // The steps of both outputs have one name; that of the source was made from a spec.
        var steps = run.Result.TrackedOutputSteps.Values.SelectMany(steps => steps)
            .Where(step => step.Inputs.Any(input => input.Source.Outputs[input.OutputIndex].Value.ToString()!.Contains($"Name = {kernel},", StringComparison.Ordinal)));
        return Assert.Single(Assert.Single(steps).Outputs).Reason;
    }

    private static IEnumerable<IncrementalStepRunReason> SpecReasons(GeneratorRun run) =>
        run.Result.TrackedSteps[KernelGenerator.SpecStep].SelectMany(step => step.Outputs).Select(output => output.Reason);
}
