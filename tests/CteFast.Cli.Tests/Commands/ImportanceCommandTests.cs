using System.Text.Json;

namespace CteFast.Cli.Tests.Commands;

public sealed class ImportanceCommandTests : IDisposable
{
    private const string Linear = """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0],"activation":"identity"}]}""";
    private const string Logistic = """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[-1]],"bias":[0],"activation":"sigmoid"}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // a and b are independent, y is what the linear model says.
    private string Table(Func<int, int, double> label)
        => _folder.Write("data.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"{i % 10},{i / 10},{label(i % 10, i / 10)}\n"))));

    private CommandRun Run(string model, string data, params string[] options)
        => CommandRun.Of(["importance", data, "--model", _folder.Write("model.json", model), "--target", "y", .. options]);

    private static JsonElement Json(CommandRun run)
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Out).RootElement;
    }

    /// <summary>What a and 2b add to the variance: 8.25 and 33.</summary>
    [Fact]
    public void Importance_LinearModel_IsTheVarianceOfEachTerm()
    {
        JsonElement json = Json(Run(Linear, Table((a, b) => a + 2 * b), "--json", "-"));
        double[] values = [.. json.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
        double[] errors = [.. json.GetProperty("standardErrors").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(8.25, values[0], 4 * errors[0]);
        Assert.Equal(33, values[1], 4 * errors[1]);
        Assert.Equal((41.25, 0), (Math.Round(json.GetProperty("baselineLoss").GetDouble(), 4), json.GetProperty("modelLoss").GetDouble()));
        Assert.Equal(("squared error", "model.json"), (json.GetProperty("loss").GetString(), json.GetProperty("model").GetString()));
    }

    [Fact]
    public void Importance_Permutation_CountsEveryRow()
    {
        JsonElement json = Json(Run(Linear, Table((a, b) => a + 2 * b), "--method", "permutation", "--repeats", "3", "--loss", "absolute", "--json", "-"));
        Assert.Equal(100 * (1 + 3 * 2), json.GetProperty("modelRows").GetInt32());
        Assert.Equal(("absolute error", 2), (json.GetProperty("loss").GetString(), json.GetProperty("standardDeviations").GetArrayLength()));
    }

    [Fact]
    public void Importance_Probabilities_TakeCrossEntropy()
    {
        string data = Table((a, b) => a > b ? 1 : 0);
        Assert.Equal("cross-entropy", Json(Run(Logistic, data, "--json", "-")).GetProperty("loss").GetString());
        Assert.Equal("classification error", Json(Run(Logistic, data, "--loss", "error", "--method", "permutation", "--json", "-")).GetProperty("loss").GetString());
        Run(Logistic, Table((a, b) => a), "--json", _folder.File("out.json")).AssertFailed("The label of row 2 is 2", "0 to 1");
        Assert.Equal(["data.csv", "model.json"], _folder.Files);
    }

    [Fact]
    public void Importance_NoArguments_TableOfTheDiamonds()
    {
        CommandRun run = CommandRun.Of("importance", "--model-rows", "20000");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("sample: squared error 0.00", run.Out, StringComparison.Ordinal);
        string[] lines = run.Out.ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains(lines, line => line.StartsWith("carat", StringComparison.Ordinal) && line.Contains('█', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--method", "magic", "--method takes sage, exact, permutation, not 'magic'")]
    [InlineData("--loss", "hinge", "--loss takes auto, squared, absolute, cross-entropy, error, not 'hinge'")]
    [InlineData("--loss", "absolute", "SAGE takes squared error or cross-entropy")]
    [InlineData("--model-rows", "1", "allow at least")]
    [InlineData("--repeats", "0", "--repeats takes a whole number from 1")]
    public void Importance_BadOption_NamesItAndWhatItTakes(string option, string value, string expected)
        => Run(Linear, Table((a, b) => a), option, value).AssertFailed(expected);

    [Fact]
    public void Importance_DataWithoutModelOrTarget_AsksForIt()
    {
        CommandRun.Of("importance", "data.csv").AssertFailed("--model FILE");
        CommandRun.Of("importance", Table((a, b) => a), "--model", _folder.Write("model.json", Linear)).AssertFailed("--target COL");
    }
}
