using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Kernels;

public sealed class BaselineTests
{
    [Theory]
    [InlineData("Gaussian", Sources.Gaussian)]
    [InlineData("Triangle", Sources.Triangle)]
    public void Emit_Kernel_GivesTheBaseline(string name, string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.Empty(run.Diagnostics);
        GeneratedSourceResult emitted = Assert.Single(run.Result.GeneratedSources);
        Assert.Equal(name == "Gaussian" ? "User.Gaussian.g.cs" : "Triangle.g.cs", emitted.HintName);

        Baseline.Check(emitted, "Kernels", name, typeof(KernelGenerator));
    }

    [Theory]
    [InlineData(Sources.Gaussian)]
    [InlineData(Sources.Triangle)]
    public void Emit_Kernel_CompilesWithoutWarnings(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.Single(run.Emitted);
        Assert.Empty(run.AllProblems);
    }

    [Fact]
    public void Emit_ForeignCulture_IsTheSame()
    {
        string expected = GeneratorRun.Of(Sources.Triangle).Emitted.Single();
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            var german = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NegativeSign = "−";
            System.Globalization.CultureInfo.CurrentCulture = german;
            Assert.Equal("2,5", 2.5.ToString());
            Assert.Equal(expected, GeneratorRun.Of(Sources.Triangle).Emitted.Single());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Emit_AnyPlatform_EndsLinesWithLineFeeds() => Assert.DoesNotContain('\r', GeneratorRun.Of(Sources.Gaussian.ReplaceLineEndings("\r\n")).Emitted.Single());
}
