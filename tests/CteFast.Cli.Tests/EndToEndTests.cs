using System.Text.Json;
using System.Text.RegularExpressions;

namespace CteFast.Cli.Tests;

/// <summary>The command from arguments to results, on the embedded sample and small tables.</summary>
public sealed class EndToEndTests : IDisposable
{
    private const string LinearModel =
        """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0.5],"activation":"identity"}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Explain_NoArguments_TableOfFiveDiamonds()
    {
        string text = CommandRun.Succeed("explain").Out;

        Assert.StartsWith("Exact values against all 13,485 rows of the data", text, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, 5), row => Assert.Contains($"Row {row}: ", text, StringComparison.Ordinal));
        Assert.DoesNotContain("Row 5", text, StringComparison.Ordinal);
        Assert.Contains("carat", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void Explain_NoArguments_IsWhatTheReadmeShows()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CteFast.sln"))) folder = Path.GetDirectoryName(folder)!;
        string readme = File.ReadAllText(Path.Combine(folder, "README.md")).ReplaceLineEndings("\n");
        string shown = readme.Split("<!-- explain -->\n```text\n")[1].Split("\n```")[0];
        string[] printed = [.. CommandRun.Succeed("explain").Out.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];

        Assert.Equal(WithoutTime(shown.Split('\n')), WithoutTime(printed[..shown.Split('\n').Length]));

        static IEnumerable<string> WithoutTime(IEnumerable<string> lines) => lines.Select(line => Regex.Replace(line, @"[\d.,]+ m?s ", "… "));
    }

    [Fact]
    public void Explain_Sample_ValuesAddUpAndAreRepeatable()
    {
        using JsonDocument document = JsonDocument.Parse(CommandRun.Succeed("explain", "--rows", "3,0-1", "--json", "-", "--seed", "7").Out);
        using JsonDocument again = JsonDocument.Parse(CommandRun.Succeed("explain", "--rows", "3,0-1", "--json", "-", "--seed", "7").Out);
        JsonElement rows = document.RootElement.GetProperty("rows");

        Assert.Equal("sample", document.RootElement.GetProperty("model").GetString());
        Assert.Equal(["carat", "cut", "color", "clarity", "depth", "table", "x", "y", "z"],
            document.RootElement.GetProperty("features").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal([3, 0, 1], rows.EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal(again.RootElement.GetProperty("rows").GetRawText(), rows.GetRawText());
        foreach (JsonElement row in rows.EnumerateArray())
        {
            double values = row.GetProperty("values")[0].EnumerateArray().Sum(value => value.GetDouble());
            double prediction = row.GetProperty("prediction")[0].GetDouble();
            Assert.Equal(prediction, row.GetProperty("baseValue")[0].GetDouble() + values, 1e-4);   // float sums of 120 leaves
        }
    }

    [Fact]
    public void Explain_LinearModel_WeightTimesDistanceFromTheBackgroundsMean()
    {
        string data = _folder.Write("data.csv", SmallTable.Create(40));
        string model = _folder.Write("model.json", LinearModel);

        CommandRun.Succeed("explain", data, "--model", model, "--target", "name", "--rows", "0-1", "--background-size", "40",
            "--json", _folder.File("out.json"));

        Assert.Equal(["data.csv", "model.json", "out.json"], _folder.Files);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(_folder.File("out.json")));
        JsonElement rows = document.RootElement.GetProperty("rows");
        Assert.Equal("model.json", document.RootElement.GetProperty("model").GetString());
        double a = rows[1].GetProperty("values")[0][0].GetDouble() - rows[0].GetProperty("values")[0][0].GetDouble();
        double b = rows[1].GetProperty("values")[0][1].GetDouble() - rows[0].GetProperty("values")[0][1].GetDouble();
        Assert.Equal((7.0, 10.0), (Math.Round(a, 3), Math.Round(b, 3)));
    }

    [Theory]
    [InlineData("permutation", "permutation")]
    [InlineData("kernel", "ernel")]
    [InlineData("exact", "exact")]
    [InlineData("gradients", "expected gradients")]
    public void Explain_EveryMethod_GivesTheLinearModelsValues(string method, string name)
    {
        string data = _folder.Write("data.csv", SmallTable.Create(40)), model = _folder.Write("model.json", LinearModel);
        using JsonDocument document = JsonDocument.Parse(
            CommandRun.Succeed("explain", data, "--model", model, "--target", "name", "--rows", "0-1", "--background-size", "40", "--method", method, "--json", "-").Out);
        JsonElement rows = document.RootElement.GetProperty("rows");
        double Value(int row, int feature) => rows[row].GetProperty("values")[0][feature].GetDouble();
        Assert.Equal((7.0, 10.0), (Math.Round(Value(1, 0) - Value(0, 0), 3), Math.Round(Value(1, 1) - Value(0, 1), 3)));
        Assert.Contains(name, document.RootElement.GetProperty("method").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_GradientsOfTrees_SaysThereAreNone()
        => CommandRun.Of("explain", "--method", "gradients").AssertFailed("--method gradients: sample has no gradients");

    [Theory]
    [InlineData("exact", "exact")]
    [InlineData("permutation", "permutation, paired")]
    [InlineData("kernel", "KernelSHAP, all coalitions")]
    [InlineData("auto", "exact")]
    public void Explain_Methods_SayWhatTheyAreAndAgree(string method, string told)
    {
        string data = _folder.Write("data.csv", SmallTable.Create(40));
        string model = _folder.Write("model.json", LinearModel);
        string[] limits = method is "permutation" or "kernel" ? ["--deadline", "60000", "--precision", "1e-9"] : [];
        CommandRun.Succeed(["explain", data, "--model", model, "--target", "name", "--rows", "1", "--method", method, .. limits, "--json", _folder.File("out.json")]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(_folder.File("out.json")));
        Assert.Equal(told, document.RootElement.GetProperty("method").GetString());

        // Row 1 is (7.5, 5) and the weights 1 and 2; of 40 rows the columns run through 11 and 13 values.
        double meanA = Enumerable.Range(0, 40).Average(i => i * 7 % 11 + 0.5), meanB = Enumerable.Range(0, 40).Average(i => i * 5 % 13);
        JsonElement values = document.RootElement.GetProperty("rows")[0].GetProperty("values")[0];
        Assert.Equal(7.5 - meanA, values[0].GetDouble(), 1e-4);
        Assert.Equal(2 * (5 - meanB), values[1].GetDouble(), 1e-4);
    }

    [Fact]
    public void Explain_MethodTree_IsWhatAutoTakesAndWhatOrderingsComeTo()
    {
        string[] first = ["explain", "--rows", "0", "--json", "-", "--method"];
        using JsonDocument tree = JsonDocument.Parse(CommandRun.Succeed([.. first, "tree"]).Out), auto = JsonDocument.Parse(CommandRun.Succeed([.. first, "auto"]).Out);
        using JsonDocument orderings = JsonDocument.Parse(CommandRun.Succeed([.. first, "permutation"]).Out);

        Assert.Equal("tree, exact", tree.RootElement.GetProperty("method").GetString());
        Assert.Equal((13_485, 13_485), (tree.RootElement.GetProperty("backgroundCount").GetInt32(), tree.RootElement.GetProperty("backgroundInput").GetInt32()));
        Assert.Equal(tree.RootElement.GetProperty("rows").GetRawText(), auto.RootElement.GetProperty("rows").GetRawText());
        double[] exact = Values(tree), estimated = Values(orderings);
        Assert.All(exact.Zip(estimated), pair => Assert.Equal(pair.First, pair.Second, 0.02));
        Assert.NotEqual(exact, estimated);

        static double[] Values(JsonDocument document) =>
            [.. document.RootElement.GetProperty("rows")[0].GetProperty("values")[0].EnumerateArray().Select(value => value.GetDouble())];
    }

    [Fact]
    public void Explain_MethodTreeOfANetwork_OneClearLine()
    {
        string data = _folder.Write("data.csv", SmallTable.Create(10)), model = _folder.Write("model.json", LinearModel);

        CommandRun run = CommandRun.Of("explain", data, "--model", model, "--target", "name", "--method", "tree");

        run.AssertFailed();
        Assert.Contains("tree ensembles", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_BudgetTooSmall_OneClearLine()
    {
        CommandRun run = CommandRun.Of("explain", "--model-rows", "1", "--method", "permutation");

        run.AssertFailed();
        Assert.DoesNotContain("Parameter", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Compress_Table_ChosenRowsInTheirOriginalText()
    {
        string[] lines = SmallTable.Create(60).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string data = _folder.Write("data.csv", SmallTable.Create(60));

        CommandRun.Succeed("compress", data, "--size", "8", "--drop", "name", "--seed", "3",
            "--output", _folder.File("coreset.csv"), "--json", _folder.File("coreset.json"));

        Assert.Equal(["coreset.csv", "coreset.json", "data.csv"], _folder.Files);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(_folder.File("coreset.json")));
        JsonElement root = document.RootElement;
        Assert.Equal((60, 2, 8, 3), (root.GetProperty("inputCount").GetInt32(), root.GetProperty("featureCount").GetInt32(),
            root.GetProperty("size").GetInt32(), root.GetProperty("seed").GetInt32()));
        int[] indices = [.. root.GetProperty("indices").EnumerateArray().Select(index => index.GetInt32())];
        Assert.Equal(8, indices.Distinct().Count());
        Assert.Equal([lines[0], .. indices.Select(i => lines[i + 1])], File.ReadAllLines(_folder.File("coreset.csv")));
    }

    [Fact]
    public void Compress_ToStandardOutput_OnlyTheRows()
    {
        string data = _folder.Write("data.csv", SmallTable.Create(30));

        string csv = CommandRun.Succeed("compress", data, "--size", "4", "--drop", "name", "--output", "-", "--no-refine").Out;

        Assert.Equal(5, csv.Count(character => character == '\n'));
        Assert.StartsWith("a,b,name\n", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void Compress_NoDestination_Summary()
    {
        string data = _folder.Write("data.csv", SmallTable.Create(30));

        string text = CommandRun.Succeed("compress", data, "--size", "4", "--drop", "name").Out;

        Assert.StartsWith("4 of 30 rows stand for the data", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("compress", "data.csv", "--size", "100", "--drop", "name")]
    public void Run_Cancelled_ExitCode130AndNothingWritten(params string[] args)
    {
        string data = _folder.Write("data.csv", SmallTable.Create(2000));
        string[] placed = [.. args.Select(arg => arg == "data.csv" ? data : arg), "--json", _folder.File("out.json")];

        CommandRun run = CommandRun.Of(placed, new CancellationToken(canceled: true));

        Assert.Equal((130, ""), (run.ExitCode, run.Out));
        Assert.Equal("ctefast: cancelled", run.Error.Trim());
        Assert.Equal(["data.csv"], _folder.Files);
    }
}
