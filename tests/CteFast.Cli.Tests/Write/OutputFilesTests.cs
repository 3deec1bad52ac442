using CteFast.Cli.Shell;
using CteFast.Cli.Write;

namespace CteFast.Cli.Tests.Write;

/// <summary>Several results are written, or none of them.</summary>
public sealed class OutputFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Several_AllAndNothingElse()
    {
        _folder.Write("b", "before");

        Write(("a", "1"), ("b", "2"), ("c", "3"));

        Assert.Equal(["a", "b", "c"], _folder.Files);
        Assert.Equal("123", Read("a") + Read("b") + Read("c"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Write_OneCannotTakeItsName_NoneIsLeftAndOldOnesAreAsBefore(int place)
    {
        // A folder takes a temporary file beside it, and no file takes its name.
        Directory.CreateDirectory(_folder.File("folder"));
        _folder.Write("old", "before");
        List<(string, string)> results = [("new", "1"), ("old", "2")];
        results.Insert(place, ("folder", "3"));

        InputException e = Assert.Throws<InputException>(() => Write([.. results]));

        Assert.Contains("folder could not be written", e.Message, StringComparison.Ordinal);
        Assert.Equal(["old"], _folder.Files);
        Assert.Equal("before", Read("old"));
    }

    [Fact]
    public void Write_OneHasNoFolder_NoneIsLeft()
    {
        Assert.Throws<InputException>(() => Write(("a", "1"), ("none/b", "2")));
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Write_StandardOutputFails_NoFileIsLeft()
    {
        using StreamWriter full = new(new OutputStream(new FullStream()));
        Terminal terminal = new(full, TextWriter.Null);

        Assert.Throws<InputException>(() => OutputFile.Write([(_folder.File("a"), "1"), ("-", "2")], terminal));

        Assert.Empty(_folder.Files);
        full.BaseStream.Dispose();
    }

    [Fact]
    public void Write_DeviceIsFull_NoFileIsLeft()
    {
        if (!File.Exists("/dev/full"))
            return;
        InputException e = Assert.Throws<InputException>(() => Write(("a", "1"), ("/dev/full", "2")));

        Assert.Contains("/dev/full could not be written", e.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Write_LinkToADevice_IsWrittenTo()
    {
        if (!File.Exists("/dev/full"))
            return;
        string link = File.CreateSymbolicLink(_folder.File("link"), "/dev/full").FullName;

        InputException e = Assert.Throws<InputException>(() => Write(("a", "1"), ("link", "2")));

        Assert.Contains("link could not be written", e.Message, StringComparison.Ordinal);
        Assert.Equal("/dev/full", new FileInfo(link).LinkTarget);
        Assert.False(File.Exists(_folder.File("a")));
    }

    [Fact]
    public void Write_LinkToAFileThatIsNotThere_CreatesIt()
    {
        File.CreateSymbolicLink(_folder.File("link"), "target");

        Write(("link", "1"));

        Assert.Equal("target", new FileInfo(_folder.File("link")).LinkTarget);
        Assert.Equal("1", Read("target"));
    }

    [Fact]
    public void Write_LinkIntoAFolderThatIsNotThere_SaysSoOfTheLink()
    {
        File.CreateSymbolicLink(_folder.File("link"), "none/target");

        InputException e = Assert.Throws<InputException>(() => Write(("a", "1"), ("link", "2")));

        Assert.EndsWith("link could not be written: its folder does not exist", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LinkToItself_OneLineOfIt()
    {
        File.CreateSymbolicLink(_folder.File("loop"), "loop");

        InputException e = Assert.Throws<InputException>(() => Write(("a", "1"), ("loop", "2")));

        Assert.Contains("loop could not be written", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("a")));
    }

    [Fact]
    public void Withdraw_ResultReplacedByAFolder_WhatWasThereStaysBesideIt()
    {
        string path = _folder.Write("old", "before");
        using (StagedFile file = new(path, "after"))
        {
            file.Publish(keepsOld: true);
            File.Delete(path);
            Directory.CreateDirectory(path);
            Assert.ThrowsAny<Exception>(file.Withdraw);
        }

        Assert.Equal("before", File.ReadAllText(Assert.Single(Directory.EnumerateFiles(_folder.Path))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_FolderOfResults_StaysOnlyIfItWasThere(bool wasThere)
    {
        string folder = _folder.File("pictures");
        if (wasThere) Directory.CreateDirectory(folder);

        Assert.Throws<InputException>(() => OutputFile.Write([(Path.Combine(folder, "a.svg"), "1"), (_folder.File("none/b"), "2")], new Terminal(TextWriter.Null, TextWriter.Null), folder));

        Assert.Equal(wasThere, Directory.Exists(folder));
        Assert.Empty(wasThere ? Directory.EnumerateFiles(folder) : []);
        OutputFile.Write([(Path.Combine(folder, "a.svg"), "1")], new Terminal(TextWriter.Null, TextWriter.Null), folder);
        Assert.Equal("1", File.ReadAllText(Path.Combine(folder, "a.svg")));
    }

    private void Write(params (string Name, string Text)[] results)
        => OutputFile.Write([.. results.Select(result => (result.Name.StartsWith('/') ? result.Name : _folder.File(result.Name), result.Text))], new Terminal(TextWriter.Null, TextWriter.Null));

    private string Read(string name) => File.ReadAllText(_folder.File(name));

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");
    }
}
