using System.Text.Json;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Tests.Read;

/// <summary>Columns whose numbers single precision changes are named, once and no others.</summary>
public sealed class SinglePrecisionTests : IDisposable
{
    private const string Model = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\nfeature_names=id\n"
        + "feature_infos=[0:9]\n\nTree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1000000000\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=0.25 0.5\n\nend of trees\n";

    // XGBoost's, which compares in single precision.
    private const string Single = """
        {"learner":{"feature_names":["id"],"gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_trees":"1"},"tree_info":[0],
        "trees":[{"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],"split_conditions":[1E9,0.25,0.5],"default_left":[0,0,0],"tree_param":{"num_nodes":"3"}}]}},
        "learner_model_param":{"base_score":"0","num_class":"0","num_feature":"1"},"objective":{"name":"reg:squarederror"}},"version":[1,7,4]}
        """;

    // Keys that floats cannot tell apart: ≤ …001 ? (≤ …000 ? 1 : 2) : (≤ …002 ? 4 : 8).
    private const string Keys = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\nfeature_names=id\nfeature_infos=[0:9]\n\nTree=0\n"
        + "num_leaves=4\nnum_cat=0\nsplit_feature=0 0 0\nthreshold=1000000001.5 1000000000.5 1000000002.5\ndecision_type=10 10 10\nleft_child=1 -1 -3\nright_child=2 -2 -4\n"
        + "leaf_value=1 2 4 8\n\nend of trees\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("explain")]
    [InlineData("compress")]
    public void Command_Keys_AreNamedOnceOnStandardError(string command)
    {
        string data = _folder.Write("data.csv", "id\n1000000001\n1000000003\n1000000090\n"), model = _folder.Write("model.json", Single);
        CommandRun run = CommandRun.Of(command == "explain" ? [command, data, "--model", model] : [command, data, "--size", "2"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Error.Split('\n'), line => line.Contains($"column 'id': numbers are held in single precision", StringComparison.Ordinal));
    }

    [Fact]
    public void Command_OtherNumbers_NothingIsSaid()
    {
        string data = _folder.Write("data.csv", "id\n1000000000\n0.1\n90\n"), model = _folder.Write("model.txt", Model);
        CommandRun run = CommandRun.Of(["explain", data, "--model", model]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("precision", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_KeysComparedInDouble_AreComparedExactlyAndShownAsTheyAre()
    {
        string data = _folder.Write("data.csv", "id\n1000000000\n1000000001\n1000000002\n1000000003\n\n"), model = _folder.Write("model.txt", Keys);
        CommandRun run = CommandRun.Of(["explain", data, "--model", model, "--rows", "0-3", "--json", "-"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"column {InputException.Quote("id")}: model.txt compares these numbers in double precision, and so it is done here", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("held in single precision", run.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement[] rows = [.. json.RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal([1, 2, 4, 8], rows.Select(row => row.GetProperty("prediction")[0].GetDouble()));
        Assert.Equal([1 - 3.75, 2 - 3.75, 4 - 3.75, 8 - 3.75], rows.Select(row => row.GetProperty("values")[0][0].GetDouble()));
        Assert.All(rows, row => Assert.Equal(3.75, row.GetProperty("baseValue")[0].GetDouble()));
    }

    [Fact]
    public void Command_EffectsOfSuchKeys_AreRefusedByName()
    {
        string data = _folder.Write("data.csv", "id\n1000000000\n1000000001\n1000000002\n1000000003\n"), model = _folder.Write("model.txt", Keys);
        CommandRun run = CommandRun.Of(["effects", data, "--model", model, "--feature", "id"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("id: model.txt compares numbers that single precision cannot tell apart", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_ReportOfSuchKeys_ShowsTheTablesNumbers()
    {
        string data = _folder.Write("data.csv", "id\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{1000000000 + i % 5}\n"))), model = _folder.Write("model.txt", Keys);
        string report = _folder.File("report.html");
        CommandRun run = CommandRun.Of(["report", data, "--model", model, "-o", report, "--rows", "0-1"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("1000000064", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.DoesNotContain("1000000128", File.ReadAllText(report), StringComparison.Ordinal);
    }
}
