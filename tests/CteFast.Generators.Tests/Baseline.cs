using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests;

/// <summary>Emitted files that are kept beside the tests; with CTEFAST_ACCEPT=1 they are written anew.</summary>
internal static class Baseline
{
    private const string Accept = "CTEFAST_ACCEPT";

    public static void Check(GeneratedSourceResult emitted, string folder, string name, Type generator)
    {
        // A new version of the product is no change of what is emitted.
        string version = generator.Assembly.GetName().Version!.ToString();
        string actual = emitted.SourceText.ToString().Replace($"\"{version}\"", "\"0.0.0.0\"", StringComparison.Ordinal);
        string baseline = Path.Combine(Folder(folder), name + ".g.cs.txt");
        if (Environment.GetEnvironmentVariable(Accept) == "1") File.WriteAllText(baseline, actual);
        if (File.Exists(baseline) && File.ReadAllText(baseline) == actual) return;

        string received = Path.Combine(AppContext.BaseDirectory, name + ".received.g.cs.txt");
        File.WriteAllText(received, actual);
        Assert.Fail($"The emitted text differs from {baseline}: compare with {received}. If the change is meant, run this test with {Accept}=1.");
    }

    private static string Folder(string tests)
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CteFast.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests", "CteFast.Generators.Tests", tests, "Baselines");
    }
}
