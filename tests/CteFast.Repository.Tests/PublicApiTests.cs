using System.Reflection;

namespace CteFast.Repository.Tests;

/// <summary>What users can call stands in a file beside each library, so that a change to it is seen in review.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "CTEFAST_ACCEPT";

    public static TheoryData<string> Libraries => [.. SourceTree.Projects()
        .Where(project => project.Folder.StartsWith("src/", StringComparison.Ordinal) && !project.Folder.EndsWith(".Cli", StringComparison.Ordinal))
        .Select(project => project.Folder["src/".Length..])];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicApi_Library_IsAsListed(string library)
    {
        string path = Path.Combine(SourceTree.Root, "src", library, "PublicApi.txt");
        string[] actual = [.. PublicApi.Of(Assembly.Load(library))];
        if (Environment.GetEnvironmentVariable(Accept) is "1") File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));

        string[] listed = File.Exists(path) ? File.ReadAllLines(path) : [];
        Rule.Holds($"The public surface of {library} is as src/{library}/PublicApi.txt lists it ({Accept}=1 writes it anew):",
            actual.Except(listed).Select(line => $"new: {line}").Concat(listed.Except(actual).Select(line => $"gone: {line}")));
    }
}
