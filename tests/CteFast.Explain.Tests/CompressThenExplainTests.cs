using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using CteFast.Explain.Tests.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests;

public sealed class CompressThenExplainTests
{
    private const int D = 4;

    private static readonly DelegateModel Model = MadeModel.Random(D, 2, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(500 * D, 2), Rows = ModelAssert.RandomRows(3 * D, 3);

    [Theory]
    [InlineData(SamplingDesign.Paired, 500)]
    [InlineData(SamplingDesign.Crossed, 64)]
    public void Explain_Defaults_SameAsCompressingAndExplaining(SamplingDesign mode, int size)
    {
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, Design = mode, Seed = 3 };
        Explanation expected = new PermutationExplainer(Model, Background.Compress(Data, D, size, 3), options).Explain(Rows);
        Explanation actual = CompressThenExplain.Explain(Model, Data, Rows, options);
        Assert.Equal(expected.ShapleyValues, actual.ShapleyValues);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal((expected.Method, expected.ModelRows, expected.BackgroundQuality), (actual.Method, actual.ModelRows, actual.BackgroundQuality));
        Assert.Equal((size, 500, 3, D, 2), (actual.BackgroundQuality.Count, actual.BackgroundQuality.InputCount, actual.RowCount, actual.FeatureCount, actual.OutputCount));
        Assert.Equal(["x0", "x1", "x2", "x3"], actual.FeatureNames);
        Assert.True(actual.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void Explain_SameSeed_SameBitsAndAnotherSeedOthers()
    {
        double[] Values(long seed) => CompressThenExplain.Explain(Model, Data, Rows, new ExplainOptions { Seed = seed, BackgroundSize = 40 }).ShapleyValues;
        Assert.Equal(Values(1), Values(1));
        Assert.NotEqual(Values(1), Values(2));
    }

    [Theory]
    [InlineData(SamplingDesign.Paired)]
    [InlineData(SamplingDesign.Crossed)]
    public void Explain_BackgroundSizeBeyondTheData_UsesAllData(SamplingDesign mode) =>
        Assert.Equal(500, CompressThenExplain.Explain(Model, Data, Rows, new ExplainOptions { BackgroundSize = 501, Design = mode }).BackgroundQuality.Count);

    [Theory]
    [InlineData(SamplingDesign.Paired)]
    [InlineData(SamplingDesign.Crossed)]
    public void Explain_BackgroundSizeBeyondTheBudget_TakesFewerAndSaysSo(SamplingDesign mode)
    {
        BackgroundQuality used = CompressThenExplain.Explain(Model, Data, Rows, new ExplainOptions { BackgroundSize = 100, ModelRows = 599, Design = mode }).BackgroundQuality;
        Assert.Equal((99, 100, 500), (used.Count, used.GivenCount, used.InputCount));
    }

    [Fact]
    public void Explain_WhatDoesNotFit_ThrowsBeforeTheModelIsAsked()
    {
        var model = new RecordingModel(Model);
        void Throws<T>(float[] data, float[] rows, ExplainOptions options) where T : Exception =>
            Assert.ThrowsAny<T>(() => CompressThenExplain.Explain(model, data, rows, options));
        var defaults = new ExplainOptions();
        Throws<ArgumentException>([], Rows, defaults);
        Throws<ArgumentException>(Data[1..], Rows, defaults);
        Throws<ArgumentException>([.. Data[1..], float.PositiveInfinity], Rows, defaults);
        Throws<ArgumentException>([.. Data[1..], float.PositiveInfinity], Rows, defaults);
        Throws<ArgumentException>(Data, [], defaults);
        Throws<ArgumentException>(Data, Rows[1..], defaults);
        Throws<ArgumentException>(Data, Rows, defaults with { ModelRows = 5 });
        Throws<ArgumentOutOfRangeException>(Data, Rows, defaults with { BackgroundSize = -1 });
        Throws<ArgumentOutOfRangeException>(Data, Rows, defaults with { MaxBatchRows = 0 });
        Throws<ArgumentOutOfRangeException>(Data, Rows, defaults with { Seed = -1 });
        Assert.Throws<ArgumentNullException>(() => CompressThenExplain.Explain(null!, Data, Rows, defaults));
        Assert.Equal(0, model.Rows);
    }

    [Fact]
    public void Explain_AllRowsEqual_ExplainsAgainstThatRow()
    {
        float[] data = [.. Enumerable.Repeat(Data[..D], 60).SelectMany(row => row)];
        Explanation explanation = CompressThenExplain.Explain(Model, data, Rows, new ExplainOptions { BackgroundSize = 20 });
        double[] exact = ShapleyOracle.Explain(Model, Rows.AsSpan(0, D), data.AsSpan(0, D));
        for (int j = 0; j < D; j++) Assert.Equal(exact[j], explanation.Values(0)[j], 6 * explanation.StandardErrors(0)[j]);
        Assert.Equal((0.0, 0.0), (explanation.BackgroundQuality.Mmd, explanation.BackgroundQuality.MmdUniform));
    }

    [Fact]
    public void Explain_MissingValueInARowExplained_IsTheModelsConcern()
    {
        var model = MadeModel.Of(2, x => float.IsNaN(x[0]) ? 1 + x[1] : x[1]);
        Explanation explanation = CompressThenExplain.Explain(model, [0, 0, 0, 0], [float.NaN, 2], new ExplainOptions());
        Assert.Equal([1.0, 2.0], explanation.Values(0).ToArray());
    }

    [Fact]
    public void Explain_Trees_AreExactAgainstAllRowsUnlessOtherwiseAsked()
    {
        var random = new Random(6);
        MadeTree[] made = [.. Enumerable.Range(0, 3).Select(_ => new MadeTree(random, D, 4))];
        TreeEnsemble trees = MadeTree.Ensemble(D, made);
        var auto = new ExplainOptions();
        string Method(ExplainOptions options) => CompressThenExplain.Explain(trees, Data, Rows, options).Method;
        Explanation exact = CompressThenExplain.Explain(trees, Data, Rows, auto);
        Assert.Equal(("tree, exact", 500, 500, true), (exact.Method, exact.BackgroundQuality.Count, exact.BackgroundQuality.InputCount, exact.IsExact));
        double[] expected = GameOracle.Values(GameOracle.Worths(made, Rows[..D], Data, [.. Enumerable.Repeat(1.0, 500)]), GameIndex.Shapley);
        for (int j = 0; j < D; j++) Assert.Equal(expected[j], exact.Values(0)[j], 1e-12);
        Assert.Equal("tree, exact", CompressThenExplain.Explain(trees, [.. Data[1..], float.NaN], Rows, auto).Method);

        Assert.Equal("tree, exact", Method(auto with { BackgroundSize = 40 }));
        Assert.Equal("tree, exact", Explainer.Create(trees, Background.Of(Data, D), auto).Method);
        Assert.NotEqual("tree, exact", Method(auto with { Design = SamplingDesign.Crossed }));
        Assert.Equal("tree, exact", Method(auto with { Groups = [new FeatureGroup("both", [0, 1])] }));
        Assert.NotEqual("tree, exact", Method(auto with { Method = ExplainMethod.Permutation }));

        Explanation compressed = CompressThenExplain.Explain(trees, Data, Rows, auto with { Method = ExplainMethod.Tree, BackgroundSize = 40 });
        Assert.Equal(("tree, exact", 40, 500), (compressed.Method, compressed.BackgroundQuality.Count, compressed.BackgroundQuality.InputCount));
        Assert.True(compressed.BackgroundQuality.Mmd > 0);
    }

    [Fact]
    public void Explain_TreeMethodWhereItDoesNotFit_SaysWhatToDo()
    {
        var options = new ExplainOptions { Method = ExplainMethod.Tree };
        TreeEnsemble classifier = new TreeEnsemble(D, [], [0], new TreeEnsembleOptions { Link = TreeEnsembleLink.Logistic }).WithOutput(TreeEnsembleOutput.Transformed);
        Assert.Contains("tree ensembles", Throws(Model, options), StringComparison.Ordinal);
        Assert.Contains("explain the margin", Throws(classifier, options), StringComparison.Ordinal);
        Assert.NotEqual("tree, exact", CompressThenExplain.Explain(classifier, Data, Rows, new ExplainOptions()).Method);
        Assert.Throws<ArgumentException>(() => Explainer.Create(classifier, Background.Of(Data, D), options));
        Assert.Throws<ArgumentException>(() => new TreeExplainer(MadeTree.Ensemble(2, []), Background.Of(Data, D), new TreeExplainerOptions()));

        static string Throws(IModel model, ExplainOptions options) =>
            Assert.Throws<ArgumentException>(() => CompressThenExplain.Explain(model, Data, Rows, options)).Message;
    }

    [Fact]
    public void TreeExplainer_WeightedBackground_SameAsRowsAndWeights()
    {
        var random = new Random(8);
        TreeEnsemble trees = MadeTree.Ensemble(D, [new MadeTree(random, D, 4), new MadeTree(random, D, 4)]);
        double[] weights = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())], expected = new double[Rows.Length], actual = new double[Rows.Length];
        new TreeExplainer(trees, Data, new TreeExplainerOptions(), weights).ComputeValues(Rows, expected);
        new TreeExplainer(trees, Background.Of(Data, D, weights), new TreeExplainerOptions()).ComputeValues(Rows, actual);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-13);
    }

    [Fact]
    public void Explain_Progress_IsToldWhileCompressingAndAfterEveryRow()
    {
        var progress = new Told();
        CompressThenExplain.Explain(Model, Data, Rows, new ExplainOptions { BackgroundSize = 5 }, progress);
        double[] fractions = [.. progress.Fractions];
        Assert.Equal(fractions.Order(), fractions);
        double begun = fractions[^4];
        Assert.InRange(begun, 0.001, 0.2);
        for (int row = 1; row <= 3; row++) Assert.Equal(begun + (1 - begun) * row / 3, fractions[row - 4 + fractions.Length], 0.05);
        Assert.Equal(1, fractions[^1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void Explain_ProgressOfTrees_IsToldTreeByTree(int backgroundSize)
    {
        var random = new Random(6);
        TreeEnsemble trees = MadeTree.Ensemble(D, [.. Enumerable.Range(0, 30).Select(_ => new MadeTree(random, D, 4))]);
        var progress = new Told();
        CompressThenExplain.Explain(trees, Data, Rows, new ExplainOptions { Method = ExplainMethod.Tree, BackgroundSize = backgroundSize }, progress);
        double[] fractions = [.. progress.Fractions];
        Assert.Equal(fractions.Order(), fractions);
        Assert.InRange(fractions.Length, 90, 200);      // counted, made into tables and explained
        Assert.All(fractions.Zip(fractions.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0, 0.2));
        Assert.Equal(1, fractions[^1]);
    }

    [Fact]
    public void Explain_Cancelled_Throws() =>
        Assert.ThrowsAny<OperationCanceledException>(() => CompressThenExplain.Explain(Model, Data, Rows, new ExplainOptions(), null, new CancellationToken(canceled: true)));

    private sealed class Told : IProgress<double>
    {
        public List<double> Fractions { get; } = [];

        public void Report(double value) => Fractions.Add(value);
    }
}
