using System.Text.RegularExpressions;
using CteFast.Cli.Render;

namespace CteFast.Cli.Tests;

/// <summary>The executable where things go wrong around it: full disks, closed pipes, narrow terminals, other languages, signals.</summary>
public sealed partial class ReliabilityTests : IDisposable
{
    private const string LongName = "a name that says far more than a name has to say and goes on";

    private readonly TemporaryFolder _folder = new();

    public ReliabilityTests()
    {
        _folder.Write("data.csv", $"価格,\"größe \"\"x\"\"\",{LongName},y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7}.5,{i % 5},{i * 3 % 11},{i + i / 50}\n")));
        _folder.Write("model.json", $$"""
            {"format":"ctefast-mlp/1","features":["価格","größe \"x\"","{{LongName}}"],
             "layers":[{"weights":[[1],[2],[-1]],"bias":[0.5],"activation":"identity"}]}
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("explain --rows 0")]
    [InlineData("explain --rows 0 --json -")]
    [InlineData("importance --json -")]
    [InlineData("effects --csv -")]
    [InlineData("compress data.csv --size 4 -o -")]
    [InlineData("report data.csv --model model.json --target y -o -")]
    [InlineData("test data.csv data.csv")]
    [InlineData("attribute --csv -")]
    [InlineData("completion bash")]
    [InlineData("explain --help")]
    public void Run_StandardOutputIsFull_SaysSo(string arguments)
    {
        if (OperatingSystem.IsLinux())
            Run($"$ctefast {arguments} > /dev/full").AssertFailed("standard output could not be written: No space left on device");
    }

    [Theory]
    [InlineData("explain --rows 0 --json")]
    [InlineData("importance data.csv --model model.json --target y --json")]
    [InlineData("effects --csv")]
    [InlineData("compress data.csv --size 4 -o")]
    [InlineData("report data.csv --model model.json --target y -o")]
    [InlineData("test data.csv data.csv --json")]
    [InlineData("attribute --csv")]
    [InlineData("bench --quick --json")]
    public void Run_FileCannotBeWritten_SaysSo(string arguments)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Run($"$ctefast {arguments} /dev/full").AssertFailed("/dev/full could not be written: No space left on device");
        Run($"$ctefast {arguments} /proc/out.txt").AssertFailed("/proc/out.txt could not be written");
        Run($"$ctefast {arguments} data.csv/out.txt").AssertFailed("data.csv/out.txt: the folder does not exist");
        Assert.Equal(["data.csv", "model.json"], _folder.Files);
    }

    [Fact]
    public void Run_DiskFullHalfwayThroughAFile_NothingOfItIsLeft()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // No file may be longer than eight blocks; the page is. (Without its second mapping of code, for which the runtime needs a file as well.)
        ToolRun run = Run("trap '' XFSZ; ulimit -f 8; exec $ctefast report -o report.html", ("DOTNET_EnableWriteXorExecute", "0"));

        run.AssertFailed("report.html could not be written: the file would be too large");
        Assert.Equal(["data.csv", "model.json"], _folder.Files);
    }

    [Fact]
    public void Run_FolderIsReadOnly_SaysSo()
    {
        // The superuser may write anywhere.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return;
        Directory.CreateDirectory(_folder.File("fixed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Run("$ctefast explain --rows 0 --json fixed/out.json").AssertFailed("fixed/out.json could not be written: access is denied");
    }

    [Fact]
    public void Run_ErrorsCannotBeWritten_ExitCodeAlone()
    {
        if (!OperatingSystem.IsLinux())
            return;
        ToolRun run = Run("$ctefast nonsense 2> /dev/full");
        Assert.Equal((1, "", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain --json -")]
    [InlineData("effects --csv -")]
    [InlineData("compress data.csv --size 4 -o -")]
    [InlineData("report --sample 20 --model-rows 200 -o -")]
    [InlineData("attribute --json -")]
    [InlineData("--help")]
    public void Run_ReaderOfThePipeIsGone_EndsQuietly(string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        ToolRun run = Run($"{{ $ctefast {arguments}; echo $? > code; }} | true");
        Assert.Equal(("", "", "0"), (run.Out, run.Error, File.ReadAllText(_folder.File("code")).Trim()));

        // A line is read, then no more.
        run = Run($"{{ $ctefast {arguments}; echo $? > code; }} | head -n 1 | wc -l");
        Assert.Equal(("1", "", "0"), (run.Out.Trim(), run.Error, File.ReadAllText(_folder.File("code")).Trim()));
    }

    [Theory]
    [InlineData("explain data.csv --model model.json --target y")]
    [InlineData("explain data.csv --model model.json --target y --method permutation")]
    [InlineData("importance data.csv --model model.json --target y")]
    [InlineData("effects data.csv --model model.json --target y --with 価格 --feature 'größe \"x\"'")]
    [InlineData("effects data.csv --model model.json --target y --method ice")]
    [InlineData("compress data.csv --size 20")]
    [InlineData("report data.csv --model model.json --target y -o report.html")]
    [InlineData("test data.csv data.csv")]
    [InlineData("attribute data.csv --target y --epochs 3")]
    [InlineData("attribute --epochs 3")]
    [InlineData("bench --quick")]
    [InlineData("report --help")]
    public void Run_TerminalOfFortyColumns_NoLineIsLonger(string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        ToolRun run = Run($"$ctefast {arguments}", ("COLUMNS", "40"));

        Assert.Equal(0, run.ExitCode);
        // Labels that have nothing to do with the model are told of where a loss is taken.
        if (arguments.StartsWith("importance", StringComparison.Ordinal)) Assert.StartsWith("the model's squared error", run.Error, StringComparison.Ordinal);
        else Assert.Equal("", run.Error);
        Assert.All(run.Out.Split("\nExample")[0].Split('\n'), line => Assert.True(CellText.Width(line.TrimEnd()) <= 40, line));
    }

    [Theory]
    [InlineData("explain data.csv --model model.json --target y")]
    [InlineData("explain --rows 0 --json -")]
    [InlineData("compress data.csv --size 5 --bandwidth 2.5 --json -")]
    [InlineData("effects data.csv --model model.json --target y --csv -")]
    [InlineData("report data.csv --model model.json --target y -o -")]
    public void Run_LocaleWithDecimalCommas_PrintsTheSame(string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        string plain = WithoutTimes(Run($"$ctefast {arguments}", ("LC_ALL", "C")).Out), german = WithoutTimes(Run($"$ctefast {arguments}", ("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8")).Out);

        Assert.True(plain.Length > 100);
        Assert.Equal(plain, german);
    }

    [Theory]
    [InlineData("explain IN --model model.json")]
    [InlineData("importance IN --model model.json --target y")]
    [InlineData("effects IN --model model.json")]
    [InlineData("compress IN --size 1")]
    [InlineData("compress IN --size 1 --method stream")]
    [InlineData("report IN --model model.json")]
    [InlineData("test IN data.csv")]
    [InlineData("test data.csv IN")]
    [InlineData("attribute IN --target y")]
    public void Run_TableThatIsNone_OneLine(string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        _folder.Write("empty.csv", "");
        _folder.Write("header.csv", File.ReadLines(_folder.File("data.csv")).First());
        Run("mkdir folder");

        foreach ((string table, string part) in new[] { ("empty.csv", "empty.csv: the file is empty"), ("header.csv", "header.csv: there are no rows"), ("folder", "folder is a folder"), ("none.csv", "none.csv does not exist"),
            ("/dev/null", "the file is empty"), ("- < empty.csv", "standard input: the file is empty"), ("- < header.csv", "standard input: there are no rows") })
            Run($"$ctefast {arguments.Replace("IN", table, StringComparison.Ordinal)}").AssertFailed(part);
    }

    [Theory]
    [InlineData("compress - --size 2")]
    [InlineData("compress - --size 2 --method stream")]
    [InlineData("test data.csv -")]
    [InlineData("explain data.csv --model -")]
    public void Run_StandardInputIsClosed_OneLine(string arguments)
    {
        if (OperatingSystem.IsLinux())
            Run($"timeout 60 $ctefast {arguments} <&-").AssertFailed();
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain --method permutation --rows 0-39")]
    [InlineData("explain --method gradients")]
    [InlineData("importance")]
    [InlineData("importance --method permutation")]
    [InlineData("effects")]
    [InlineData("effects --method ale")]
    [InlineData("report -o report.html")]
    public void Run_ModelOverflows_OneLineThatBlamesTheModel(string arguments)
    {
        _folder.Write("large.json", $$"""
            {"format":"ctefast-mlp/1","features":["価格","größe \"x\"","{{LongName}}"],
             "layers":[{"weights":[[1e30],[2e30],[1e30]],"bias":[1],"activation":"identity"},{"weights":[[1e30]],"bias":[0],"activation":"identity"}]}
            """);
        string[] words = arguments.Split(' ');
        CommandRun.Of([words[0], _folder.File("data.csv"), "--model", _folder.File("large.json"), "--target", "y", .. words[1..].Select(word => word == "report.html" ? _folder.File(word) : word)])
            .AssertFailed("The model returned Infinity", "row 0");
    }

    [Theory]
    [InlineData("--epochs 2147483647", "--epochs 2147483647", "take fewer epochs or larger batches")]
    [InlineData("--epochs 2147483647 --mislabel 10", "--epochs 2147483647", "take fewer epochs or larger batches")]
    [InlineData("--mislabel 2147483647", "--mislabel takes 1 to 99 percent")]
    [InlineData("--hidden 65536,65536,65536", "parameters")]
    public void Run_AttributeWithTooMuch_OneLine(string arguments, params string[] parts)
        => CommandRun.Of(["attribute", .. arguments.Split(' ')]).AssertFailed(parts);

    [Fact]
    public void Run_AttributeMoreRowsThanThereAre_ShowsAll()
        => Assert.Equal(1 + 100 * 2 * 350, CommandRun.Succeed("attribute", "--epochs", "3", "--top", "2147483647", "--csv", "-").Out.TrimEnd().Split('\n').Length);

    [Theory]
    [InlineData("")]
    [InlineData("\ufeff")]
    public void Run_ByteOrderMarkLineEndsAndPipes_AreReadAlike(string mark)
    {
        if (!ToolRun.IsPossible)
            return;
        _folder.Write("other.csv", mark + File.ReadAllText(_folder.File("data.csv")).ReplaceLineEndings("\r\n"));
        string wanted = WithoutTimes(Run("$ctefast explain data.csv --model model.json --target y --json -").Out);

        Assert.Equal(wanted, WithoutTimes(Run("$ctefast explain other.csv --model model.json --target y --json -").Out));
        Assert.Equal(wanted, WithoutTimes(Run("cat other.csv | $ctefast explain - --model model.json --target y --json -").Out));
    }

    [Theory]
    [InlineData("explain --method permutation --rows 0-9999 --model-rows 200000000 --json out.json")]
    [InlineData("importance --model-rows 2000000000 --json out.json")]
    [InlineData("importance --method permutation --repeats 10000 --json out.json")]
    [InlineData("effects --intervals 10000 --background-size 13000 --json out.json --csv out.csv")]
    [InlineData("report --sample 13000 --model-rows 2000000000 -o out.html --json out.json")]
    [InlineData("attribute --epochs 10000000 --json out.json --csv out.csv")]
    [InlineData("compress - --size 4 -o out.csv --json out.json")]
    [InlineData("compress - --size 4 --method stream -o out.csv")]
    [InlineData("test data.csv - --json out.json")]
    [InlineData("explain data.csv --model - --json out.json")]
    [InlineData("bench --json out.json")]
    public void Run_Interrupted_EndsWithNothingWritten(string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        AssertCancelled(ToolRun.Interrupt(_folder.Path, arguments, "INT"));
    }

    [Fact]
    public void Run_Terminated_EndsWithNothingWritten()
    {
        if (ToolRun.IsPossible)
            AssertCancelled(ToolRun.Interrupt(_folder.Path, "attribute --epochs 10000000 --json out.json", "TERM"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" --quiet", false)]
    public void Run_Terminal_ShowsProgressUnlessQuiet(string option, bool shown)
    {
        const string Script = "/usr/bin/script";
        if (!OperatingSystem.IsLinux() || !File.Exists(Script))
            return;
        ToolRun run = Run($"TERM=xterm {Script} -qec \"stty cols 40; $ctefast attribute --epochs 400 --json out.json{option}\" /dev/null");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(shown, run.Out.Contains("\rTraining ", StringComparison.Ordinal));
        Assert.DoesNotContain("\e[?25l", run.Out, StringComparison.Ordinal);      // the cursor is not hidden
        Assert.All(run.Out.Split('\r', '\n'), line => Assert.True(CellText.Width(line) <= 40, line));
        Assert.Equal(["data.csv", "model.json", "out.json"], _folder.Files);
    }

    private void AssertCancelled(ToolRun run)
    {
        Assert.Equal((130, "", "ctefast: cancelled"), (run.ExitCode, run.Out, run.Error.Trim()));
        Assert.Equal(["data.csv", "model.json"], _folder.Files);
    }

    private ToolRun Run(string script, params (string Name, string Value)[] environment) => ToolRun.Of(_folder.Path, script, environment);

    // Lines end elsewhere where a time is longer.
    private static string WithoutTimes(string text) => Times().Replace(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), "");

    [GeneratedRegex(@"""elapsedMs"":[\d.E+-]+|[\d.,]+ m?s\b")]
    private static partial Regex Times();
}
