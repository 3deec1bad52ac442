using System.Globalization;
using System.Text.Json;

namespace CteFast.Cli.Tests.Commands;

public sealed class AttributeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attribute_Digits_FindsMostOfTheWrongLabels()
    {
        CommandRun run = CommandRun.Of("attribute", "--json", "-", "--top", "2");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(350, json.GetProperty("trainingCount").GetInt32());
        Assert.Equal(100, json.GetProperty("queries").GetArrayLength());
        Assert.Equal(18, json.GetProperty("mislabelled").GetArrayLength());
        JsonElement found = json.GetProperty("mislabelledInTop50");
        foreach (string method in new[] { "source", "influence", "tracin", "gradient-dot" }) Assert.InRange(found.GetProperty(method).GetInt32(), 8, 18);
        foreach (JsonElement query in json.GetProperty("queries").EnumerateArray())
        {
            Assert.InRange(query.GetProperty("row").GetInt32(), 350, 449);
            Assert.Equal(2, query.GetProperty("helpful").GetArrayLength());
            Assert.True(query.GetProperty("helpful")[0].GetProperty("score").GetDouble() >= query.GetProperty("helpful")[1].GetProperty("score").GetDouble());
            Assert.True(query.GetProperty("harmful")[0].GetProperty("score").GetDouble() <= query.GetProperty("harmful")[1].GetProperty("score").GetDouble());
        }
    }

    [Theory]
    [InlineData("source")]
    [InlineData("fast-source")]
    [InlineData("influence")]
    [InlineData("tracin")]
    [InlineData("gradient-dot")]
    [InlineData("gradient-cosine")]
    [InlineData("representation")]
    public void Attribute_Method_WritesTableAndCsv(string method)
    {
        string data = _folder.Write("data.csv", Classes());
        CommandRun table = CommandRun.Of("attribute", data, "--target", "y", "--method", method, "--hidden", "6", "--rows", "0,7");
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.Contains("58 training rows", table.Out, StringComparison.Ordinal);
        Assert.Contains("Row 0: target 0", table.Out, StringComparison.Ordinal);
        Assert.Contains("Row 7: target 1", table.Out, StringComparison.Ordinal);

        CommandRun csv = CommandRun.Of("attribute", data, "--target", "y", "--method", method, "--hidden", "6", "--rows", "0,7", "--csv", "-", "--top", "3");
        string[] lines = csv.Out.TrimEnd().Split('\n');
        Assert.Equal("query,side,rank,row,target,score", lines[0]);
        Assert.Equal(1 + 2 * 2 * 3, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.DoesNotContain(line.Split(',')[3], new[] { "0", "7" }));     // asked about, so not trained on
    }

    [Fact]
    public void Attribute_Numbers_PredictsThem()
    {
        string data = _folder.Write("data.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{3.5 * i + i % 3}\n"))));
        CommandRun run = CommandRun.Of("attribute", data, "--target", "y", "--hidden", "0");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("accuracy", run.Out, StringComparison.Ordinal);
        Assert.Contains(" 2 parameters", run.Out, StringComparison.Ordinal);
        CommandRun.Of("attribute", data, "--target", "y", "--hidden", "0", "--learning-rate", "1000").AssertFailed("diverged", "lower the learning rate");
    }

    /// <summary>Classes are classes however they are written, and a prediction is in the unit of the target.</summary>
    [Fact]
    public void Attribute_LabelsWrittenOtherwise_FindsTheSameRows()
    {
        string[][] ways = [["0", "1"], ["1", "2"], ["-1", "1"], ["no", "yes"]];
        string?[] rows = new string?[ways.Length];
        for (int way = 0; way < ways.Length; way++)
        {
            string data = _folder.Write("data.csv", string.Join('\n', Classes().Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : line[..^1] + ways[way][line[^1] - '0'])));
            CommandRun run = CommandRun.Of("attribute", data, "--target", "y", "--hidden", "6", "--rows", "0,7", "--json", "-");
            Assert.Equal(way == 0 ? "" : $"y: 2 classes, {ways[way][0]}, {ways[way][1]}\n", run.Error);
            JsonElement[] queries = [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("queries").EnumerateArray()];
            Assert.Equal(ways[way], queries.Select(query => query.GetProperty("target").ToString()));
            Assert.Equal(ways[way], queries.Select(query => query.GetProperty("prediction").ToString()));
            rows[way] = string.Join(' ', queries.SelectMany(query => query.GetProperty("helpful").EnumerateArray()).Select(row => $"{row.GetProperty("row")}:{row.GetProperty("score")}"));
        }

        Assert.All(rows, row => Assert.Equal(rows[0], row));
    }

    [Fact]
    public void Attribute_Numbers_PredictsInTheirUnit()
    {
        string data = _folder.Write("data.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 80).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{1000 + 3.5 * i + i % 3}\n"))));
        JsonElement query = JsonDocument.Parse(CommandRun.Of("attribute", data, "--target", "y", "--hidden", "0", "--rows", "40", "--json", "-").Out).RootElement.GetProperty("queries")[0];
        Assert.Equal(query.GetProperty("target").GetDouble(), query.GetProperty("prediction").GetDouble(), 10.0);
    }

    [Fact]
    public void Attribute_OtherTable_AsksAboutItsRows()
    {
        string data = _folder.Write("data.csv", Classes()), queries = _folder.Write("queries.csv", "a,b,y\n1,0,0\n0,1,1\n");
        CommandRun run = CommandRun.Of("attribute", data, "--target", "y", "--queries", queries, "--json", "-");
        JsonElement json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((60, 2), (json.GetProperty("trainingCount").GetInt32(), json.GetProperty("queries").GetArrayLength()));
    }

    [Theory]
    [InlineData("needs the column to predict")]
    [InlineData("no column 'z'", "--target", "z")]
    [InlineData("--rows and --queries", "--target", "y", "--rows", "1", "--queries", "x.csv")]
    [InlineData("there is no row 60", "--target", "y", "--rows", "60")]
    [InlineData("rows to train on", "--target", "y", "--rows", "0-58")]
    [InlineData("1 to 99 percent", "--target", "y", "--mislabel", "100")]
    [InlineData("--hidden takes widths", "--target", "y", "--hidden", "8,x")]
    [InlineData("--momentum takes a number", "--target", "y", "--momentum", "1")]
    [InlineData("--method takes", "--target", "y", "--method", "magic")]
    [InlineData("does not exist", "--target", "y", "--trajectory", "none.json")]
    public void Attribute_BadInput_SaysWhatToDo(string part, params string[] options)
    {
        string data = _folder.Write("data.csv", Classes());
        CommandRun.Of(["attribute", data, "--csv", _folder.File("out.csv"), .. options]).AssertFailed(part);
        Assert.Equal(["data.csv"], _folder.Files);
    }

    [Fact]
    public void Attribute_Trajectory_IsReadWithItsWeights()
    {
        // Logistic regression a − b, written by hand: one checkpoint and the end.
        string data = _folder.Write("data.csv", Classes());
        string trajectory = _folder.Write("run.json", """
            {"format": "ctefast-trajectory", "version": 1, "widths": [2, 1], "activation": "relu", "loss": "logistic", "trainingCount": 60, "type": "float32",
             "weights": "w.bin", "segments": [{"steps": 50, "learningRateSum": 5, "checkpointSteps": [25]}]}
            """);
        float[] numbers = [-1, 1, 0, -2, 2, 0];
        File.WriteAllBytes(_folder.File("w.bin"), System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
        CommandRun run = CommandRun.Of("attribute", data, "--target", "y", "--trajectory", trajectory, "--rows", "0", "--json", "-");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(3, JsonDocument.Parse(run.Out).RootElement.GetProperty("parameterCount").GetInt32());

        File.WriteAllText(trajectory, File.ReadAllText(trajectory).Replace("60", "61", StringComparison.Ordinal));
        CommandRun.Of("attribute", data, "--target", "y", "--trajectory", trajectory).AssertFailed("was trained on 61 rows", "has 60");
        File.WriteAllText(trajectory, "{}");
        CommandRun.Of("attribute", data, "--target", "y", "--trajectory", trajectory).AssertFailed("run.json");
    }

    [Fact]
    public void Attribute_Cancelled_EndsWith130()
        => Assert.Equal(130, CommandRun.Of(["attribute"], new CancellationToken(true)).ExitCode);

    private static string Classes() => "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture,
        $"{(i % 2 == 0 ? 1 : 0) + Math.Sin(i) / 2:F4},{i % 2 + Math.Cos(3 * i) / 2:F4},{i % 2}\n")));

    [Fact]
    public void Attribute_TooFewSteps_SaysWhatToDo()
        => CommandRun.Of("attribute", _folder.Write("few.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i % 7},{i * 3 % 11}.5\n"))), "--target", "y", "--epochs", "1").AssertFailed("at least 6 training steps, and --epochs and --batch make");

    [Fact]
    public void Attribute_DeadlineAtOnce_SaysHowMuchWasScored()
    {
        string text = CommandRun.Succeed("attribute", "--epochs", "2", "--deadline", "0.000001").Out;

        Assert.Contains("Only 0.0 % of the pairs of query and row were scored", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Attribute_DeadlineBeforeMethodsAreCompared_SaysSo()
    {
        string text = CommandRun.Succeed("attribute", "--epochs", "2", "--deadline", "0.000001").Out;

        Assert.Equal(4, text.Split("not scored before the deadline").Length - 1);
        using JsonDocument json = JsonDocument.Parse(CommandRun.Succeed("attribute", "--epochs", "2", "--deadline", "0.000001", "--json", "-").Out);
        Assert.Empty(json.RootElement.GetProperty("mislabelledInTop50").EnumerateObject());
    }

    [Fact]
    public void Attribute_LongDeadline_ComparesAllMethods()
    {
        using JsonDocument json = JsonDocument.Parse(CommandRun.Succeed("attribute", "--epochs", "2", "--deadline", "1e12", "--json", "-").Out);

        Assert.Equal(4, json.RootElement.GetProperty("mislabelledInTop50").EnumerateObject().Count());
    }

    [Fact]
    public void Attribute_LargeSteps_Warns()
        => Assert.Contains("take a smaller --learning-rate", CommandRun.Succeed("attribute", "--epochs", "2", "--learning-rate", "0.3").Out, StringComparison.Ordinal);
}
