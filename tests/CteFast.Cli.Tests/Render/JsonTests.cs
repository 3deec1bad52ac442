using System.Text.Json;
using CteFast.Cli.Render;

namespace CteFast.Cli.Tests.Render;

public sealed class JsonTests
{
    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    [Fact]
    public void ExplanationJson_TwoRowsThreeOutputs_ShapeAndNumbers()
    {
        ExplanationReport report = Explanations.Report(["a", "größe \"x\""], rows: 2, outputs: 3);
        using JsonDocument document = JsonDocument.Parse(ExplanationJson.Render(report));
        JsonElement root = document.RootElement;

        Assert.Equal(
        [
            "method", "model", "features", "outputs", "backgroundCount", "backgroundInput",
            "mmd", "mmdUniform", "modelRows", "elapsedMs", "rows",
        ], Names(root));
        Assert.Equal("permutation, paired", root.GetProperty("method").GetString());
        Assert.Equal("model.json", root.GetProperty("model").GetString());
        Assert.Equal(["a", "größe \"x\""], root.GetProperty("features").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal((3, 64, 13485, 8192), (root.GetProperty("outputs").GetInt32(), root.GetProperty("backgroundCount").GetInt32(),
            root.GetProperty("backgroundInput").GetInt32(), root.GetProperty("modelRows").GetInt32()));
        Assert.Equal(report.Explanation.BackgroundQuality.Mmd, root.GetProperty("mmd").GetDouble());
        Assert.Equal(report.Explanation.BackgroundQuality.MmdUniform, root.GetProperty("mmdUniform").GetDouble());
        Assert.Equal(42.5, root.GetProperty("elapsedMs").GetDouble());
        Assert.Equal([0, 10], root.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));

        JsonElement second = root.GetProperty("rows")[1];
        Assert.Equal(["row", "featureValues", "prediction", "baseValue", "values", "standardErrors"], Names(second));
        Assert.Equal([3.5, 4.5, 5.5], Numbers(second.GetProperty("prediction")));
        Assert.Equal([0.25, 0.5, 0.75], Numbers(second.GetProperty("baseValue")));
        for (int output = 0; output < 3; output++)
        {
            Assert.Equal(report.Explanation.Values(1, output).ToArray(), Numbers(second.GetProperty("values")[output]));
            Assert.Equal(report.Explanation.StandardErrors(1, output).ToArray(), Numbers(second.GetProperty("standardErrors")[output]));
        }
    }

    [Fact]
    public void ExplanationJson_NumberIsNotFinite_Null()
    {
        using JsonDocument document = JsonDocument.Parse(ExplanationJson.Render(Explanations.Report(["a"], scale: double.NaN)));

        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("rows")[0].GetProperty("values")[0][0].ValueKind);
    }

    [Fact]
    public void ExplanationJson_NoStandardErrors_NullAndTheValuesStay()
    {
        using JsonDocument document = JsonDocument.Parse(ExplanationJson.Render(Explanations.Report(["a", "b"], errors: false)));

        JsonElement row = document.RootElement.GetProperty("rows")[0];
        Assert.All(row.GetProperty("standardErrors")[0].EnumerateArray(), error => Assert.Equal(JsonValueKind.Null, error.ValueKind));
        Assert.Equal([0.1, -0.2], Numbers(row.GetProperty("values")[0]));
    }

    [Fact]
    public void CoresetJson_Coreset_ShapeAndNumbers()
    {
        const string Expected = """
            {"inputCount":13485,"featureCount":3,"size":2,"kernel":"laplace","squaredBandwidth":18,"squaredBandwidthPaper":18,
            "squaredBandwidthMedian":15.25,"mmd":0.02,"mmdUniform":0.09,"evaluations":1000,"elapsedMs":1.5,"seed":0,
            "features":[{"name":"carat","kind":"numeric","missing":0},{"name":"cut","kind":"categorical","levels":5,"missing":2},
            {"name":"depth","kind":"numeric","missing":3}],"indices":[1000,1001]}
            """;
        Assert.Equal(Expected.ReplaceLineEndings("") + "\n", CoresetJson.Render(CoresetReports.Of(rows: 2)));
    }

    [Fact]
    public void CoresetJson_WeightsAndNothingCounted_WeightsAndNull()
    {
        using JsonDocument document = JsonDocument.Parse(CoresetJson.Render(
            CoresetReports.Of(rows: 2) with { Weights = [0.25, 0.75], KernelEvaluations = null, SquaredBandwidth = null }));

        Assert.Equal([0.25, 0.75], Numbers(document.RootElement.GetProperty("weights")));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("evaluations").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("squaredBandwidth").ValueKind);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
