using CteFast.Cli.Read;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Tests.Read;

/// <summary>A table that is replaced or changed while it is read.</summary>
public sealed class HeldFileTests : IDisposable
{
    private const string Table = "a,b\n1,2\n3,4\n5,6\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_AnotherFileTookTheName_ThoseOfTheFirst()
    {
        if (OperatingSystem.IsWindows())
            return;
        using CsvFile file = Open();
        File.Move(_folder.Write("new.csv", "c\n7\n"), _folder.File("data.csv"), overwrite: true);

        Assert.Equal(["5,6", "1,2"], file.Lines([2, 0]));
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], file.ReadNumbers([0, 1]).Values.ToArray());
        Assert.Equal(4, file.CountLines() - 1);
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n1,2\n3,4\n5,7\n")]
    [InlineData("a,b\n1,2\n3,4\n5,6\n7,8\n")]
    public void Read_FileChanged_RefusedByName(string text)
    {
        if (OperatingSystem.IsWindows())
            return;
        using CsvFile file = Open();
        Change(text);

        foreach (Action read in (Action[])[() => file.Lines([0]), () => file.ReadNumbers([0]), () => file.CountLines(), () => file.OpenRows()])
            Assert.Contains("data.csv changed while it was read; run the command again", Assert.Throws<InputException>(read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileChangesBetweenTwoRows_RefusedAtTheEnd()
    {
        if (OperatingSystem.IsWindows())
            return;
        using CsvFile file = Open();
        using CsvRows rows = file.OpenRows();
        Assert.True(rows.Read());
        Change(Table + "7,8\n");

        Assert.Throws<InputException>(() =>
        {
            while (rows.Read())
            {
            }
        });
    }

    [Fact]
    public void Lines_NoSuchRow_Refused()
    {
        using CsvFile file = Open();

        Assert.Contains("has no row 3", Assert.Throws<InputException>(() => file.Lines([0, 3, 4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenRows_TwoAtOneTime_EachFromItsPlace()
    {
        using CsvFile file = Open();
        using CsvRows first = file.OpenRows(), second = file.OpenRows();

        Assert.True(first.Read() && first.Read() && second.Read());
        Assert.Equal(("3,4", "1,2"), (first.Text, second.Text));
    }

    private CsvFile Open() => CsvFile.Open(_folder.Write("data.csv", Table), new Terminal(TextWriter.Null, TextWriter.Null), CancellationToken.None);

    private void Change(string text)
    {
        // In place, as an editor or a log does; and never within the clock's resolution.
        using (FileStream stream = new(_folder.File("data.csv"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        File.SetLastWriteTimeUtc(_folder.File("data.csv"), DateTime.UtcNow.AddSeconds(2));
    }
}
