namespace CteFast.Cli.Tests.Commands;

public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("ctefast ex", "explain")]
    [InlineData("ctefast explain --back", "--background-size")]
    [InlineData("ctefast completion ", "zsh")]
    public void Complete_LineBegun_OffersTheWord(string line, string word)
        => Assert.Contains(word, Words(line, line.Length));

    [Fact]
    public void Complete_CursorInTheLine_LooksAtWhatIsBeforeIt()
        => Assert.Equal(["explain"], Words("ctefast ex --json out.json", "ctefast ex".Length));

    [Theory]
    [InlineData("ctefast", "7")]
    [InlineData("", "0")]
    [InlineData("ctefast explain \"unclosed", "1000000")]
    [InlineData("ctefast ex", "-5")]
    [InlineData("ctefast ex", "x")]
    public void Complete_AnyLine_DoesNotFail(string line, string position)
        => Assert.Equal(0, CommandRun.Of("complete", line, position).ExitCode);

    [Theory]
    [InlineData("bash", "complete -o default -F _ctefast ctefast")]
    [InlineData("zsh", "compdef _ctefast ctefast")]
    [InlineData("fish", "complete -c ctefast")]
    [InlineData("powershell", "Register-ArgumentCompleter")]
    public void Completion_Shell_PrintsItsScript(string shell, string part)
        => Assert.Contains(part, CommandRun.Of("completion", shell).Out, StringComparison.Ordinal);

    [Fact]
    public void Completion_UnknownShell_SaysWhichThereAre()
    {
        CommandRun run = CommandRun.Of("completion", "tcsh");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bash, zsh, fish, powershell, not 'tcsh'", run.Error, StringComparison.Ordinal);
    }

    private static string[] Words(string line, int position)
        => CommandRun.Of("complete", line, $"{position}").Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
