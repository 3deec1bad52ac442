using System.Text.Json;
using CteFast.Data;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests.Coalitions;

public sealed class ExactExplainerTests
{
    private const int D = 6, K = 2;

    private static readonly DelegateModel Model = MadeModel.Random(D, K, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(20 * D, 2), Row = ModelAssert.RandomRows(D, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    public void Explain_AnyModel_IsTheEnumeration(int batch)
    {
        var model = new RecordingModel(Model);
        Explanation explanation = new ExactExplainer(model, Background.Of(Data, D), new ExplainOptions { MaxBatchRows = batch }).Explain(Row);
        AssertClose(ShapleyOracle.Explain(Model, Row, Data), explanation, 1e-12);
        Assert.Equal((20L + 1 + 20 * 62, "exact"), (explanation.ModelRows, explanation.Method));
        Assert.Equal((model.Rows, (long)model.Calls), (explanation.ModelRows, explanation.ModelCalls));
        Assert.All(explanation.StandardErrors(0).ToArray(), error => Assert.Equal(0, error));
    }

    [Fact]
    public void Explain_Weights_AreRepeatedRows()
    {
        float[] repeated = [.. Data[..(2 * D)], .. Data[..D], .. Data[..D]];
        Explanation explanation = new ExactExplainer(Model, Background.Of(Data.AsSpan(0, 3 * D), D, [3, 1, 0]), new ExplainOptions()).Explain(Row);
        AssertClose(ShapleyOracle.Explain(Model, Row, repeated), explanation, 1e-12);
    }

    [Fact]
    public void Explain_SharedFeatures_CostNothingAndAreWorthNothing()
    {
        float[] data = (float[])Data.Clone();
        for (int i = 0; i < data.Length; i += D) (data[i + 1], data[i + 4]) = (Row[1], i % (2 * D) == 0 ? Row[4] : data[i + 4]);
        var model = new RecordingModel(Model);
        Explanation explanation = new ExactExplainer(model, Background.Of(data, D), new ExplainOptions()).Explain(Row);
        AssertClose(ShapleyOracle.Explain(Model, Row, data), explanation, 1e-12);
        Assert.Equal((0.0, 0.0), (explanation.Values(0, 0)[1], explanation.Values(0, 1)[1]));
        Assert.Equal(20 + 1 + 10 * (16 - 2) + 10 * (32 - 2), explanation.ModelRows);
    }

    [Fact]
    public void Explain_RowOfTheBackground_IsWorthNothing()
    {
        var model = new RecordingModel(Model);
        Explanation explanation = new ExactExplainer(model, Background.Of(Row, D), new ExplainOptions()).Explain(Row);
        Assert.All(explanation.Values(0).ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(2, model.Rows);
    }

    /// <summary>Columns that are explained as one are one feature of a model that takes them so.</summary>
    [Fact]
    public void Explain_Groups_AreTheFeaturesOfTheGroupedModel()
    {
        // A player of the three-feature model stands for columns 1, 4 and 5 of the six-feature one by their sum.
        DelegateModel inner = MadeModel.Of(3, x => x[0] * x[1] + MathF.Tanh(x[1] - x[2]));
        DelegateModel outer = MadeModel.Of(6, x => inner.Predict([x[0] + x[3], x[1] + x[4] + x[5], x[2]])[0]);
        float[] Merge(float[] rows) => [.. rows.Chunk(6).SelectMany(x => new[] { x[0] + x[3], x[1] + x[4] + x[5], x[2] })];
        var options = new ExplainOptions { Groups = [new FeatureGroup("rest", [5, 1, 4]), new FeatureGroup("ends", [0, 3])] };
        Explanation explanation = new ExactExplainer(outer, Background.Of(Data, D), options).Explain(Row);
        Assert.Equal(["ends", "rest", "x2"], explanation.FeatureNames);
        double[] expected = ShapleyOracle.Explain(inner, Merge(Row), Merge(Data));
        for (int j = 0; j < 3; j++) Assert.Equal(expected[j], explanation.Values(0)[j], 1e-12);
        Assert.Equal([float.NaN, float.NaN, Row[2]], explanation.FeatureValues(0).ToArray());
    }

    // The golden networks were run in double, ours runs in float; XGBoost's margins are sums in float.
    [Fact]
    public void Explain_GoldenNetworks_GivesTheReference()
    {
        int cases = 0;
        foreach (JsonElement golden in ShapleyGoldenTests.Cases("shapley_mlp"))
        {
            NetworkModel model = ShapleyGoldenTests.Network(golden.GetProperty("model"));
            Explanation explanation = Golden(model, golden);
            foreach (JsonElement output in golden.GetProperty("outputs").EnumerateArray())
            {
                int at = output.GetProperty("output").GetInt32();
                Assert.Equal(output.GetProperty("base_value").GetDouble(), explanation.BaseValues[at], 1e-4);
                AssertAll(output.GetProperty("shapley").Flat(), explanation, at, 1e-4);
                cases++;
            }
        }

        Assert.Equal(5, cases);
    }

    [Fact]
    public void Explain_GoldenTrees_GivesTheReferenceOfMarginsAndProbabilities()
    {
        int cases = 0;
        foreach (JsonElement golden in ShapleyGoldenTests.Cases("shapley_xgb").Where(element => element.TryGetProperty("shapley_margin", out _)))
        {
            var model = ShapleyGoldenTests.Ensemble(golden);
            AssertAll(golden.GetProperty("shapley_margin").Flat(), Golden(model, golden), 0, 1e-5);
            cases++;
            if (!golden.TryGetProperty("shapley_prob", out JsonElement probabilities)) continue;
            Explanation explanation = Golden(ShapleyGoldenTests.Probabilities(golden), golden);
            AssertAll(probabilities.Flat(), explanation, 0, 1e-5);
            Assert.Equal(OutputKind.Probability, explanation.OutputKind);
        }

        Assert.Equal(2, cases);
    }

    [Fact]
    public void Constructor_TooManyFeaturesOrADeadline_SaysWhatToUse()
    {
        DelegateModel wide = MadeModel.Linear(new float[21]);
        Background background = Background.Of(new float[21], 21);
        var model = new RecordingModel(wide);
        string message = Assert.Throws<ArgumentException>(() => new ExactExplainer(model, background, new ExplainOptions())).Message;
        Assert.Contains("21 features", message, StringComparison.Ordinal);
        Assert.Contains("Permutation", message, StringComparison.Ordinal);
        Assert.Equal(0, model.Rows);
        var grouped = new ExplainOptions { Groups = [new FeatureGroup("two", [0, 1])] };
        Assert.Equal(20, new ExactExplainer(model, background, grouped).FeatureNames.Count);
        Assert.Contains("cannot be stopped", Assert.Throws<ArgumentException>(() =>
            new ExactExplainer(Model, Background.Of(Data, D), new ExplainOptions { Deadline = TimeSpan.FromSeconds(1) })).Message, StringComparison.Ordinal);
    }

    private static Explanation Golden(IModel model, JsonElement golden) =>
        new ExactExplainer(model, Background.Of(golden.GetProperty("background").Floats(), model.FeatureCount), new ExplainOptions()).Explain(golden.GetProperty("x").Floats());

    private static void AssertAll(double[] expected, Explanation explanation, int output, double error)
    {
        int d = explanation.FeatureCount;
        Assert.Equal(explanation.RowCount * d, expected.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], explanation.Values(i / d, output)[i % d], error * Math.Max(1, Math.Abs(expected[i])));
    }

    private static void AssertClose(double[] expected, Explanation explanation, double error)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], explanation.Values(0, i / D)[i % D], error);
    }
}
