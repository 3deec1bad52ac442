using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Kernels;

public sealed class BaselineTests
{
    private const string Accept = "CTEFAST_ACCEPT";

    [Theory]
    [InlineData("Gaussian", Sources.Gaussian)]
    [InlineData("Triangle", Sources.Triangle)]
    public void Emit_Kernel_GivesTheBaseline(string name, string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.Empty(run.Diagnostics);
        GeneratedSourceResult emitted = Assert.Single(run.Result.GeneratedSources);
        Assert.Equal(name == "Gaussian" ? "User.Gaussian.g.cs" : "Triangle.g.cs", emitted.HintName);

        // A new version of the product is no change of what is emitted.
        string version = typeof(KernelGenerator).Assembly.GetName().Version!.ToString();
        string actual = emitted.SourceText.ToString().Replace($"\"{version}\"", "\"0.0.0.0\"", StringComparison.Ordinal);
        string file = name + ".g.cs.txt";
        if (Environment.GetEnvironmentVariable(Accept) == "1") File.WriteAllText(Path.Combine(Folder(), file), actual);
        string baseline = Path.Combine(Folder(), file);
        if (File.Exists(baseline) && File.ReadAllText(baseline) == actual) return;

        string received = Path.Combine(AppContext.BaseDirectory, name + ".received.g.cs.txt");
        File.WriteAllText(received, actual);
        Assert.Fail($"The emitted text differs from {baseline}: compare with {received}. If the change is meant, run this test with {Accept}=1.");
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

    private static string Folder()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CteFast.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests", "CteFast.Generators.Tests", "Kernels", "Baselines");
    }
}
