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

    [Theory]
    [InlineData("cities move", 0.8, 0.1)]
    [InlineData("ages go missing", 0.5, 0.5)]
    public void Test_TextAndMissingCells_AreCompared(string what, double inParis, double missing)
    {
        string before = Mixed("before.csv", 0.5, 0.1, seed: 1);
        string same = CommandRun.Succeed("test", before, Mixed("same.csv", 0.5, 0.1, seed: 2)).Out;
        string moved = CommandRun.Succeed("test", before, Mixed("moved.csv", inParis, missing, seed: 3)).Out;

        Assert.StartsWith("No difference is shown", same, StringComparison.Ordinal);
        Assert.True(moved.StartsWith("The tables differ: p = 0.001", StringComparison.Ordinal), $"{what}: {moved}");
        Assert.Matches(@"Not plain numbers: city \(2 levels\), age \(\d+ missing\)", moved);
    }

    [Fact]
    public void Test_TextOnlyInTheSecondTable_SaysHowToCallItCategorical()
    {
        string first = _folder.Write("first.csv", "a\n1\n2\n3\n4\n"), second = _folder.Write("second.csv", "a\n1\nx\n3\n4\n");
        CommandRun.Of("test", first, second).AssertFailed("second.csv", "'x' is not a number", "--schema FILE");
        Assert.Contains("a (5 levels)", CommandRun.Succeed("test", first, second, "--schema", _folder.Write("schema.json", """{"a":"categorical"}""")).Out, StringComparison.Ordinal);
    }

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

    /// <summary>400 rows of a city and an age.</summary>
    private string Mixed(string name, double inParis, double missing, int seed)
    {
        Random random = new(seed);
        return _folder.Write(name, "city,age\n" + string.Concat(Enumerable.Range(0, 400).Select(_
            => $"{(random.NextDouble() < inParis ? "Paris" : "Rome")},{(random.NextDouble() < missing ? "" : random.Next(18, 90).ToString(CultureInfo.InvariantCulture))}\n")));
    }
}
