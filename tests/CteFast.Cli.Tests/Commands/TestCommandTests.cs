using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CteFast.Cli.Tests.Commands;

public sealed class TestCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Test_DriftedColumn_IsFoundWhateverTheColumnsOrder()
    {
        CommandRun run = CommandRun.Of("test", Table("first.csv", "a,b", shift: 0, seed: 1), Table("second.csv", "b,a", shift: 0.5, seed: 2));

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("The tables differ: p = 0.001", run.Out, StringComparison.Ordinal);
        Assert.Contains("2 columns", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_SamplesOfOneDistribution_AreRejectedAboutAsOftenAsTheLevelSays()
    {
        int rejected = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            CommandRun run = CommandRun.Of("test", Table("first.csv", "a,b", 0, 2 * seed), Table("second.csv", "a,b", 0, 2 * seed + 1), "--level", "0.1", "--json", "-");
            if (JsonDocument.Parse(run.Out).RootElement.GetProperty("rejected").GetBoolean()) rejected++;
        }

        // Binomial(40, 0.1): more than 11 has a probability of 3e-4.
        Assert.InRange(rejected, 0, 11);
    }

    [Fact]
    public void Test_ColumnsDiffer_NamesTheColumn()
    {
        CommandRun.Of("test", Table("first.csv", "a,b", 0, 1), Table("second.csv", "a,c", 0, 2)).AssertFailed("second.csv", "'b'", "--drop b");
        CommandRun.Of("test", Table("first.csv", "a,b", 0, 1), Table("second.csv", "a,c", 0, 2), "--drop", "b").AssertFailed("first.csv has no column 'c'", "--drop c");
        CommandRun.Of("test", Table("first.csv", "a,b", 0, 1), Table("second.csv", "a,c", 0, 2), "--drop", "d").AssertFailed("first.csv has no column 'd'");
        Assert.Equal(0, CommandRun.Of("test", Table("first.csv", "a,b", 0, 1), Table("second.csv", "a,c", 0, 2), "--drop", "b", "--drop", "c").ExitCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("5%")]
    [InlineData("NaN")]
    public void Test_LevelOutOfRange_SaysWhatItTakes(string level)
        => CommandRun.Of("test", Table("first.csv", "a,b", 0, 1), Table("second.csv", "a,b", 0, 2), "--level", level).AssertFailed("--level", "between 0 and 1", level);

    [Fact]
    public void Test_BothFromStandardInput_IsRefused()
        => CommandRun.Of("test", "-", "-").AssertFailed("standard input");

    public void Dispose() => _folder.Dispose();

    /// <summary>400 rows of two columns, the column b shifted.</summary>
    private string Table(string name, string header, double shift, int seed)
    {
        Random random = new(seed);
        StringBuilder text = new(header + "\n");
        string[] columns = header.Split(',');
        for (int i = 0; i < 400; i++)
            text.AppendJoin(',', columns.Select(column => (random.NextDouble() + (column == "b" ? shift : 0)).ToString(CultureInfo.InvariantCulture))).Append('\n');
        return _folder.Write(name, text.ToString());
    }
}
