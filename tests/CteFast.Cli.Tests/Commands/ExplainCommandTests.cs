using System.Text.Json;

namespace CteFast.Cli.Tests.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private const string Model =
        """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0],"activation":"identity"}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(10, 8192)]
    [InlineData(100, 64 * 2 * 99)]
    public void Explain_ModelRowsByDefault_PayForSixtyFourOrderings(int features, int expected)
    {
        string[] names = [.. Enumerable.Range(0, features).Select(j => $"x{j}")];
        string data = _folder.Write("data.csv", string.Join(',', names) + "\n"
            + string.Concat(Enumerable.Range(0, 300).Select(i => string.Join(',', Enumerable.Range(0, features).Select(j => (i * (j + 7) + j) % 101)) + "\n")));
        string weights = string.Join(',', Enumerable.Range(0, features).Select(j => $"[{j % 3 + 1}]"));
        string model = _folder.Write("model.json",
            $"{{\"format\":\"ctefast-mlp/1\",\"features\":[{string.Join(',', names.Select(name => $"\"{name}\""))}],\"layers\":[{{\"weights\":[{weights}],\"bias\":[0],\"activation\":\"relu\"}}]}}");

        using JsonDocument json = JsonDocument.Parse(CommandRun.Succeed("explain", data, "--model", model, "--rows", "0", "--json", "-").Out);

        // The background is predicted once, too.
        Assert.InRange(json.RootElement.GetProperty("modelRows").GetInt64(), expected - 2 * features, expected + 301);
    }

    /// <summary>Runs on a table and a model of features a and b, with a JSON file that must not come to be.</summary>
    private CommandRun Run(string csv, string model, params string[] options)
    {
        string data = _folder.Write("data.csv", csv);
        string modelPath = _folder.Write("model.json", model);
        CommandRun run = CommandRun.Of(["explain", data, "--model", modelPath, "--json", _folder.File("out.json"), .. options]);
        Assert.Equal(["data.csv", "model.json"], _folder.Files);
        return run;
    }

    [Theory]
    [InlineData("a,b,y\n1,2,3\n4,5\n", "line 3 (row 1)", "2 fields")]
    [InlineData("a,b,y\n1,red,3\n", "line 2 (row 0)", "column 'b'", "'red' is not a number")]
    [InlineData("a,b,y\n1,,3\n", "line 2 (row 0)", "column 'b'", "missing")]
    [InlineData("a,b,y\nNaN,2,3\n", "line 2 (row 0)", "column 'a'", "missing")]
    [InlineData("a,b,y\n-Infinity,2,3\n", "line 2 (row 0)", "column 'a'", "not finite")]
    [InlineData("", "is empty")]
    [InlineData("a,b,y\n", "no rows")]
    [InlineData("a,b,b,y\n1,2,3,4\n", "2 columns are called 'b'")]
    [InlineData("a,c,y\n1,2,3\n", "no column \"b\"", "model.json", "a, b")]
    public void Explain_BadTable_NamesThePlaceAndWritesNothing(string csv, params string[] parts)
        => Run(csv, Model, "--target", "y").AssertFailed([_folder.File("data.csv"), .. parts]);

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{\"learner\":")]
    [InlineData("{\"some\":\"thing\"}")]
    [InlineData("[1,2,3]")]
    public void Explain_UnreadableModel_NamesTheFile(string model)
        => Run("a,b\n1,2\n", model).AssertFailed(_folder.File("model.json"));

    [Theory]
    [InlineData("--rows", "5", "--rows 5: there is no row 5; the 2 rows are 0 to 1")]
    [InlineData("--rows", "1-0", "runs backwards")]
    [InlineData("--rows", "one", "'one' is not a row")]
    [InlineData("--target", "z", "no column 'z'")]
    [InlineData("--target", "a", "uses this column as a feature")]
    [InlineData("--background-size", "3", "--background-size 3: ")]
    [InlineData("--background-size", "0", "--background-size takes a whole number from 1 to 2147483647, not '0'")]
    [InlineData("--model-rows", "0", "--model-rows takes a whole number from 1 to 2147483647, not '0'")]
    [InlineData("--model-rows", "many", "--model-rows takes a whole number from 1 to 2147483647, not 'many'")]
    [InlineData("--design", "both", "--design takes paired, crossed, not 'both'")]
    [InlineData("--method", "guess", "--method takes auto, tree, permutation, kernel, exact, gradients, not 'guess'")]
    [InlineData("--deadline", "0", "--deadline takes a number above zero, not '0'")]
    [InlineData("--deadline", "soon", "--deadline takes a number above zero, not 'soon'")]
    [InlineData("--precision", "-1", "--precision takes a number above zero, not '-1'")]
    [InlineData("--seed", "1e3", "--seed takes a whole number from 0 to 9223372036854775807, not '1e3'")]
    [InlineData("--seed", "-1", "--seed takes a whole number from 0 to 9223372036854775807, not '-1'")]
    public void Explain_BadOption_NamesItAndWhatItTakes(string option, string value, string expected)
        => Run("a,b,y\n1,2,3\n4,5,6\n", Model, option, value).AssertFailed(expected);

    [Fact]
    public void Explain_DataWithoutModel_AsksForIt()
        => CommandRun.Of("explain", "data.csv").AssertFailed("data.csv", "--model FILE");

    [Fact]
    public void Explain_MissingData_Said()
        => CommandRun.Of("explain", _folder.File("none.csv"), "--model", _folder.Write("model.json", Model))
            .AssertFailed("none.csv does not exist");

    [Fact]
    public void Explain_MissingModel_Said()
        => CommandRun.Of("explain", _folder.Write("data.csv", "a,b\n1,2\n"), "--model", _folder.File("none.json"))
            .AssertFailed("none.json does not exist");

    [Fact]
    public void Explain_ModelIsAFolder_Said()
        => CommandRun.Of("explain", "--model", _folder.Path).AssertFailed(_folder.Path, "is a folder");

    [Fact]
    public void Explain_JsonWouldReplaceTheModel_SaidAndModelKept()
    {
        string model = _folder.Write("model.json", Model);

        CommandRun.Of("explain", "--model", model, "--json", model).AssertFailed("--json", "choose another file");

        Assert.Equal(Model, File.ReadAllText(model));
    }
}
