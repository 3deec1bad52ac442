using System.Text;
using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Trees;

/// <summary>Values of trained models against the reference's, and against other ways to them.</summary>
public sealed class TreeGoldenTests
{
    private const double SingleSums = 1e-5;      // the reference sums margins in single precision

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Explain_GoldenModels_GivesTheReference(int index)
    {
        JsonElement golden = TestData.Json("golden/shapley_xgb.json").GetProperty("cases")[index];
        TreeEnsemble model = XgboostReader.Read(Encoding.UTF8.GetBytes(golden.GetProperty("model").GetRawText()), "golden");
        float[] rows = golden.GetProperty("x").Floats(), background = golden.GetProperty("background").Floats();
        var explainer = new TreeExplainer(model, background, new TreeExplainerOptions());
        double[] values = Values(explainer, rows, model.FeatureCount);
        Close(golden.GetProperty("shap_0441_TreeExplainer_interventional"), values);
        Assert.Equal(golden.GetProperty("base_value_margin").GetDouble(), explainer.BaseValues[0], SingleSums);
        if (golden.TryGetProperty("shapley_margin", out JsonElement exact)) Close(exact, values);
        if (!golden.TryGetProperty("shap_0441_tree_path_dependent", out JsonElement dependent)) return;

        TreeExplainer covers = TreeExplainer.PathDependent(model, new TreeExplainerOptions());
        TreeExplainer walked = TreeExplainer.PathDependent(model, new TreeExplainerOptions { MaxTableBytes = 0 });
        Close(dependent, Values(covers, rows, model.FeatureCount));
        Close(dependent, Values(walked, rows, model.FeatureCount));
        Assert.Equal(golden.GetProperty("tree_path_dependent_base").GetDouble(), covers.BaseValues[0], SingleSums);
        int d = model.FeatureCount;
        double[] contributions = golden.GetProperty("xgb_pred_contribs").Flat(), expected = Values(covers, rows, d);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(contributions[i / d * (d + 1) + i % d], expected[i], SingleSums);
    }

    [Fact]
    public void Explain_Sample_GivesTheOracle()
    {
        float[] background = TestData.Diamonds(200);
        var oracle = new TreeShapleyOracle(TestData.Json("sample/diamonds.xgb.json"));
        double[] values = Values(new TreeExplainer(Sample(), background, new TreeExplainerOptions()), background, 9);
        for (int i = 0; i < 50; i++)
        {
            double[] expected = oracle.Explain(background.AsSpan(i * 9, 9), background);
            for (int j = 0; j < 9; j++) Assert.Equal(expected[j], values[i * 9 + j], 1e-9);
        }
    }

    [Fact]
    public void Explain_Sample_AddsUpToThePredictions()
    {
        TreeEnsemble model = Sample();
        float[] rows = TestData.Diamonds(2000);
        var explainer = new TreeExplainer(model, rows, new TreeExplainerOptions { Threads = 2 });
        double[] values = Values(explainer, rows, 9);
        var margins = new float[2000];
        model.Predict(rows, margins);
        for (int i = 0; i < margins.Length; i++)
        {
            double sum = explainer.BaseValues[0] + values.AsSpan(i * 9, 9).ToArray().Sum();
            Assert.True(Math.Abs(sum - margins[i]) <= 1e-6 * Math.Abs(margins[i]), $"row {i}: {sum:R}, predicted {margins[i]:R}");
        }
    }

    [Fact]
    public void Explain_Sample_AgreesWithEnumeration()
    {
        float[] data = TestData.Diamonds(64);
        TreeEnsemble model = Sample();
        Explanation enumerated = Explainer.Create(model, Background.Of(data, 9), new ExplainOptions { Method = ExplainMethod.Exact, ModelRows = 100_000, BackgroundSize = 64 }).Explain(data.AsSpan(0, 20 * 9));
        Explanation exact = new TreeExplainer(model, data, new TreeExplainerOptions()).Explain(data.AsSpan(0, 20 * 9));
        // Enumeration takes differences of margins that are sums of 200 leaves in single precision.
        for (int i = 0; i < 20 * 9; i++) Assert.Equal(exact.Values(i / 9)[i % 9], enumerated.Values(i / 9)[i % 9], 1e-5);
    }

