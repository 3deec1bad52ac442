using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Reading.Networks;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests;

/// <summary>The contract of every explainer, whichever method is behind it.</summary>
public sealed class ExplainerTests
{
    private static readonly float[] Data = TestData.Diamonds(300);
    private static readonly NetworkModel Network = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
    private static readonly TreeEnsemble Ensemble = (TreeEnsemble)ModelReader.ReadFile(TestData.Path("sample/diamonds.xgb.json"));
    private const int D = 9;

    public static TheoryData<ExplainMethod> Methods => [ExplainMethod.Auto, ExplainMethod.Permutation, ExplainMethod.Kernel, ExplainMethod.Exact, ExplainMethod.Tree, ExplainMethod.Gradients, ExplainMethod.PathDependent];

    private static IModel ModelOf(ExplainMethod method) => method is ExplainMethod.Tree or ExplainMethod.PathDependent ? Ensemble : Network;

    private static Explainer Create(ExplainMethod method) => method == ExplainMethod.PathDependent
        ? TreeExplainer.PathDependent(Ensemble, new TreeExplainerOptions { MaxTableBytes = 1 << 20 })
        : Explainer.Create(ModelOf(method), Background.Compress(Data, D, 12, seed: 3), new ExplainOptions { Method = method, ModelRows = 2_000, Seed = 3 });

    [Theory]
    [MemberData(nameof(Methods))]
    public void Explain_IntoSpans_IsARowOfTheExplanation(ExplainMethod method)
    {
        Explainer explainer = Create(method);
        ReadOnlySpan<float> rows = Data.AsSpan(0, 3 * D);
        Explanation explanation = explainer.Explain(rows, null, CancellationToken.None);
        double[] prediction = new double[1], values = new double[D], errors = new double[D];
        for (int row = 0; row < 3; row++)
        {
            ExplanationCost cost = explainer.Explain(rows.Slice(row * D, D), prediction, values, errors);
            Assert.Equal(explanation.Prediction(row).ToArray(), prediction);
            Assert.Equal(explanation.Values(row).ToArray(), values);
            Assert.Equal(explanation.StandardErrors(row).ToArray(), errors);
            Assert.Equal(explanation.Cost(row).ModelRows, cost.ModelRows);
            Assert.True(cost.ModelRows > 0 && cost.ModelCalls > 0);
            if (method != ExplainMethod.Gradients) Assert.InRange(explanation.Residual(row), -1e-5, 1e-5);      // trees predict in single precision
        }

        Assert.Equal(explainer.BaseValues.ToArray(), explanation.BaseValues);
        Assert.Equal(explainer.FeatureNames, explanation.FeatureNames);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Load_Saved_GivesTheSameBits(ExplainMethod method)
    {
        Explainer explainer = Create(method);
        using var stream = new MemoryStream();
        explainer.Save(stream);
        stream.Position = 0;
        Explainer loaded = Explainer.Load(ModelOf(method), stream);
        Explanation expected = explainer.Explain(Data.AsSpan(0, 5 * D)), actual = loaded.Explain(Data.AsSpan(0, 5 * D));
        Assert.Equal(explainer.Method, loaded.Method);
        Assert.Equal(expected.ShapleyValues, actual.ShapleyValues);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.BaseValues, actual.BaseValues);
        Assert.Equal(expected.BackgroundQuality, actual.BackgroundQuality);
    }

