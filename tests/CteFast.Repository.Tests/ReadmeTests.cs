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

    /// <summary>The code block after <c>&lt;!-- name --&gt;</c>, without its fences.</summary>
    private static string Block(string name)
    {
        string readme = SourceTree.Read("README.md").ReplaceLineEndings("\n");
        Match block = Regex.Match(readme, $@"^<!-- {name} -->\n```\w+\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(block.Success, $"README.md has no code block after <!-- {name} -->");
        return block.Groups[1].Value;
    }
}
