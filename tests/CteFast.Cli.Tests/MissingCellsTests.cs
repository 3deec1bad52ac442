using System.Globalization;
using System.Text.Json;

namespace CteFast.Cli.Tests;

/// <summary>Every command takes empty cells where the model is of trees, and the trees' way through them.</summary>
public sealed class MissingCellsTests : IDisposable
{
    // a <= 1.5 ? 10 : 20 + b <= 0 ? 1 : 2, LightGBM's text; missing a goes left, missing b right.
    private const string Trees = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=regression\nfeature_names=a b\n\n"
        + "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1.5\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value=10 20\n\n"
        + "Tree=1\nnum_leaves=2\nnum_cat=0\nsplit_feature=1\nthreshold=0\ndecision_type=8\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n\nend of trees\n";

    private const int Rows = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly string _data, _model;

    public MissingCellsTests()
    {
        _data = _folder.Write("data.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, Rows).Select(i =>
            $"{(A(i) is { } a ? a : "")},{(B(i) is { } b ? b.ToString(CultureInfo.InvariantCulture) : "NA")},{Predicted(i)}\n")));
        _model = _folder.Write("model.txt", Trees);
    }

    public void Dispose() => _folder.Dispose();

    private static int? A(int i) => i % 3 == 0 ? null : i % 4;

    private static double? B(int i) => i % 5 == 0 ? null : i % 2 - 0.5;

    private static int Predicted(int i) => (A(i) > 1.5 ? 20 : 10) + OfB(i);

    private static int OfB(int i) => B(i) <= 0 ? 1 : 2;

    private JsonElement Json(string command, params string[] options) =>
        JsonDocument.Parse(CommandRun.Succeed([command, _data, "--model", _model, "--json", "-", .. options]).Out).RootElement;

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    [Theory]
    [InlineData("auto", "paired")]
    [InlineData("tree", "paired")]
    [InlineData("permutation", "paired")]
    [InlineData("kernel", "paired")]
    [InlineData("exact", "paired")]
    [InlineData("auto", "crossed")]
    public void Explain_AnyMethod_ValuesAreThoseOfTheAdditiveModel(string method, string design)
    {
        // The trees add up, so a feature's value is what it does less its mean, against whichever background all methods but "tree" choose.
        double meanOfA = Enumerable.Range(0, Rows).Average(i => Predicted(i) - OfB(i));
        JsonElement[] rows = [.. Json("explain", "--rows", "0-9", "--method", method, "--design", design, "--background-size", "50").GetProperty("rows").EnumerateArray()];
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(Predicted(i), Numbers(rows[i].GetProperty("prediction"))[0]);
            Assert.Equal(Predicted(i) - OfB(i) - meanOfA, Numbers(rows[i].GetProperty("values")[0])[0], 1e-4);
        }
    }

    [Fact]
    public void Explain_Table_SaysWhatIsMissing()
    {
        string table = CommandRun.Succeed("explain", _data, "--model", _model, "--rows", "0").Out;
        Assert.Contains(table.Split('\n'), line => line.StartsWith("a ", StringComparison.Ordinal) && line.Contains(" missing ", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sage", "standardErrors", 1)]
    [InlineData("permutation", "standardDeviations", 20)]
    [InlineData("exact", "standardErrors", 1)]
    public void Importance_LabelsAreThePredictions_LossIsOfTheFeaturesAlone(string method, string errorName, int repeats)
    {
        JsonElement json = Json("importance", "--target", "y", "--method", method, "--repeats", $"{repeats}");
        double[] values = Numbers(json.GetProperty("values")), errors = Numbers(json.GetProperty(errorName));
        Assert.Equal(0, json.GetProperty("modelLoss").GetDouble(), 1e-9);
        // The variance of what a feature does, and its part of the covariance; a feature whose values change places differs twice as much, whatever the other does.
        for (int j = 0; j < 2; j++)
        {
            double expected = method == "permutation" ? 2 * Covariance(j, j) : Covariance(j, j) + Covariance(0, 1);
            Assert.Equal(expected, values[j], 1e-9 + 4.5 * errors[j] / Math.Sqrt(repeats));
            Assert.Equal(method == "exact", errors[j] == 0);
        }

        static double Covariance(int one, int two)
        {
            double[] first = [.. Enumerable.Range(0, Rows).Select(i => Of(i, one))], second = [.. Enumerable.Range(0, Rows).Select(i => Of(i, two))];
            return first.Zip(second, (x, y) => (x - first.Average()) * (y - second.Average())).Average();
        }

        static double Of(int i, int feature) => feature == 1 ? OfB(i) : Predicted(i) - OfB(i);
    }

    [Fact]
    public void Effects_PartialDependence_IsTheMeanOverAllRows()
    {
        JsonElement effect = Json("effects", "--feature", "a", "--background-size", "50").GetProperty("effects")[0];
        double mean = Enumerable.Range(0, Rows).Average(OfB);
        Assert.Equal([0, 1, 2, 3], effect.GetProperty("points").EnumerateArray().Select(point => point[0].GetDouble()));
        Assert.Equal([10 + mean, 10 + mean, 20 + mean, 20 + mean], Numbers(effect.GetProperty("values")[0]).Select(value => Math.Round(value, 6)));
    }

    [Fact]
    public void Effects_Individual_RowsWithoutTheFeatureHaveACurve()
    {
        JsonElement effect = Json("effects", "--feature", "a", "--method", "ice", "--rows", "0").GetProperty("effects")[0];
        Assert.Equal([12.0, 12, 22, 22], Numbers(effect.GetProperty("values")[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--categorical")]
    public void Effects_AccumulatedLocal_LeavesOutRowsWithoutTheFeatureAndSaysSo(string option)
    {
        string[] categorical = option.Length > 0 ? [option, "a"] : [];
        CommandRun run = CommandRun.Of(["effects", _data, "--model", _model, "--method", "ale", "--feature", "a", "--json", "-", .. categorical]);
        Assert.Equal((0, "a is missing in 17 of 50 rows; its accumulated local effects are those of the others"), (run.ExitCode, run.Error.TrimEnd().Split('\n')[^1]));
        double[] values = Numbers(JsonDocument.Parse(run.Out).RootElement.GetProperty("effects")[0].GetProperty("values")[0]);
        double[] steps = [.. values.Order().Zip(values.Order().Skip(1), (low, high) => Math.Round(high - low, 5))];
        Assert.Equal([0, 10, 0], steps);      // two levels below 1.5, two above
    }

    [Fact]
    public void Effects_AccumulatedLocalOfTwo_AdditiveModelHasNone()
    {
        CommandRun run = CommandRun.Of("effects", _data, "--model", _model, "--method", "ale", "--feature", "a", "--with", "b", "--json", "-");
        Assert.Equal((0, 3), (run.ExitCode, run.Error.TrimEnd().Split('\n').Length));
        Assert.All(Numbers(JsonDocument.Parse(run.Out).RootElement.GetProperty("effects")[0].GetProperty("values")[0]), value => Assert.Equal(0, value, 1e-5));
    }

    [Theory]
    [InlineData("pdp")]
    [InlineData("ice")]
    [InlineData("ale")]
    public void Effects_MissingInEveryRow_IsSaid(string method) =>
        CommandRun.Of("effects", _folder.Write("gone.csv", "a,b\n,1\nNA,2\n"), "--model", _model, "--feature", "a", "--method", method)
            .AssertFailed("a is missing in every row", "name another with --feature");

    [Theory]
    [InlineData("data.csv")]
    [InlineData("gone.csv")]
    public void Report_Page_SaysWhatIsMissing(string table)
    {
        _folder.Write("gone.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $",{i % 4 - 2},{i % 4}\n")));
        CommandRun run = CommandRun.Succeed("report", _folder.File(table), "--model", _model, "--target", "y", "-o", _folder.File("page.html"), "--json", _folder.File("page.json"));
        Assert.Contains("\nExact values against all ", run.Out, StringComparison.Ordinal);
        string page = File.ReadAllText(_folder.File("page.html"));
        Assert.Contains("a = missing", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        string[] effects = [.. JsonDocument.Parse(File.ReadAllText(_folder.File("page.json"))).RootElement.GetProperty("effects").EnumerateArray().Select(effect => effect.GetProperty("feature").GetString()!)];
        Assert.Equal(table == "gone.csv" ? ["b"] : ["a", "b"], effects.Order());
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("importance", "--target", "y")]
    [InlineData("effects")]
    [InlineData("report")]
    public void AnyCommand_Network_SaysWhichCellIsMissing(string command, params string[] options)
    {
        string network = _folder.Write("net.json", """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0],"activation":"identity"}]}""");
        CommandRun.Of([command, _data, "--model", network, "--json", "-", .. options]).AssertFailed("line 2 (row 0), column 'a'", "the value is missing");
    }

    [Fact]
    public void Importance_MissingLabel_IsRefused() =>
        CommandRun.Of("importance", _folder.Write("unlabelled.csv", "a,b,y\n1,2,3\n1,2,\n"), "--model", _model, "--target", "y").AssertFailed("line 3 (row 1), column 'y'", "the target is missing");

    [Fact]
    public void AnyCommand_ModelOnStandardInput_IsRead()
    {
        string[] arguments = ["explain", _data, "--model", "-", "--rows", "0", "--json", "-"];
        JsonElement json = JsonDocument.Parse(CommandRun.Of(arguments, Trees).Out).RootElement;
        Assert.Equal(12, Numbers(json.GetProperty("rows")[0].GetProperty("prediction"))[0]);
        CommandRun.Of(arguments, "no model").AssertFailed("standard input: ", "not valid JSON");
        CommandRun.Of("explain", "-", "--model", "-").AssertFailed("cannot both be standard input");
    }
}
