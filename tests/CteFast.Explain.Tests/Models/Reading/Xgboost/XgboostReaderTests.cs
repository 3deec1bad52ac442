using System.Text;
using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Trees;

namespace CteFast.Explain.Tests.Models.Reading.Xgboost;

public class XgboostReaderTests
{
    // XGBoost's margins are sums of some 200 single-precision leaves: 200 roundings of 6e-8 of a few units stay below 1e-5.
    private const double MarginError = 1e-5;

    [Theory]
    [InlineData("diamonds", OutputKind.Value)]
    [InlineData("breast_cancer", OutputKind.Margin)]
    public void Predict_RealModel_GivesXgboostsMargins(string name, OutputKind kind)
    {
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path($"real/{name}_xgb.json"));
        JsonElement expected = TestData.Json($"real/{name}_predictions.json");
        Assert.Equal(200, model.TreeCount);
        Assert.Equal(kind, model.OutputKind);
        ModelAssert.Close(expected.GetProperty("xgb_margin").Flat(), model.Predict(expected.GetProperty("rows").Floats()), MarginError, 0);
    }

    [Fact]
    public void Predict_BreastCancerTransformed_GivesProbabilities()
    {
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path("real/breast_cancer_xgb.json")).WithOutput(TreeEnsembleOutput.Transformed);
        JsonElement expected = TestData.Json("real/breast_cancer_predictions.json");
        Assert.Equal(OutputKind.Probability, model.OutputKind);
        ModelAssert.Close(expected.GetProperty("xgb_prob1").Flat(), model.Predict(expected.GetProperty("rows").Floats()), 0, MarginError);
    }

    [Fact]
    public void Predict_SampleModel_GivesXgboostsMargins()
    {
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path("sample/diamonds.xgb.json"));
        Assert.Equal("carat", model.FeatureNames[0]);
        ModelAssert.Close(TestData.Json("sample/diamonds.predictions.json").GetProperty("xgb").Flat(), model.Predict(TestData.Diamonds(200)), MarginError, 0);
    }

    [Fact]
    public void Read_Ubjson_IsTheModelOfTheJson()
    {
        TreeEnsemble json = XgboostReader.ReadFile(TestData.Path("sample/diamonds.xgb.json")), ubjson = XgboostReader.ReadFile(TestData.Path("sample/diamonds.xgb.ubj"));
        Assert.True(json.Nodes.SequenceEqual(ubjson.Nodes));
        Assert.True(json.Traits.SequenceEqual(ubjson.Traits));
        Assert.True(json.LeafValues.SequenceEqual(ubjson.LeafValues));
        Assert.True(json.Covers.SequenceEqual(ubjson.Covers));
        Assert.True(json.BaseMargins.SequenceEqual(ubjson.BaseMargins));
        Assert.Equal(json.FeatureNames, ubjson.FeatureNames);
    }

    [Fact]
    public void Predict_Multiclass_GivesMarginsAndProbabilitiesAlsoWithMissingValues()
    {
        JsonElement golden = TestData.Json("golden/xgb_multiclass.json");
        TreeEnsemble model = XgboostReader.Read(Encoding.UTF8.GetBytes(golden.GetProperty("model").GetRawText()), "golden");
        float[] x = golden.GetProperty("x").Floats(), missing = golden.GetProperty("x_missing").Floats();
        Assert.Contains(missing, float.IsNaN);
        Assert.Equal(3, model.OutputCount);
        ModelAssert.Close(golden.GetProperty("margin").Flat(), model.Predict(x), MarginError, 0);
        ModelAssert.Close(golden.GetProperty("margin_missing").Flat(), model.Predict(missing), MarginError, 0);
        ModelAssert.Close(golden.GetProperty("prob").Flat(), model.WithOutput(TreeEnsembleOutput.Transformed).Predict(x), MarginError, 0);
    }

    [Fact]
    public void Predict_RandomRowsWithMissingValues_AgreesWithTheOracle()
    {
        const string name = "real/breast_cancer_xgb.json";
        var oracle = new TreeOracle(TestData.Json(name), 1);
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path(name));
        float[] rows = ModelAssert.RandomRows(300 * 30, 1);
        for (int i = 150 * 30; i < rows.Length; i += 7)
            rows[i] = float.NaN;
        double[] expected = [.. Enumerable.Range(0, 300).Select(i => oracle.Margins(rows.AsSpan(i * 30, 30), 0)[0])];
        ModelAssert.Close(expected, model.Predict(rows), MarginError, 0);
    }

    [Fact]
    public void Predict_AnyBatch_SameBits()
    {
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path("sample/diamonds.xgb.json"));
        float[] rows = TestData.Diamonds(133);
        ModelAssert.SameBitsInAnyBatch(model, rows, 40);
        for (int i = 0; i < rows.Length; i += 31)
            rows[i] = float.NaN;
        ModelAssert.SameBitsInAnyBatch(model, rows, 40);
    }

    [Fact]
    public void Predict_Warm_AllocatesNothing()
    {
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path("sample/diamonds.xgb.json"));
        Assert.Equal(0, ModelAssert.AllocatedWhenWarm(model, TestData.Diamonds(50)));
    }

    [Theory]
    [InlineData("reg:squarederror", "5E-1", 0.5)]
    [InlineData("reg:squarederror", "[2.5E0]", 2.5)]
    [InlineData("rank:pairwise", "5E-1", 0.5)]
    [InlineData("binary:logistic", "2E-1", -1.3862943611198906)]
    // As XGBoost 1.7.4 itself: its margin of this objective less its leaf is 0.2.
    [InlineData("binary:logitraw", "[2E-1]", 0.2)]
    [InlineData("reg:logistic", "5E-1", 0.0)]
    [InlineData("count:poisson", "3E0", 1.0986122886681098)]
    [InlineData("reg:gamma", "[3E0]", 1.0986122886681098)]
    [InlineData("reg:tweedie", "5E-1", -0.6931471805599453)]
    public void Read_BaseScore_BecomesAMargin(string objective, string baseScore, double margin) =>
        ModelAssert.Close([margin + 1], XgboostModelText.Read(new() { Objective = objective, BaseScore = baseScore }).Predict([0, 0]), 0, 5e-7);

    // XGBoost documents the objective as one that outputs the score before the logistic transformation.
    [Fact]
    public void Transformed_LogitRaw_IsTheMargin()
    {
        TreeEnsemble model = XgboostModelText.Read(new() { Objective = "binary:logitraw", BaseScore = "2E-1" });
        Assert.Equal(model.Predict([0, 0]), model.WithOutput(TreeEnsembleOutput.Transformed).Predict([0, 0]));
    }

    [Fact]
    public void Read_BaseScoreOfEachClass_IsUsedAsItIs()
    {
        TreeEnsemble model = XgboostModelText.Read(new() { Objective = "multi:softmax", BaseScore = "[1E-1,2E-1,3E-1]", Classes = 3, Trees = 3 });
        ModelAssert.Close([1.1, 1.2, 1.3], model.Predict([0, 0]), 0, 5e-7);
        Assert.Equal(1f, model.WithOutput(TreeEnsembleOutput.Transformed).Predict([0, 0]).Sum(), 6);
    }

    // By XGBoost's rule for categories: those of the set go right, and what is no category left.
    [Theory]
    [InlineData(1f, 4f)]
    [InlineData(33.5f, 4f)]
    [InlineData(0f, 1f)]
    [InlineData(-1f, 1f)]
    [InlineData(1000f, 1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NaN, 4f)]
    public void Read_CategoricalSplit_SendsTheSetRight(float x, float leaf) => Assert.Equal(leaf,
        XgboostModelText.Read(new() { BaseScore = "0", SplitType = "[1,0,0]", Categories = "[1,33],[0],[0],[2]" }).Predict([x, 0])[0]);

    [Fact]
    public void Read_RealModel_HasCovers()
    {
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path("real/diamonds_xgb.json"));
        Assert.True(model.HasCovers);
        for (int i = 0; i < model.Nodes.Length; i++)
        {
            TreeNode node = model.Nodes[i];
            if (!node.IsLeaf)
                Assert.Equal(model.Covers[i], model.Covers[node.Left] + model.Covers[node.Right], 1e-3 * model.Covers[i]);
        }
    }

    [Fact]
    public void Read_Dart_WeighsTheTrees() =>
        Assert.Equal([0.75f, 1.5f], XgboostModelText.Read(new() { Booster = "dart", Trees = 2, WeightDrop = "[0.25,0]" }).Predict([0, 0, 5, 5]));

    [Fact]
    public void Read_StreamWithByteOrderMark_IsRead()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. new XgboostModelText().Utf8()];
        Assert.Equal(2, XgboostReader.Read(new MemoryStream(bytes), "stream").FeatureCount);
    }
}