    [Fact]
    public void Interactions_Sample_RowsAddUpToTheValues()
    {
        float[] background = TestData.Diamonds(300);
        double[] values = Values(new TreeExplainer(Sample(), background, new TreeExplainerOptions()), background, 9);
        double[] interactions = Values(new TreeExplainer(Sample(), background, new TreeExplainerOptions { Interactions = true }), background, 81);
        for (int i = 0; i < values.Length; i++) Assert.Equal(values[i], interactions.AsSpan(i * 9, 9).ToArray().Sum(), 1e-10);
    }

    // The sampling explainers' errors are those of their orderings or coalitions: exact values lie within four of them, but for chance.
    [Theory]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Crossed, 0)]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Paired, 0)]
    [InlineData(ExplainMethod.Kernel, SamplingDesign.Crossed, 0)]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Crossed, 0.2)]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Paired, 0.2)]
    [InlineData(ExplainMethod.Kernel, SamplingDesign.Crossed, 0.2)]
    public void Explain_Sample_AgreesWithTheSamplingExplainers(ExplainMethod method, SamplingDesign background, double missing)
    {
        float[] data = TestData.Diamonds(64);
        var random = new Random(1);
        foreach (ref float value in data.AsSpan()) value = random.NextDouble() < missing ? float.NaN : value;
        TreeEnsemble model = Sample();
        var options = new ExplainOptions { Method = method, ModelRows = 20_000, Design = background, BackgroundSize = 64 };
        Explanation estimate = Explainer.Create(model, Background.Of(data, 9), options).Explain(data.AsSpan(0, 20 * 9));
        Explanation exact = new TreeExplainer(model, data, new TreeExplainerOptions()).Explain(data.AsSpan(0, 20 * 9));
        double worst = 0, squares = 0;
        for (int i = 0; i < 20 * 9; i++)
        {
            double error = (estimate.Values(i / 9)[i % 9] - exact.Values(i / 9)[i % 9]) / Math.Max(estimate.StandardErrors(i / 9)[i % 9], 1e-6);
            worst = Math.Max(worst, Math.Abs(error));
            squares += error * error;
        }

        Assert.True(worst < 4.5, $"{worst} standard errors");
        Assert.InRange(squares / 180, 0.2, 1.5);
    }

    [Fact]
    public void PartialDependence_Sample_IsTheMeanPrediction()
    {
        TreeEnsemble model = Sample();
        float[] data = TestData.Diamonds(500);
        var explainer = new TreeExplainer(model, data, new TreeExplainerOptions { Index = GameIndex.PartialDependence });
        float[] row = data[..9], hybrid = [.. data];
        double[] values = Values(explainer, row, 9);
        for (int j = 0; j < 9; j++)
        {
            data.CopyTo(hybrid, 0);
            for (int i = 0; i < 500; i++) hybrid[i * 9 + j] = row[j];
            var predictions = new float[500];
            model.Predict(hybrid, predictions);
            Assert.Equal(predictions.Average(value => (double)value), explainer.BaseValues[0] + values[j], SingleSums);
        }
    }

    private static TreeEnsemble Sample() => (TreeEnsemble)ModelReader.ReadFile(TestData.Path("sample/diamonds.xgb.json"));

    private static double[] Values(TreeExplainer explainer, float[] rows, int width)
    {
        int d = width == 81 ? 9 : width;
        var values = new double[rows.Length / d * width];
        explainer.ComputeValues(rows, values);
        return values;
    }

    private static void Close(JsonElement expected, double[] actual)
    {
        double[] numbers = expected.Flat();
        Assert.Equal(numbers.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(numbers[i], actual[i], SingleSums);
    }
}
