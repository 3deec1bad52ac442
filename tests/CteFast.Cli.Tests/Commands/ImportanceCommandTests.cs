using System.Globalization;
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
        Run(Logistic, Table((a, b) => a), "--json", _folder.File("out.json")).AssertFailed("column 'y'", "10 different labels (0, 1, 2", "the model has 2 classes");
        Assert.Equal(["data.csv", "model.json"], _folder.Files);
    }

    /// <summary>A classifier of trees gives margins; its labels are classes, however they are written, and its loss is that of probabilities.</summary>
    [Theory]
    [InlineData("0", "1")]
    [InlineData("1", "2")]
    [InlineData("-1", "1")]
    [InlineData("no", "yes")]
    public void Importance_ClassifierOfTrees_TakesTheLossOfProbabilities(string zero, string one)
    {
        string data = _folder.Write("data.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i % 10},{i / 10},{(i % 10 > 4 ? one : zero)}\n")));
        CommandRun run = Run(Trees("binary sigmoid:1", -2, 2), data, "--json", "-");
        JsonElement json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal("cross-entropy", json.GetProperty("loss").GetString());
        Assert.Equal(Math.Log(1 + Math.Exp(-2)), json.GetProperty("modelLoss").GetDouble(), 1e-6);
        Assert.Equal(Math.Log(2), json.GetProperty("baselineLoss").GetDouble(), 1e-6);
        Assert.Equal(zero == "0" ? "" : zero == "1" ? "y: the labels 1 to 2 are taken for the model's classes 0 to 1\n"
            : $"y: the labels are taken for the model's classes in this order: {zero} = 0, {one} = 1\n", run.Error);
    }

    /// <summary>Counts are compared with counts, not with their logarithms.</summary>
    [Fact]
    public void Importance_CountsOfTrees_AreComparedWithCounts()
    {
        string data = Table((a, b) => a > 4 ? 8 : 1);
        Assert.Equal(0, Json(Run(Trees("poisson", 0, Math.Log(8)), data, "--json", "-")).GetProperty("modelLoss").GetDouble(), 1e-9);
        CommandRun logarithms = Run(Trees("poisson", 0, Math.Log(8)), data, "--output", "margin", "--json", "-");
        Assert.Equal((1 + Math.Pow(8 - Math.Log(8), 2)) / 2, JsonDocument.Parse(logarithms.Out).RootElement.GetProperty("modelLoss").GetDouble(), 1e-4);
    }

    /// <summary>Labels in another unit: the importances mean little, and the command says so.</summary>
    [Fact]
    public void Importance_WorseThanTheMean_WarnsWithTheLikelyReason()
    {
        CommandRun run = Run(Linear, Table((a, b) => Math.Log(1 + a + 2 * b)));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("of its mean prediction: are labels in another unit, a logarithm of what it predicts, or of other rows?", run.Error, StringComparison.Ordinal);
        Assert.Equal("", Run(Linear, Table((a, b) => a + 2 * b + 1)).Error);
    }

    private static string Trees(string objective, double left, double right) => string.Create(CultureInfo.InvariantCulture, $"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective={objective}\nfeature_names=a b\n\n"
        + $"Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=4.5\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value={left:R} {right:R}\n\nend of trees\n");

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
