using CteFast.Cli.Shell;
using CteFast.Cli.Write;

namespace CteFast.Cli.Tests.Write;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Terminal _terminal = new(new StringWriter(), new StringWriter());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_NewFile_OnlyItIsThere()
    {
        OutputFile.Write(_folder.File("out.json"), "text", _terminal);

        Assert.Equal(["out.json"], _folder.Files);
        Assert.Equal("text", File.ReadAllText(_folder.File("out.json")));
    }

    /// <summary>A killed process cannot remove its temporary file; the next one that writes to the folder does. Others' files stay.</summary>
    [Fact]
    public void Write_FilesOfProcessesThatNoLongerRun_AreRemoved()
    {
        string dead = $".ctefast-{Environment.MachineName}-{int.MaxValue}-0123.tmp", running = $".ctefast-{Environment.MachineName}-{Environment.ProcessId}-0123.tmp";
        string[] others = [".0123.tmp", running, $".ctefast-elsewhere-{int.MaxValue}-0123.tmp", $".ctefast-{Environment.MachineName}-x-0123.tmp"];
        foreach (string name in (string[])[dead, .. others]) _folder.Write(name, "");

        OutputFile.Write(_folder.File("out.json"), "text", _terminal);

        Assert.Equal(((string[])[.. others, "out.json"]).Order(), _folder.Files);
    }

    [Fact]
    public void Write_ExistingFile_Replaced()
    {
        string path = _folder.Write("out.json", "a longer text that was there before");

        OutputFile.Write(path, "text", _terminal);

        Assert.Equal("text", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherExecute)]
    public void Write_ExistingFile_KeepsItsMode(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        string path = _folder.Write("out.json", "before");
        File.SetUnixFileMode(path, mode);

        OutputFile.Write(path, "text", _terminal);

        Assert.Equal(("text", mode), (File.ReadAllText(path), File.GetUnixFileMode(path)));
    }

    [Fact]
    public void Write_NameCannotBeTaken_MessageAndNothingLeft()
    {
        Directory.CreateDirectory(_folder.File("out.json"));

        InputException e = Assert.Throws<InputException>(() => OutputFile.Write(_folder.File("out.json"), "text", _terminal));

        Assert.Contains("out.json could not be written", e.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Write_SymbolicLink_WritesWhereItPoints()
    {
        string target = _folder.Write("target.json", "before");
        File.CreateSymbolicLink(_folder.File("link.json"), target);

        OutputFile.Write(_folder.File("link.json"), "text", _terminal);

        Assert.Equal("text", File.ReadAllText(target));
        Assert.NotNull(File.ResolveLinkTarget(_folder.File("link.json"), returnFinalTarget: false));
    }

    [Fact]
    public void Write_Dash_StandardOutput()
    {
        OutputFile.Write("-", "text", _terminal);

        Assert.Equal("text", _terminal.Out.ToString());
    }

    [Theory]
    [InlineData("", "needs the name of a file")]
    [InlineData(".", "is a folder")]
    [InlineData("none/out.json", "the folder does not exist")]
    [InlineData("in.csv", "already reads or writes this")]
    public void Check_CannotBeWritten_Said(string name, string expected)
    {
        string path = name.Length == 0 ? "" : _folder.File(name);

        InputException e = Assert.Throws<InputException>(() => OutputFile.Check(path, "--json", _folder.File("in.csv"), null));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("--json ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-")]
    public void Check_NoFile_Fine(string? path)
        => OutputFile.Check(path, "--json", "in.csv", null);
}
