namespace CteFast.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("frob", "'frob'", "ctefast --help")]
    [InlineData("--frob", "'--frob'", "ctefast --help")]
    [InlineData("explain --frob", "'--frob'", "ctefast explain --help")]
    [InlineData("compress --frob --size 1", "'--frob'", "ctefast compress --help")]
    [InlineData("compress a.csv b.csv --size 1", "'b.csv'", "ctefast compress --help")]
    [InlineData("explain --seed", "--seed", "ctefast explain --help")]
    public void Run_UnknownArguments_OneLineWithTheWayToHelp(string line, params string[] parts)
        => CommandRun.Of(line.Split(' ')).AssertFailed(parts);

    [Theory]
    [InlineData("", "explain", "compress")]
    [InlineData("--help", "explain", "compress")]
    [InlineData("explain --help", "--model", "--target", "--rows", "--background-size", "--model-rows", "--background", "--seed", "--json")]
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
    [InlineData(true, "explain", "--rows", "0", "--model-rows", "100", "--quiet")]
    [InlineData(true, "--quiet", "explain", "--rows", "0", "--model-rows", "100")]
    [InlineData(false, "explain", "--rows", "0", "--model-rows", "100")]
    public void Run_Quiet_ShowsNoProgress(bool quiet, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int exitCode = CommandLine.Run(args, new Terminal(output, error) { Progress = true });

        Assert.Equal(0, exitCode);
        Assert.Equal(quiet, error.ToString().Length == 0);
        Assert.Contains("Row 0", output.ToString(), StringComparison.Ordinal);
    }
}
