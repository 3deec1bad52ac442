using System.Globalization;
using System.Text.Json;

namespace CteFast.Cli.Tests;

/// <summary>What a model file knows, every command uses: levels, names, link, notes. The files are made by hand from the documented formats.</summary>
public sealed class ModelFilesTests : IDisposable
{
    // city in {code 1} ? 10 : 20, + income bracket <= 0 ? 1 : 2.
    private const string Trees = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=binary sigmoid:1\nfeature_names=home_city size\n"
        + "feature_infos=0:1:2 [0:9]\n\nTree=0\nnum_leaves=2\nnum_cat=1\nsplit_feature=0\nthreshold=0\ndecision_type=1\nleft_child=-1\nright_child=-2\nleaf_value=1 2\ncat_boundaries=0 1\ncat_threshold=2\n\n"
        + "Tree=1\nnum_leaves=2\nnum_cat=0\nsplit_feature=1\nthreshold=0\ndecision_type=8\nleft_child=-1\nright_child=-2\nleaf_value=0.25 0.5\n\nend of trees\n\npandas_categorical:";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private (double[] Predictions, string Error) Explain(string levels, string table, params string[] options)
    {
        string data = _folder.Write("data.csv", table), model = _folder.Write("model.txt", Trees + levels + "\n");
        CommandRun run = CommandRun.Of(["explain", data, "--model", model, "--rows", $"0-{table.Count(c => c == '\n') - 2}", "--json", "-", .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        return ([.. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("prediction")[0].GetDouble())], run.Error);
    }

    [Fact]
    public void Explain_LevelsAsTexts_AreTranslatedAndOthersSaid()
    {
        (double[] predictions, string error) = Explain("""[["Rome","Oslo","New York"]]""", "home city,size\nOslo,-1\nRome,-1\nNew York,1\n,1\nParis,1\nParis,1\n");
        Assert.Equal([1.25, 2.25, 2.5, 2.5, 2.5, 2.5], predictions);
        Assert.Contains("home_city: 2 values are no level that is known (Paris), and taken for missing", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3\n4\n8\n08\n4.0", new[] { 2.25, 1.25, 2.25, 2.25, 1.25 }, null)]
    [InlineData("0\n1\n2\n1\n0", new[] { 2.25, 1.25, 2.25, 1.25, 2.25 }, "taken for the codes")]
    [InlineData("4\n4\n5\n4\n4", new[] { 1.25, 1.25, 2.25, 1.25, 1.25 }, "1 value is no level")]
    public void Explain_LevelsAsNumbers_AreLevelsUnlessOnlyCodesFit(string cells, double[] expected, string? said)
    {
        (double[] predictions, string error) = Explain("[[3, 4, 8.0]]", "home_city,size\n" + string.Concat(cells.Split('\n').Select(cell => cell + ",-1\n")));
        Assert.Equal(expected, predictions);
        if (said is null) Assert.DoesNotContain("home_city", error, StringComparison.Ordinal);
        else Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_LinearModelOfXgboost_IsReadAndEmptyCellsAddNothing()
    {
        string model = _folder.Write("linear.json", """
            {"learner":{"feature_names":["a","b"],"gradient_booster":{"model":{"weights":[2,-1,0.5]},"name":"gblinear"},
            "learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"2"},"objective":{"name":"binary:logistic"}},"version":[1,7,4]}
            """);
        string data = _folder.Write("linear.csv", "a,b\n1,1\n,3\n");
        CommandRun described = CommandRun.Of(["model", model]), run = CommandRun.Of(["explain", data, "--model", model, "--rows", "0-1", "--json", "-"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches("kind +linear", described.Out);
        Assert.Matches("objective +binary:logistic", described.Out);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal([1.5, -2.5], json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("prediction")[0].GetDouble()));
    }

    [Fact]
    public void Explain_OutputProbability_GoesThroughTheLink()
    {
        (double[] predictions, _) = Explain("null", "home_city,size\n1,-1\n0,1\n", "--output", "probability");
        Assert.Equal(1 / (1 + Math.Exp(-1.25)), predictions[0], 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-2.5)), predictions[1], 1e-6);
    }

    [Theory]
    [InlineData("importance")]
    [InlineData("effects")]
    [InlineData("report")]
    public void Command_LevelsAsTexts_AreTaken(string command)
    {
        string[] cities = ["Rome", "Oslo", "Paris"];
        string data = _folder.Write("data.csv", "home_city,size,y\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"{cities[i % 3]},{i % 7 - 3},{i % 2}\n"))));
        string model = _folder.Write("model.txt", Trees + """[["Rome","Oslo","Paris"]]""" + "\n");
        CommandRun run = CommandRun.Of([command, data, "--model", model, "--target", "y", .. command == "report" ? new[] { "-o", _folder.File("report.html") } : []]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("no level", run.Error, StringComparison.Ordinal);
        if (command == "effects") Assert.Matches("Rome .*\n.*Oslo .*\n.*Paris ", run.Out);
        if (command == "report") Assert.Matches("home_city = (Rome|Oslo|Paris)", File.ReadAllText(_folder.File("report.html")));
    }

    [Fact]
    public void Model_File_IsDescribed()
    {
        string model = _folder.Write("model.txt", Trees + """[["Rome","Oslo","Paris"]]""" + "\n");
        string lines = CommandRun.Succeed("model", model).Out;
        Assert.Contains("LightGBM v4", lines, StringComparison.Ordinal);
        Assert.Contains("home_city: Rome, Oslo, Paris", lines, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(CommandRun.Succeed("model", model, "--json", "-").Out);
        Assert.Equal("logistic", json.RootElement.GetProperty("link").GetString());
        Assert.Equal((2, 2), (json.RootElement.GetProperty("treesUsed").GetInt32(), json.RootElement.GetProperty("treesInFile").GetInt32()));
        Assert.Equal("Oslo", json.RootElement.GetProperty("features")[0].GetProperty("levels")[1].GetString());
    }
}
