using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using Microsoft.ML;

namespace CteFast.MLNet.Tests;

/// <summary>The trees that are taken from a pipeline predict what it predicts, and their values are those of the game over raw columns.</summary>
public sealed class TreeTests
{
    private static readonly House[] Data = MadeTable.Rows(500, seed: 1);

    public static IEnumerable<object[]> SingleOutput => from trainer in Trainers.SingleOutput from replaces in new[] { false, true } select new object[] { trainer, replaces };

    [Theory]
    [MemberData(nameof(SingleOutput))]
    public void Predict_SingleOutput_IsThePipelines(string trainer, bool replaces)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces, withVector: true);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data));
        Assert.IsType<MLNetTreeModel>(model);
        House[] hard = [.. Data, .. Hard()];
        float[] rows = model.ToRows(MadeTable.View(hard)), made = new float[hard.Length];
        model.Predict(rows, made);
        float[] expected = MadeTable.Predict(pipeline, hard, "Score");
        // Sums are added in the same order; only the exponential of Tweedie's and the mean of a forest are computed otherwise.
        if (trainer is "FastTreeTweedie" or "FastForest") Assert.All(made.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f * pair.Second));
        else Assert.Equal(expected, made);
    }

    [Theory]
    [InlineData("FastTreeBinary")]
    [InlineData("FastForestBinary")]
    [InlineData("LightGbmBinary")]
    public void Predict_Probability_IsThePipelines(string trainer)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces: false);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data), new MLNetOptions { Output = MLNetOutput.Probability });
        Assert.IsType<MLNetTreeModel>(model);
        var made = new float[Data.Length];
        model.Predict(model.ToRows(MadeTable.View(Data)), made);
        float[] expected = MadeTable.Predict(pipeline, Data, "Probability");
        Assert.All(made.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        Assert.Equal(OutputKind.Probability, model.OutputKind);
    }

    [Theory]
    [InlineData("FastTreeBinary")]
    [InlineData("LightGbmBinary")]
    public void Trees_Score_KnowTheProbabilityBehindIt(string trainer)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces: false);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data));
        Assert.Equal(OutputKind.Margin, model.OutputKind);
        var made = new float[Data.Length];
        Assert.IsType<MLNetTreeModel>(model).Trees.WithOutput(TreeEnsembleOutput.Transformed).Predict(model.ToRows(MadeTable.View(Data)), made);
        Assert.All(made.Zip(MadeTable.Predict(pipeline, Data, "Probability")), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Theory]
    [InlineData("LightGbmClasses")]
    [InlineData("LightGbmSoftmaxClasses")]
    [InlineData("FastTreeClasses")]
    [InlineData("FastForestClasses")]
    public void Predict_Classes_AreThePipelines(string trainer)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces: false);
        MLNetModel scores = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data));
        Assert.IsType<MLNetTreeModel>(scores);
        Assert.Equal(OutputKind.Probability, scores.OutputKind);
        Assert.Equal(3, scores.OutputCount);
        Assert.Equal(["cabin", "loft", "villa"], scores.OutputNames.Order());
        float[] rows = scores.ToRows(MadeTable.View(Data)), made = new float[3 * Data.Length], margins = new float[3 * Data.Length];
        scores.Predict(rows, made);
        Assert.All(made.Zip(MadeTable.Predict(pipeline, Data, "Score")), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));

        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data), new MLNetOptions { Output = MLNetOutput.Margin });
        TreeEnsemble trees = Assert.IsType<MLNetTreeModel>(model).Trees;
        model.Predict(rows, margins);
        for (int i = 0; i < margins.Length; i += 3)
        {
            double[] shares = [.. margins.AsSpan(i, 3).ToArray().Select(margin => trees.Link == TreeEnsembleLink.Softmax ? Math.Exp(margin) : 1 / (1 + Math.Exp(-margin)))];
            for (int k = 0; k < 3; k++) Assert.Equal(made[i + k], shares[k] / shares.Sum(), 1e-5);
        }

        Assert.Equal(trainer == "LightGbmSoftmaxClasses" ? TreeEnsembleLink.Softmax : TreeEnsembleLink.LogisticShare, trees.Link);
        Assert.Equal(OutputKind.Margin, model.OutputKind);
    }

    [Theory]
    [InlineData("FastTree", true)]
    [InlineData("FastTree", false)]
    [InlineData("FastForest", false)]
    [InlineData("LightGbm", false)]
    [InlineData("LightGbmCategorical", false)]
    [InlineData("FastTreeBinary", false)]
    [InlineData("LightGbmRanking", true)]
    public void Explain_Trees_IsTheGameOverRawColumns(string trainer, bool replaces)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data));
        House[] background = Data[..12], explained = [Data[20], Data.First(row => row.City.Length == 0), Data.First(row => float.IsNaN(row.Area))];
        var explainer = Explainer.Create(model, model.ToTable(MadeTable.View(background)), new ExplainOptions());
        Assert.Equal("tree, exact", explainer.Method);
        Explanation explanation = explainer.Explain(model.ToTable(MadeTable.View(explained)));
        string[] players = [.. model.FeatureNames];
        for (int i = 0; i < explained.Length; i++)
        {
            double[] truth = MadeTable.Shapley(rows => [.. MadeTable.Predict(pipeline, rows, "Score").Select(score => (double)score)], explained[i], background, players, outputs: 1);
            // The pipeline's scores are rounded to single precision.
            for (int j = 0; j < truth.Length; j++) Assert.Equal(truth[j], explanation.Values(i)[j], 1e-6 * Math.Max(1, Math.Abs(explanation.BaseValues[0])));
        }
    }

    [Fact]
    public void Explain_VectorAsOneFeature_IsTheGameOverRawColumns()
    {
        ITransformer pipeline = Trainers.Fit("FastTree", Data, replaces: false, withVector: true);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data), new MLNetOptions { Vectors = VectorColumns.OneFeature });
        House[] background = Data[..8];
        var explainer = Explainer.Create(model, model.ToTable(MadeTable.View(background)), new ExplainOptions());
        Explanation explanation = explainer.Explain(model.ToTable(MadeTable.View([Data[30]])));
        Assert.StartsWith("tree, exact", explanation.Method, StringComparison.Ordinal);
        Assert.Equal(["Area", "Distance", "Rooms", "City", "Garden", "Noise"], explanation.FeatureNames);
        double[] truth = MadeTable.Shapley(rows => [.. MadeTable.Predict(pipeline, rows, "Score").Select(score => (double)score)], Data[30], background, [.. explanation.FeatureNames], outputs: 1);
        for (int j = 0; j < truth.Length; j++) Assert.Equal(truth[j], explanation.Values(0)[j], 1e-6 * Math.Abs(explanation.BaseValues[0]));
    }

    [Fact]
    public void Explain_ClassMargins_AddUpToTheLogOdds()
    {
        ITransformer pipeline = Trainers.Fit("FastTreeClasses", Data, replaces: false);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data), new MLNetOptions { Output = MLNetOutput.Margin });
        float[] rows = model.ToRows(MadeTable.View(Data[..5]));
        Explanation explanation = CompressThenExplain.Explain(model, model.ToRows(MadeTable.View(Data)), rows, new ExplainOptions());
        Assert.Equal("tree, exact", explanation.Method);
        Assert.Equal(OutputKind.Margin, explanation.OutputKind);
        var margins = new float[5 * 3];
        model.Predict(rows, margins);
        for (int i = 0; i < margins.Length; i++)
            Assert.Equal(margins[i], explanation.BaseValues[i % 3] + explanation.Values(i / 3, i % 3).ToArray().Sum(), 1e-5);
    }

    [Fact]
    public void Create_FeaturesOfSeveralColumns_SaysWhyItEstimates()
    {
        ITransformer pipeline = MadeTable.Fit(MadeTable.Featurisation(replaces: true).Append(MadeTable.Context.Transforms.NormalizeLpNorm("Features"))
            .Append(MadeTable.Context.Regression.Trainers.FastTree(nameof(House.Price), numberOfTrees: 5)), MadeTable.View(Data));
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data));
        Assert.IsNotType<MLNetTreeModel>(model);
        Assert.Contains(model.Info.Notes, note => note.Contains("LpNormNormalizingTransformer", StringComparison.Ordinal) && note.Contains("several columns", StringComparison.Ordinal));
        var made = new float[Data.Length];
        model.Predict(model.ToRows(MadeTable.View(Data)), made);
        Assert.Equal(MadeTable.Predict(pipeline, Data, "Score"), made);
    }

    [Fact]
    public void Create_NumberReordered_SaysWhyItEstimates()
    {
        ITransformer pipeline = MadeTable.Context.Transforms.Categorical.OneHotEncoding("RoomsCode", nameof(House.Rooms))
            .Append(MadeTable.Context.Transforms.Concatenate("Features", "RoomsCode"))
            .Append(MadeTable.Context.Regression.Trainers.FastTree(nameof(House.Price), numberOfTrees: 5)).Fit(MadeTable.View(Data));
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data));
        Assert.IsNotType<MLNetTreeModel>(model);
        Assert.Contains(model.Info.Notes, note => note.Contains("\"Rooms\"", StringComparison.Ordinal));
    }

    /// <summary>Rows around thresholds: boosters cut in the middle between two values of the data.</summary>
    private static IEnumerable<House> Hard()
    {
        foreach (float area in Around([.. Data.Select(row => row.Area).Where(float.IsFinite)])) yield return At(area, distance: 3);
        foreach (float distance in Around([.. Data.Select(row => (float)row.Distance)])) yield return At(area: 80, distance);
    }

    private static House At(float area, float distance) => new() { Area = area, Distance = distance, Rooms = 3, City = "Rome", Garden = true, Noise = [4, 5, 6], Style = "loft" };

    private static IEnumerable<float> Around(float[] values)
    {
        float[] sorted = [.. values.Distinct().Order()];
        foreach (float middle in sorted.Zip(sorted.Skip(1), (low, high) => (float)((low + (double)high) / 2)).Concat(sorted))
        {
            float value = MathF.BitDecrement(MathF.BitDecrement(middle));
            for (int i = 0; i < 5; i++, value = MathF.BitIncrement(value)) yield return value;
        }
    }
}
