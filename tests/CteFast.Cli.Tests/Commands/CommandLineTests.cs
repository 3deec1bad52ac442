using CteFast.Cli.Commands;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("frob", "'frob'", "ctefast --help")]
    [InlineData("--frob", "'--frob'", "ctefast --help")]
    [InlineData("explain --frob", "'--frob'", "ctefast explain --help")]
    [InlineData("compress --frob --size 1", "'--frob'", "ctefast compress --help")]
    [InlineData("compress a.csv b.csv --size 1", "'b.csv' is one argument too many", "ctefast compress --help")]
    [InlineData("explain --seed", "--seed", "ctefast explain --help")]
    [InlineData("explain --METHOD tree", "there is no option '--METHOD'; write --method;", "ctefast explain --help")]
    [InlineData("explain --Method=tree", "there is no option '--Method=tree'; write --method;", "ctefast explain --help")]
    [InlineData("explain --top 3", "there is no option '--top';", "ctefast explain --help")]
    [InlineData("compress data.csv --SIZE 3", "--SIZE", "ctefast compress --help")]
    public void Run_UnknownArguments_OneLineWithTheWayToHelp(string line, params string[] parts)
        => CommandRun.Of(line.Split(' ')).AssertFailed(parts);

    [Theory]
    [InlineData("", "explain", "compress")]
    [InlineData("--help", "explain", "compress")]
    [InlineData("explain --help", "--model", "--target", "--rows", "--background-size", "--model-rows", "--design", "--seed", "--json")]
    [InlineData("compress --help", "--size", "--drop", "--no-refine", "--seed", "--output", "--json")]
    public void Run_Help_ListsWhatThereIs(string line, params string[] parts)
    {
        CommandRun run = CommandRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.All(parts, part => Assert.Contains(part, run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_FileNameWithLineBreak_StillOneLine()
        => CommandRun.Of("compress", "no\nsuch\nfile.csv", "--size", "1").AssertFailed("no such file.csv does not exist");

    [Theory]
    [InlineData(true, "explain", "--rows", "0", "--method", "permutation", "--quiet")]
    [InlineData(true, "--quiet", "explain", "--rows", "0", "--method", "permutation")]
    [InlineData(false, "explain", "--rows", "0", "--method", "permutation")]
    public void Run_Quiet_ShowsNoProgress(bool quiet, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int exitCode = CommandLine.Run(args, new Terminal(output, error) { Progress = true, ProgressDelay = TimeSpan.Zero });

        Assert.Equal(0, exitCode);
        Assert.Equal(quiet, error.ToString().Length == 0);
        Assert.Contains("Row 0", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownCommand_NamesThoseThereAre()
        => CommandRun.Of("explian").AssertFailed("there is no command 'explian'; the commands are explain, importance, effects, compress, report, model, schema, test, attribute, bench, completion; ctefast --help");

    [Theory]
    [InlineData("")]
    [InlineData("explain")]
    [InlineData("importance")]
    [InlineData("effects")]
    [InlineData("compress")]
    [InlineData("report")]
    [InlineData("model")]
    [InlineData("test")]
    [InlineData("attribute")]
    [InlineData("bench")]
    [InlineData("completion")]
    public void Run_HelpOfEveryCommand_FitsTheTerminalAndHasAnExample(string command)
    {
        using StringWriter output = new();
        string[] args = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"];
        Assert.Equal(0, CommandLine.Run(args, new Terminal(output, TextWriter.Null) { Width = 40 }));

        string[] parts = output.ToString().ReplaceLineEndings("\n").Split("\nExample");
        Assert.All(parts[0].Split('\n'), line => Assert.True(line.TrimEnd().Length <= 40, line));
        Assert.Contains($"ctefast {command}", parts[1], StringComparison.Ordinal);
    }
}
