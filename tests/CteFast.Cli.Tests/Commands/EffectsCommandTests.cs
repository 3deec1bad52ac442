using System.Text.Json;

namespace CteFast.Cli.Tests.Commands;

public sealed class EffectsCommandTests : IDisposable
{
    private const string Linear = """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0],"activation":"identity"}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private CommandRun Run(params string[] options)
        => CommandRun.Of(["effects", _folder.Write("data.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i % 10},{i / 10},0\n"))),
            "--model", _folder.Write("model.json", Linear), "--target", "y", .. options]);

    private JsonElement Json(params string[] options)
    {
        CommandRun run = Run([.. options, "--json", "-"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Out).RootElement;
    }

    private static double[] Numbers(JsonElement effect, string name) => [.. effect.GetProperty(name)[0].EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>The mean of a is 4.5, that of b 4.5: at b = v the mean prediction is 4.5 + 2v.</summary>
    [Fact]
    public void Effects_PartialDependence_IsTheMeanPrediction()
    {
        JsonElement effect = Json("--feature", "b", "--intervals", "3", "--background-size", "100").GetProperty("effects")[0];
        Assert.Equal(("partial dependence", "b"), (effect.GetProperty("method").GetString(), effect.GetProperty("features")[0].GetString()));
        Assert.Equal([0, 3, 6, 9], effect.GetProperty("points").EnumerateArray().Select(point => point[0].GetDouble()));
        Assert.Equal([4.5, 10.5, 16.5, 22.5], Numbers(effect, "values").Select(value => Math.Round(value, 4)));
    }

    [Fact]
    public void Effects_AccumulatedLocal_OfCategoriesAndTwoFeatures()
    {
        JsonElement effects = Json("--feature", "a", "--feature", "b", "--method", "ale", "--categorical", "a", "--intervals", "9").GetProperty("effects");
        Assert.Equal((2, 10), (effects.GetArrayLength(), effects[0].GetProperty("points").GetArrayLength()));
        Assert.Equal(18, Numbers(effects[1], "values")[^1] - Numbers(effects[1], "values")[0], 1e-4);
        JsonElement surface = Json("--feature", "a", "--with", "b", "--method", "ale", "--intervals", "2").GetProperty("effects")[0];
        Assert.Equal(9, surface.GetProperty("points").GetArrayLength());
        Assert.All(Numbers(surface, "values"), value => Assert.Equal(0, value, 1e-4));
    }

    [Fact]
    public void Effects_IndividualCsv_HasALineAPoint()
    {
        CommandRun run = Run("--method", "ice", "--rows", "0,12", "--intervals", "1", "--csv", "-");
        Assert.Equal("feature,value,feature2,value2,row,output,effect,standardError\na,0,,,0,0,0,0\na,9,,,0,0,9,0\na,0,,,12,0,2,0\na,9,,,12,0,11,0\n", run.Out);
        Assert.Equal("a,0,b,0,,0,0,0", Run("--with", "b", "--intervals", "1", "--csv", "-").Out.Split('\n')[1]);
    }

    [Theory]
    [InlineData("pdp")]
    [InlineData("ice")]
    [InlineData("ale")]
    public void Effects_Sample_TableFitsTheTerminal(string method)
    {
        CommandRun run = CommandRun.Of("effects", "--method", method, "--intervals", "5");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(run.Out.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("carat", run.Out, StringComparison.Ordinal);
        Assert.Contains("█", run.Out, StringComparison.Ordinal);
        Assert.Equal(method != "ice", run.Out.Contains('±', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--feature c: model.json has no such feature; its features are a, b", "--feature", "c")]
    [InlineData("--with a: --feature names it too", "--feature", "a", "--with", "a")]
    [InlineData("choose --method pdp or ale", "--method", "ice", "--with", "b")]
    [InlineData("--class 1: model.json has one output, 0", "--class", "1")]
    [InlineData("--method takes pdp, ice, ale, not 'shap'", "--method", "shap")]
    [InlineData("there is no row 100", "--method", "ice", "--rows", "100")]
    public void Effects_BadOption_SaysWhatItTakes(string expected, params string[] options) => Run(options).AssertFailed(expected);
}
