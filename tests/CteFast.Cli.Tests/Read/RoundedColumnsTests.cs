using System.Globalization;
using CteFast.Cli.Read;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Tests.Read;

/// <summary>Columns whose numbers single precision changes are named, once and no others.</summary>
public sealed class RoundedColumnsTests : IDisposable
{
    private const string Model = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\nfeature_names=id\n"
        + "feature_infos=[0:9]\n\nTree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1000000000\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=0.25 0.5\n\nend of trees\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string[] Notes(params string[] cells)
    {
        var columns = new RoundedColumns(1);
        foreach (string cell in cells) columns.Add(0, cell, float.Parse(cell, CultureInfo.InvariantCulture));
        return [.. columns.Notes("data.csv", ["id"])];
    }

    [Theory]
    [InlineData("1000000001", "1000000001 became 1000000000")]
    [InlineData("16777217", "16777217 became 16777216")]
    [InlineData("-1606780799", "-1606780799 became -1606780800")]
    [InlineData("9007199254740991", "9007199254740991 became 9007199254740992")]
    public void Notes_WholeNumberThatBecomesAnother_IsNamed(string cell, string said)
    {
        string note = Assert.Single(Notes("1", cell, "5"));
        Assert.StartsWith("data.csv, column " + InputException.Quote("id") + ": ", note, StringComparison.Ordinal);
        Assert.Contains(said, note, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_DecimalsOfNarrowRange_AreNamedByTheLargestChange()
    {
        string note = Assert.Single(Notes("123456.25", "123456.79", "123456.5"));
        Assert.Contains("123456.79 became 123456.7890625", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_ManyChangedCells_OneNote() => Assert.Single(Notes("1000000001", "1000000003", "1000000007.5"));

    [Theory]
    [InlineData("0.1", "0.30000000000000004", "1")]
    [InlineData("1000000000", "16777216", "1e10")]
    [InlineData("0.12345678901234567", "0.12345678901234567")]
    [InlineData("52.520006599", "13.404953999")]
    [InlineData("123456.25", "123456.75")]
    public void Notes_NothingThatMatters_None(params string[] cells) => Assert.Empty(Notes(cells));

    [Theory]
    [InlineData("explain")]
    [InlineData("compress")]
    public void Command_Keys_AreNamedOnceOnStandardError(string command)
    {
        string data = _folder.Write("data.csv", "id\n1000000001\n1000000003\n1000000090\n"), model = _folder.Write("model.txt", Model);
        CommandRun run = CommandRun.Of(command == "explain" ? [command, data, "--model", model] : [command, data, "--size", "2"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Error.Split('\n'), line => line.Contains($"column {InputException.Quote("id")}: numbers are held in single precision", StringComparison.Ordinal));
    }

    [Fact]
    public void Command_OtherNumbers_NothingIsSaid()
    {
        string data = _folder.Write("data.csv", "id\n1000000000\n0.1\n90\n"), model = _folder.Write("model.txt", Model);
        CommandRun run = CommandRun.Of(["explain", data, "--model", model]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("precision", run.Error, StringComparison.Ordinal);
    }
}
