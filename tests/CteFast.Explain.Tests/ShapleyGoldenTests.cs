using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Fixtures;

namespace CteFast.Explain.Tests;

/// <summary>The reference numbers against the tests' own oracles, and ours against the reference's permutation walk.</summary>
public sealed class ShapleyGoldenTests
{
    // The golden networks were run in double, ours runs in float; their outputs and values are below 1 in size.
    private const double NetworkError = 1e-4;
    private const double MarginError = 1e-5;

    [Fact]
    public void Oracle_GoldenNetworks_GivesTheReference()
    {
        foreach (JsonElement golden in Cases("shapley_mlp"))
        {
            NetworkModel model = Network(golden.GetProperty("model"));
            int d = model.FeatureCount;
            float[] background = golden.GetProperty("background").Floats(), rows = golden.GetProperty("x").Floats();
            foreach (JsonElement output in golden.GetProperty("outputs").EnumerateArray())
            {
                int at = output.GetProperty("output").GetInt32();
                if (output.TryGetProperty("coalition_values_row0", out JsonElement worths))
                    AssertClose(worths.Flat(), [.. ShapleyOracle.Worths(model, rows.AsSpan(0, d), background).Where((_, i) => i % model.OutputCount == at)], NetworkError);
                double[] expected = output.GetProperty("shapley").Flat();
                for (int row = 0; row < rows.Length / d; row++)
                {
                    double[] values = ShapleyOracle.Explain(model, rows.AsSpan(row * d, d), background);
                    AssertClose(expected[(row * d)..((row + 1) * d)], values[(at * d)..((at + 1) * d)], NetworkError);
                }
            }
        }
    }

    [Fact]
    public void Oracle_GoldenTrees_GivesTheReference()
    {
        foreach (JsonElement golden in Cases("shapley_xgb").Where(element => element.TryGetProperty("shapley_margin", out _)))
        {
            TreeEnsemble model = Ensemble(golden);
            int d = model.FeatureCount;
            float[] background = golden.GetProperty("background").Floats(), rows = golden.GetProperty("x").Floats();
            double[] expected = golden.GetProperty("shapley_margin").Flat();
            AssertClose(expected, [.. Rows(rows, d).SelectMany(row => ShapleyOracle.Explain(model, row, background))], MarginError);
            if (golden.TryGetProperty("shapley_prob", out JsonElement probabilities))
            {
                IModel transformed = model.WithOutput(TreeEnsembleOutput.Transformed);
                AssertClose(probabilities.Flat(), [.. Rows(rows, d).SelectMany(row => ShapleyOracle.Explain(transformed, row, background))], MarginError);
            }
        }
    }

    [Fact]
    public void TreeOracle_GoldenTrees_GivesTheReference()
    {
        int cases = 0;
        foreach (JsonElement golden in Cases("shapley_xgb"))
        {
            var oracle = new TreeShapleyOracle(golden.GetProperty("model"));
            float[] background = golden.GetProperty("background").Floats();
            double[] actual = [.. Rows(golden.GetProperty("x").Floats(), oracle.FeatureCount).SelectMany(row => oracle.Explain(row, background))];
            AssertClose(golden.GetProperty("shap_0441_TreeExplainer_interventional").Flat(), actual, MarginError);
            if (golden.TryGetProperty("shapley_margin", out JsonElement margins)) AssertClose(margins.Flat(), actual, MarginError);
            cases++;
        }

        Assert.Equal(3, cases);
    }

    [Fact]
    public void TreeOracle_SampleModel_GivesTheEnumeration()
    {
        var oracle = new TreeShapleyOracle(TestData.Json("sample/diamonds.xgb.json"));
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path("sample/diamonds.xgb.json"));
        float[] background = TestData.Diamonds(60);
        // The model sums 120 leaves in single precision.
        foreach (float[] row in Rows(background[..27], 9)) AssertClose(ShapleyOracle.Explain(model, row, background), oracle.Explain(row, background), MarginError);
    }

    [Fact]
    public void Explain_GoldenPermutationsOverASharedBackground_GivesTheReference()
    {
        int cases = 0;
        foreach (JsonElement golden in Cases("shapley_mlp"))
        {
            NetworkModel model = Network(golden.GetProperty("model"));
            int d = model.FeatureCount;
            Background background = MadeBackground.All(golden.GetProperty("background").Floats(), d);
            float[] rows = golden.GetProperty("x").Floats();
            foreach (JsonElement output in golden.GetProperty("outputs").EnumerateArray())
            {
                if (!output.TryGetProperty("permutations", out JsonElement permutations)) continue;
                int at = output.GetProperty("output").GetInt32();
                int[] orderings = [.. permutations.Flat().Select(feature => (int)feature)];
                var plan = PermutationPlan.Of(orderings, d, background.Count, SamplingDesign.Crossed);
                Explanation explanation = new PermutationExplainer(model, background, new ExplainOptions { ModelRows = int.MaxValue, MaxBatchRows = 100 }, plan, adjust: false).Explain(rows);

                double[] actual = [.. Enumerable.Range(0, explanation.RowCount).SelectMany(row => explanation.Values(row, at).ToArray())];
                AssertClose(output.GetProperty("permutation_shap_antithetic").Flat(), actual, NetworkError);
                AssertClose(output.GetProperty("predictions").Flat(), [.. Enumerable.Range(0, explanation.RowCount).Select(row => explanation.Prediction(row)[at])], NetworkError);
                Assert.Equal(output.GetProperty("base_value").GetDouble(), explanation.BaseValues[at], NetworkError);
                cases++;
            }
        }

        Assert.Equal(3, cases);
    }

    internal static JsonElement[] Cases(string name) => [.. TestData.Json($"golden/{name}.json").GetProperty("cases").EnumerateArray()];

    private static IEnumerable<float[]> Rows(float[] rows, int d) => rows.Chunk(d);

    internal static IModel Probabilities(JsonElement golden) => Ensemble(golden).WithOutput(TreeEnsembleOutput.Transformed);

    internal static TreeEnsemble Ensemble(JsonElement golden) =>
        XgboostReader.Read(System.Text.Encoding.UTF8.GetBytes(golden.GetProperty("model").GetRawText()), golden.GetProperty("name").GetString()!);

    internal static NetworkModel Network(JsonElement model) => new([.. model.GetProperty("layers").EnumerateArray().Select(layer => new NetworkLayer(
        layer.GetProperty("weights").Floats(), layer.GetProperty("bias").Floats(), Enum.Parse<NetworkActivation>(layer.GetProperty("activation").GetString()!, ignoreCase: true)))]);

    private static void AssertClose(double[] expected, double[] actual, double error)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.NotEmpty(expected);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) <= error * Math.Max(1, Math.Abs(expected[i])), $"number {i}: {actual[i]:R}, expected {expected[i]:R}");
    }
}
