using System.Text.RegularExpressions;

namespace CteFast.Repository.Tests;

/// <summary>The code that guides show is code that is tested.</summary>
public sealed partial class GuideTests
{
    [Theory]
    [InlineData("docs/services.md", "ServicesGuide")]
    [InlineData("docs/tables.md", "TablesGuide")]
    [InlineData("docs/own-kernels.md", "OwnKernelsGuide")]
    [InlineData("docs/how-few-rows.md", "HowFewRowsGuide")]
    public void Code_InGuide_IsTheTestedOne(string guide, string test)
        => Assert.Equal(Regions(SourceTree.Read($"tests/CteFast.Repository.Tests/Guides/{test}.cs")), Blocks(SourceTree.Read(guide)));

    [Fact]
    public void Guides_Code_IsAllTested()
        => Rule.Holds("A guide that shows C# is named in these tests:",
            Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}")
                .Where(guide => Block().IsMatch(SourceTree.Read(guide)) && !SourceTree.Read("tests/CteFast.Repository.Tests/GuideTests.cs").Contains(guide, StringComparison.Ordinal)));

    /// <summary>What stands between the markers of a file, without common indentation.</summary>
    private static IEnumerable<string> Regions(string text)
        => from Match region in Region().Matches(text.ReplaceLineEndings("\n"))
           select Regex.Replace(region.Groups[2].Value, "^" + region.Groups[1].Value, "", RegexOptions.Multiline);

    private static IEnumerable<string> Blocks(string text) => Block().Matches(text.ReplaceLineEndings("\n")).Select(block => block.Groups[1].Value);

    [GeneratedRegex(@"^( *)// <guide>\n(.*?)\n\1// </guide>$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"^```csharp\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
