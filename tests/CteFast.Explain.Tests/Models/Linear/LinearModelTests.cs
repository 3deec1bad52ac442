using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Linear;

/// <summary>Linear models by hand, and as XGBoost 1.7.4 wrote and predicted them (booster gblinear, updater coord_descent).</summary>
public sealed class LinearModelTests
{
    private const float NaN = float.NaN;

    private static readonly float[] Rows = [1, 2, 3, 0.5f, -1, NaN, NaN, NaN, NaN, -2, 0, 0.25f];

    private static LinearModel Xgboost(string weights, string objective, string baseScore, int classes = 0) => Assert.IsType<LinearModel>(ModelReader.Read(Encoding.UTF8.GetBytes($$$"""
        {"learner":{"attributes":{},"feature_names":["a","b","c"],"feature_types":[],"gradient_booster":{"model":{"boosted_rounds":3,"weights":[{{{weights}}}]},"name":"gblinear"},
        "learner_model_param":{"base_score":"{{{baseScore}}}","boost_from_average":"1","num_class":"{{{classes}}}","num_feature":"3","num_target":"1"},"objective":{"name":"{{{objective}}}"}},"version":[1,7,4]}
        """), "model.json"));

    private static float[] Predict(LinearModel model, float[] rows)
    {
        float[] outputs = new float[rows.Length / model.FeatureCount * model.OutputCount];
        model.Predict(rows, outputs);
        return outputs;
    }

    [Theory]
    [InlineData("8.5463786E-1,-1.7080165E0,2.2298482E-1,2.0789447E0", "reg:squarederror", "5E-1", 0,
        new[] { 0.6865040063858032f, 4.714280128479004f, 2.578944683074951f, 0.9254151582717896f },
        new[] { 0.6865040063858032f, 4.714280128479004f, 2.578944683074951f, 0.9254151582717896f })]
    [InlineData("2.6314573E0,-1.2942006E-1,-3.8145164E-1,7.895766E-1", "binary:logistic", "3E-1", 0,
        new[] { 1.1705411672592163f, 1.3874274492263794f, -0.05772125720977783f, -5.415998935699463f },
        new[] { 0.7632428407669067f, 0.8001812100410461f, 0.4855737090110779f, 0.004425225779414177f })]
    [InlineData("-1.1542741E0,7.3911525E-2,1.0392003E0,-2.7109195E-2,-8.155125E-2,1.3434595E-1,1.4180368E-1,-4.9769755E-2,-3.7080936E-2,-1.0316645E-1,3.0443233E-1,-2.3341751E-1",
        "multi:softprob", "5E-1", 3,
        new[] { -0.3862479329109192f, 0.5659320950508118f, 1.4632319211959839f, -0.15319432318210602f, 0.9229393601417542f, 0.6518366932868958f,
            0.39683353900909424f, 0.8044323325157166f, 0.2665824890136719f, 2.740832805633545f, 0.644166886806488f, -1.8210883140563965f },
        new[] { 0.10052407532930374f, 0.26049336791038513f, 0.6389825940132141f, 0.16207237541675568f, 0.475409597158432f, 0.36251798272132874f,
            0.2957635819911957f, 0.44459298253059387f, 0.25964346528053284f, 0.8823731541633606f, 0.10841312f, 0.009213722310960293f })]
    [InlineData("9.0654457E-1,-3.8811967E-2,-5.158682E-2,5.974964E-1", "count:poisson", "5E-1", 0,
        new[] { 0.5785093307495117f, 0.3964334726333618f, -0.09565079212188721f, -1.9216365814208984f },
        new[] { 1.783378005027771f, 1.4865134954452515f, 0.9087812900543213f, 0.14636722207069397f })]
    public void Predict_FilesOfXgboost_AsXgboostDoes(string weights, string objective, string baseScore, int classes, float[] margins, float[] predictions)
    {
        LinearModel model = Xgboost(weights, objective, baseScore, classes);
        Assert.Equal(margins, Predict(model, Rows), (a, b) => Math.Abs(a - b) <= 1e-6f);
        Assert.Equal(predictions, Predict(model.WithOutput(TreeEnsembleOutput.Transformed), Rows), (a, b) => Math.Abs(a - b) <= 1e-6f);
        Assert.Equal(["a", "b", "c"], model.FeatureNames);
        Assert.Equal(("XGBoost", "1.7.4", objective), (model.Info.Library, model.Info.Version, model.Info.Objective));
    }

    // By hand: the background (0, 0), (2, missing), (1, 3) has the means 1 and 1, since what is missing adds nothing.
    [Theory]
    [InlineData(ExplainMethod.Auto)]
    [InlineData(ExplainMethod.Permutation)]
    [InlineData(ExplainMethod.Exact)]
    public void Explain_Margin_WeightTimesDistanceFromMean(ExplainMethod method)
    {
        var model = new LinearModel([2, -1, 0.5f, 4], [10, -10], TreeEnsembleLink.Softmax);
        Background background = Background.Of([0, 0, 2, NaN, 1, 3], 2);
        Explanation explanation = Explainer.Create(model, background, new ExplainOptions { Method = method, ModelRows = 1000 }).Explain([3, 5, NaN, 5]);
        Assert.Equal([11, -5.5], explanation.BaseValues, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([4, -4, 1, 16, -2, -4, -0.5, 16], explanation.ShapleyValues.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(OutputKind.Margin, explanation.OutputKind);
    }

    [Fact]
    public void Create_NumbersThatDoNotFit_AreRefused()
    {
        Assert.Contains("do not fill", Assert.Throws<ArgumentException>(() => new LinearModel([1, 2, 3], [0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("weight is not finite", Assert.Throws<ArgumentException>(() => new LinearModel([NaN], [0])).Message, StringComparison.Ordinal);
        Assert.Contains("intercept is not finite", Assert.Throws<ArgumentException>(() => new LinearModel([1], [float.PositiveInfinity])).Message, StringComparison.Ordinal);
        Assert.Contains("softmax", Assert.Throws<ArgumentException>(() => new LinearModel([1], [0], TreeEnsembleLink.Softmax)).Message, StringComparison.Ordinal);
    }
}
