using System.Text.RegularExpressions;

namespace CteFast.Repository.Tests;

/// <summary>What the README shows is what is run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Commands_InReadme_AreStepsOfTheCheck()
    {
        string[] commands = Block("README.md", "commands").Split('\n');
        Assert.Equal(["dotnet run -c Release --project src/CteFast.Cli -- explain", "dotnet test CteFast.sln -c Release"], commands);

        string check = SourceTree.Read(".ci/run").ReplaceLineEndings("\n");
        Rule.Holds("A command of the README is no step of .ci/run:",
            commands.Where(command => !Regex.IsMatch(check, $@"^step \S+ {Regex.Escape(command)}( \|\| true)?$", RegexOptions.Multiline)));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/README.md")]
    public void Example_InReadme_IsTheTestedOne(string readme)
        => Assert.Equal(Regions(SourceTree.Read("tests/CteFast.Repository.Tests/ReadmeExample.cs")), Block(readme, "example"));

    [Fact]
    public void Links_InReadme_LeadToFiles()
        => Rule.Holds("A link leads to a file of the repository:",
            from document in (string[])["README.md", "CONTRIBUTING.md", .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}")]
            from Match link in Regex.Matches(SourceTree.Read(document), @"\]\(([^)#:]+)\)")
            let target = Path.Combine(SourceTree.Root, Path.GetDirectoryName(document)!, link.Groups[1].Value)
            where !File.Exists(target)
            select $"{document}: {link.Groups[1].Value}");

    /// <summary>A page of a package shows its README without the repository around it.</summary>
    [Fact]
    public void Links_InPackageReadme_AreNone()
        => Assert.DoesNotContain("](", SourceTree.Read("src/README.md"), StringComparison.Ordinal);

    /// <summary>A study writes its own tables between its marks: see <c>--update</c> of the studies.</summary>
    [Fact]
    public void Tables_InMeasurements_AreThoseOfStudies()
    {
        string text = SourceTree.Read("docs/measurements.md"), studies = SourceTree.Read("benchmarks/CteFast.Studies/Program.cs");
        string[] marks = [.. Matches(@"^<!-- (study \w+|end study) -->$", text).Select(mark => mark.Groups[1].Value)];

        Rule.Holds("Marks begin and end a study in turn:", marks.Where((mark, i) => (mark == "end study") != (i % 2 == 1)));
        Rule.Holds("A study has one place:", marks.Where(mark => mark != "end study").GroupBy(mark => mark).Where(same => same.Count() > 1).Select(same => same.Key));
        Rule.Holds("What stands between marks is printed by a command of the studies:",
            marks.Where(mark => mark != "end study" && !studies.Contains($"case [\"{mark["study ".Length..]}\"", StringComparison.Ordinal)));
        Assert.True(marks.Length >= 8 && marks.Length % 2 == 0, "docs/measurements.md shows what the studies print");
    }

    /// <summary>What stands between the markers of a file, without common indentation; a blank line between two such regions.</summary>
    private static string Regions(string text)
        => string.Join("\n\n",
            from Match region in Matches(@"^( *)// <readme>\n(.*?)\n\1// </readme>$", text)
            select Regex.Replace(region.Groups[2].Value, "^" + region.Groups[1].Value, "", RegexOptions.Multiline));

    /// <summary>The code block after <c>&lt;!-- name --&gt;</c>, without its fences.</summary>
    private static string Block(string readme, string name)
    {
        MatchCollection blocks = Matches($@"^<!-- {name} -->\n```\w+\n(.*?)\n```$", SourceTree.Read(readme));
        Assert.True(blocks.Count == 1, $"{readme} must have one code block after <!-- {name} -->");
        return blocks[0].Groups[1].Value;
    }

    private static MatchCollection Matches(string pattern, string text)
        => Regex.Matches(text.ReplaceLineEndings("\n"), pattern, RegexOptions.Multiline | RegexOptions.Singleline);
}
