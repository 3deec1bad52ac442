using System.Globalization;
using System.Text.Json;

namespace CteFast.Cli.Tests;

/// <summary>A table as a bank has it: a city with a comma inside, yes and no in capitals and without, n/a, dates, an id; and models of its columns of 0 and 1 or of its city.</summary>
public sealed class LoansTests : IDisposable
{
    private static readonly string[] Cities = ["Berlin", "New York, NY", "Paris"];

    // Berlin or not? Then an owner or not, or an income from 40 on.
    private const string OneHot = """
        {"learner":{"feature_names":["income","owner","city_Berlin","city_New York, NY","city_Paris"],"gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_trees":"1"},"tree_info":[0],
        "trees":[{"left_children":[1,3,5,-1,-1,-1,-1],"right_children":[2,4,6,-1,-1,-1,-1],"split_indices":[2,1,0,0,0,0,0],"split_conditions":[0.5,0.5,40,-1,0.5,1,2],"default_left":[1,1,1,0,0,0,0],"tree_param":{"num_nodes":"7"}}]}},
        "learner_model_param":{"base_score":"0.5","num_class":"0","num_feature":"5"},"objective":{"name":"binary:logistic"}},"version":[1,7,4]}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _loans, _encoded, _model;

    public LoansTests()
    {
        string[] rows = [.. Enumerable.Range(1, 60).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{i},{(i % 11 == 0 ? "n/a" : 20 + i * 7 % 50)},{(i % 13 == 0 ? "" : $"\"{Cities[i * 5 % 3]}\"")},{new[] { "yes", "NO", "Yes", "no" }[i * 3 % 4]},2024-0{i % 9 + 1}-15,{(Score(i) > 0.4 ? "yes" : "no")}"))];
        string[] encoded = [.. Enumerable.Range(1, 60).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{(i % 11 == 0 ? "" : 20 + i * 7 % 50)},{(i * 3 % 4 is 0 or 2 ? 1 : 0)},{string.Join(',', Enumerable.Range(0, 3).Select(city => i % 13 != 0 && i * 5 % 3 == city ? 1 : 0))},{(Score(i) > 0.4 ? 1 : 0)}"))];
        _loans = _folder.Write("loans.csv", $"id,income,city,owner,opened,approved\n{string.Join('\n', rows)}\n");
        _encoded = _folder.Write("encoded.csv", $"income,owner,city_Berlin,\"city_New York, NY\",city_Paris,approved\n{string.Join('\n', encoded)}\n");
        _model = _folder.Write("model.json", OneHot);
    }

    public void Dispose() => _folder.Dispose();

    private static double Score(int i) => i % 13 != 0 && i * 5 % 3 == 0 ? (i % 11 == 0 || 20 + i * 7 % 50 < 40 ? 1 : 2) : i * 3 % 4 is 0 or 2 ? 0.5 : -1;

    private static JsonElement Explain(string data, string model, params string[] options)
    {
        CommandRun run = CommandRun.Of(["explain", data, "--model", model, "--target", "approved", "--rows", "0-59", "--json", "-", .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Out).RootElement.Clone();
    }

    private static double[] Values(JsonElement explanation, string feature)
    {
        int place = explanation.GetProperty("features").EnumerateArray().Select(name => name.GetString()).ToList().IndexOf(feature);
        return [.. explanation.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("values")[0][place].GetDouble())];
    }

    [Fact]
    public void Explain_ModelOfZerosAndOnes_TheCityIsOneFeature()
    {
        JsonElement loans = Explain(_loans, _model, "--ignore-case"), encoded = Explain(_encoded, _model);
        Assert.Equal(["income", "owner", "city"], loans.GetProperty("features").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["income", "owner", "city"], encoded.GetProperty("features").EnumerateArray().Select(name => name.GetString()));
        foreach (string feature in (string[])["income", "owner", "city"])
            Assert.Equal(Values(encoded, feature), Values(loans, feature), (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal([.. Enumerable.Range(1, 60).Select(Score)], loans.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("prediction")[0].GetDouble()));
        JsonElement first = loans.GetProperty("rows")[0].GetProperty("featureValues");
        Assert.Equal((27, "no", "Paris"), (first[0].GetDouble(), first[1].GetString(), first[2].GetString()));
        Assert.Equal("none of them", encoded.GetProperty("rows")[12].GetProperty("featureValues")[2].GetString());
        Assert.Equal(JsonValueKind.Null, loans.GetProperty("rows")[12].GetProperty("featureValues")[2].ValueKind);
    }

    [Fact]
    public void Explain_NoGroups_EveryColumnByItself()
    {
        JsonElement encoded = Explain(_encoded, _model, "--no-groups"), together = Explain(_encoded, _model);
        Assert.Equal(5, encoded.GetProperty("features").GetArrayLength());
        double[][] cities = [.. new[] { "city_Berlin", "city_New York, NY", "city_Paris" }.Select(city => Values(encoded, city))];
        // Only Berlin is asked for: its column has all of the city's value.
        Assert.Equal(Values(together, "city"), cities[0], (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void AnyCommand_ModelOfZerosAndOnes_SpeaksOfTheCity()
    {
        string report = _folder.File("report.html");
        foreach (string[] command in (string[][])[["importance"], ["effects", "--feature", "city"], ["effects", "--feature", "city", "--method", "ale"], ["report", "-o", report]])
        {
            CommandRun run = CommandRun.Of([command[0], _loans, "--model", _model, "--target", "approved", "--ignore-case", .. command[1..]]);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("city: 3 columns of the model, such as \"city_Berlin\", are its levels", run.Error, StringComparison.Ordinal);
            if (command[0] == "importance") Assert.DoesNotContain("city_", run.Out, StringComparison.Ordinal);
            if (command[0] == "effects") Assert.All(Cities, city => Assert.Contains(city, run.Out, StringComparison.Ordinal));
        }

        Assert.Contains("city = ", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_CapitalsThatCount_SaysWhatToDo()
        => CommandRun.Of("explain", _loans, "--model", _model, "--target", "approved").AssertFailed("column 'owner'", "is not a number", "(--ignore-case)", "--missing TEXT");

    [Fact]
    public void Schema_Table_IsSaidAndWritten()
    {
        string file = _folder.File("schema.json");
        CommandRun run = CommandRun.Of("schema", _loans, "--target", "approved", "--ignore-case", "-o", file);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"city +categorical +4 +Berlin, New York, NY, Paris", run.Out);
        Assert.Matches(@"owner +boolean +no, yes", run.Out);
        Assert.Matches(@"id +left out\s*\nopened +left out", run.Out);
        Assert.Contains("column 'opened' holds dates, such as '2024-02-15'; it is left out (--dates reads it", run.Error, StringComparison.Ordinal);
        CommandRun chosen = CommandRun.Of("compress", _loans, "--schema", file, "--size", "4", "-o", "-");
        Assert.True(chosen.ExitCode == 0, chosen.Error);
        Assert.Equal(5, chosen.Out.TrimEnd().Split('\n').Length);
        // The file that a schema was read from stays.
        CommandRun.Of("schema", _loans, "--schema", file, "-o", file).AssertFailed("--write");
    }

    [Fact]
    public void Schema_Model_IsInTheModelsWords()
    {
        CommandRun run = CommandRun.Of("schema", _encoded, "--model", _model, "--target", "approved");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"city +categorical +Berlin, New York, NY, Paris, none of them", run.Out);
        Assert.DoesNotContain("left out", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date", "column 'date' holds dates, such as '2024-01-15', where the model takes numbers; --dates")]
    [InlineData("text", "line 2 (row 0), column 'b': 'red' is not a number")]
    public void Explain_ColumnThatIsNoNumber_IsNamed(string what, string expected)
    {
        string data = _folder.Write("data.csv", what == "date" ? "a,date\n1,2024-01-15\n2,2024-02-15\n" : "a,b\n1,red\n2,blue\n");
        string model = _folder.Write("small.json", $$"""{"format":"ctefast-mlp/1","features":["a","{{(what == "date" ? "date" : "b")}}"],"layers":[{"weights":[[1],[1]],"bias":[0],"activation":"identity"}]}""");
        CommandRun.Of("explain", data, "--model", model).AssertFailed(expected);
    }
}