    [Fact]
    public void Load_TreesIntoAnotherKindOfModel_SaysSo()
    {
        using var stream = new MemoryStream();
        Create(ExplainMethod.Tree).Save(stream);
        stream.Position = 0;
        var other = new DelegateModel(D, 1, (rows, outputs) => outputs.Clear(), Ensemble.FeatureNames);
        string message = Assert.ThrowsAny<Exception>(() => Explainer.Load(other, stream)).Message;
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(ExplainMethod.Tree)]
    [InlineData(ExplainMethod.PathDependent)]
    public void Load_OtherTrees_AreRefused(ExplainMethod method)
    {
        using var stream = new MemoryStream();
        Create(method).Save(stream);
        stream.Position = 0;
        string message = Assert.Throws<ArgumentException>(() => Explainer.Load(Ensemble.Take(Ensemble.TreeCount - 1), stream)).Message;
        Assert.Contains("another model", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_TreesByAnyDoor_AreExact()
    {
        var options = new ExplainOptions();
        Assert.Equal("tree, exact", Explainer.Create(Ensemble, Background.Of(Data, D), options).Method);
        Assert.Equal("tree, exact", Explainer.Create(Ensemble, Data, options).Method);
        Assert.Equal("tree, exact", Explainer.Create(new Wrapped(), Data, options).Method);
        Assert.Equal("tree, exact", CompressThenExplain.Explain(new Wrapped(), Data, Data.AsSpan(0, D), options).Method);
        Assert.StartsWith("permutation", Explainer.Create(Ensemble, Data, options with { Method = ExplainMethod.Permutation }).Method, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SamplingDesign.Paired)]
    [InlineData(SamplingDesign.Crossed)]
    public void Explain_DeadlineOverBeforeTheFirstOrdering_StillWalksSome(SamplingDesign mode)
    {
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, Design = mode, ModelRows = 4_000, Deadline = TimeSpan.FromTicks(1) };
        Explanation explanation = Explainer.Create(Network, Background.Compress(Data, D, 20, seed: 1), options).Explain(Data.AsSpan(0, D));
        Assert.Equal(StopReason.Deadline, explanation.Cost(0).StoppedBy);
        double[] values = explanation.Values(0).ToArray();
        Assert.True(values.Distinct().Count() > 1, "made-up values are all equal");
        Assert.All(explanation.StandardErrors(0).ToArray(), error => Assert.True(double.IsFinite(error)));
        Assert.InRange(explanation.Residual(0), -1e-9, 1e-9);
    }

    [Fact]
    public void PathDependent_NoTrees_IsTheBaseValue()
    {
        var empty = new TreeEnsemble(2, [], [1.5]);
        Explanation explanation = TreeExplainer.PathDependent(empty, new TreeExplainerOptions()).Explain([1, 2]);
        Assert.Equal([0.0, 0.0], explanation.Values(0).ToArray());
        Assert.Equal([1.5], explanation.BaseValues);
    }

    [Fact]
    public void Create_WarmUp_GivesTheSameValues()
    {
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 2_000 };
        Background background = Background.Compress(Data, D, 12, seed: 3);
        Assert.Equal(Explainer.Create(Network, background, options).Explain(Data.AsSpan(0, D)).ShapleyValues,
            Explainer.Create(Network, background, options with { WarmUp = true }).Explain(Data.AsSpan(0, D)).ShapleyValues);
    }

    [Fact]
    public void Explanation_OfRows_NamesWhatMattersMost()
    {
        Explanation explanation = Explainer.Create(Ensemble, Data, new ExplainOptions()).Explain(Data.AsSpan(0, 4 * D));
        double[] values = explanation.Values(2).ToArray();
        int[] top = explanation.TopFeatures(2, 3);
        Assert.Equal(3, top.Length);
        Assert.Equal(values.Max(Math.Abs), Math.Abs(values[top[0]]));
        Assert.Equal(values[0], explanation.Value(2, "carat"));
        Assert.Contains("carat", Assert.Throws<ArgumentException>(() => explanation.Value(2, "karat")).Message, StringComparison.Ordinal);
        double[] means = explanation.MeanAbsoluteValues();
        for (int j = 0; j < D; j++) Assert.Equal(Enumerable.Range(0, 4).Average(row => Math.Abs(explanation.Values(row)[j])), means[j], 1e-12);
    }

    private sealed class Wrapped : ITreeModel
    {
        public int FeatureCount => D;

        public int OutputCount => 1;

        public TreeEnsemble Trees => Ensemble;

        public void Predict(ReadOnlySpan<float> rows, Span<float> outputs) => Ensemble.Predict(rows, outputs);
    }
}
