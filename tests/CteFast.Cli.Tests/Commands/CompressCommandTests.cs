using System.Text;

namespace CteFast.Cli.Tests.Commands;

public sealed class CompressCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs on a file with both outputs, which must not come to be.</summary>
    private CommandRun Run(string csv, params string[] options)
    {
        string data = _folder.Write("data.csv", csv);
        CommandRun run = CommandRun.Of(
            ["compress", data, "--output", _folder.File("out.csv"), "--json", _folder.File("out.json"), .. options]);
        Assert.Equal(["data.csv"], _folder.Files);
        return run;
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3 (row 1)", "1 field")]
    [InlineData("a,b\n1,2\n3,red\n", "line 3 (row 1)", "column 'b'", "'red' is not a number")]
    [InlineData("a,b\n1,red\n3,2\n", "line 2 (row 0)", "column 'b'", "'red' is not a number, but other cells of the column (1) are")]
    [InlineData("a,b\n1,Infinity\n3,4\n", "line 2 (row 0)", "column 'b'", "not finite")]
    [InlineData("", "the file is empty")]
    [InlineData("a,b\n", "no rows")]
    [InlineData("a,a\n1,2\n", "2 columns are called 'a'")]
    [InlineData("a,b\n1,\"2\n", "quote")]
    public void Compress_BadTable_NamesThePlaceAndWritesNothing(string csv, params string[] parts)
        => Run(csv, "--size", "1").AssertFailed([_folder.File("data.csv"), .. parts]);

    [Theory]
    [InlineData("0", "--size takes a whole number from 1 to 2147483647, not '0'")]
    [InlineData("-1", "--size takes a whole number from 1 to 2147483647, not '-1'")]
    [InlineData("1.5", "--size takes a whole number from 1 to 2147483647, not '1.5'")]
    [InlineData("99999999999", "--size takes a whole number from 1 to 2147483647")]
    [InlineData("3", "--size 3", "has 2 rows; choose 1 to 2")]
    public void Compress_SizeOutOfRange_Said(string size, params string[] parts)
        => Run("a,b\n1,2\n3,4\n", "--size", size).AssertFailed(parts);

    [Fact]
    public void Compress_DropsUnknownColumn_NamesTheColumnsThereAre()
        => Run("a,b\n1,2\n", "--size", "1", "--drop", "c").AssertFailed("no column 'c'", "'a', 'b'");

    [Fact]
    public void Compress_DropsEveryColumn_Said()
        => Run("a,b\n1,2\n", "--size", "1", "--drop", "a", "--drop", "b").AssertFailed("no column is left to be a feature", "--drop COL");

    [Fact]
    public void Compress_NoSize_SaidWithTheWayToHelp()
        => CommandRun.Of("compress", "data.csv").AssertFailed("--size", "ctefast compress --help");

    [Fact]
    public void Compress_MissingFile_Said()
        => CommandRun.Of("compress", _folder.File("none.csv"), "--size", "1").AssertFailed("none.csv does not exist");

    [Fact]
    public void Compress_Folder_Said()
        => CommandRun.Of("compress", _folder.Path, "--size", "1").AssertFailed(_folder.Path, "is a folder");

    [Fact]
    public void Compress_OutputWouldReplaceTheData_SaidAndDataKept()
    {
        string data = _folder.Write("data.csv", "a\n1\n");

        CommandRun.Of("compress", data, "--size", "1", "--output", data).AssertFailed("--output", "choose another file");

        Assert.Equal("a\n1\n", File.ReadAllText(data));
    }

    [Fact]
    public void Compress_OtherEncoding_SaidRatherThanCharactersReplaced()
    {
        string data = _folder.File("data.csv");
        File.WriteAllText(data, "größe\n1\n", Encoding.Latin1);

        CommandRun.Of("compress", data, "--size", "1", "--output", "-").AssertFailed(data, "the bytes are no text in utf-8", "--encoding NAME");
    }

    [Fact]
    public void Compress_BothOutputsInOnePlace_Said()
        => CommandRun.Of("compress", "data.csv", "--size", "1", "--output", "-", "--json", "-").AssertFailed("--json -", "choose another");

    [Fact]
    public void Compress_OutputFolderMissing_SaidBeforeAnythingIsRead()
        => CommandRun.Of("compress", "none.csv", "--size", "1", "--json", _folder.File("none/out.json"))
            .AssertFailed("the folder does not exist");
}
