using System.Text.RegularExpressions;

namespace CteFast.Repository.Tests;

/// <summary>What the README shows is what is run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Commands_InReadme_AreStepsOfTheCheck()
    {
        string[] commands = Block("commands").Split('\n');
        Assert.Equal(["dotnet run -c Release --project src/CteFast.Cli -- explain", "dotnet test CteFast.sln -c Release"], commands);

        string check = SourceTree.Read(".ci/run").ReplaceLineEndings("\n");
        Rule.Holds("A command of the README is no step of .ci/run:",
            commands.Where(command => !Regex.IsMatch(check, $@"^step \S+ {Regex.Escape(command)}( \|\| true)?$", RegexOptions.Multiline)));
    }

    [Fact]
    public void Example_InReadme_IsTheTestedOne()
        => Assert.Equal(Regions(SourceTree.Read("tests/CteFast.Repository.Tests/ReadmeExample.cs")), Block("example"));

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
    private static string Block(string name)
    {
        MatchCollection blocks = Matches($@"^<!-- {name} -->\n```\w+\n(.*?)\n```$", SourceTree.Read("README.md"));
        Assert.True(blocks.Count == 1, $"README.md must have one code block after <!-- {name} -->");
        return blocks[0].Groups[1].Value;
    }

    private static MatchCollection Matches(string pattern, string text)
        => Regex.Matches(text.ReplaceLineEndings("\n"), pattern, RegexOptions.Multiline | RegexOptions.Singleline);
}
