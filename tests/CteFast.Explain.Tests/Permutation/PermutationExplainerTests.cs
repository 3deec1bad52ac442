using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Networks;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests.Permutation;

public sealed class PermutationExplainerTests
{
    private const int D = 6, K = 2, Size = 30;

    private static readonly DelegateModel Model = MadeModel.Random(D, K, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(300 * D, 2), Rows = ModelAssert.RandomRows(8 * D, 3);
    private static readonly Background Sample = MadeBackground.Uniform(Data, D, Size, 4);

    public static TheoryData<SamplingDesign, int> ModesAndBatches
    {
        get
        {
            var data = new TheoryData<SamplingDesign, int>();
            foreach (SamplingDesign mode in Enum.GetValues<SamplingDesign>())
            {
                foreach (int batch in (int[])[1, 2, 3, 7, 10, 11, 64, 1024, int.MaxValue]) data.Add(mode, batch);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ModesAndBatches))]
    public void Explain_AnyBatchSize_SameBitsAndNoLargerBatch(SamplingDesign mode, int batch)
    {
        var model = new RecordingModel(Model);
        ExplainOptions options = Options(mode);
        AssertSame(new PermutationExplainer(Model, Sample, options).Explain(Rows), new PermutationExplainer(model, Sample, options with { MaxBatchRows = batch }).Explain(Rows));
        Assert.True(model.LargestBatch <= batch, $"{model.LargestBatch} rows in a call");
    }

    [Theory]
    [InlineData(SamplingDesign.Paired, 3)]
    [InlineData(SamplingDesign.Crossed, 1024)]
    public void ModelRows_Explanation_AreTheRowsTheModelSaw(SamplingDesign mode, int batch)
    {
        var model = new RecordingModel(Model);
        ExplainOptions options = Options(mode) with { MaxBatchRows = batch };
        var explainer = new PermutationExplainer(model, Sample, options);
        Assert.Equal(Size, model.Rows);

        Explanation explanation = explainer.Explain(Rows);
        Assert.Equal(model.Rows, explanation.ModelRows);
        Assert.Equal(model.Calls, explanation.ModelCalls);
        // All features differ, so that a unit costs what it may.
        for (int row = 0; row < 8; row++) Assert.Equal((1 + 2 * (D - 1) * Size * 2, StopReason.Budget), (explanation.Cost(row).ModelRows, explanation.Cost(row).StoppedBy));
    }

    [Fact]
    public void Explain_SixteenThreads_SameBitsAsOne()
    {
        var explainer = new PermutationExplainer(Model, Sample, Options(SamplingDesign.Paired));
        Explanation expected = explainer.Explain(Rows);
        var threads = new Thread[16];
        var results = new Explanation[16];
        for (int t = 0; t < threads.Length; t++)
        {
            int at = t;
            threads[t] = new Thread(() => results[at] = explainer.Explain(Rows));
            threads[t].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        Assert.All(results, result => AssertSame(expected, result));
    }

    [Fact]
    public void Explain_IntoSpansWhenWarm_AllocatesNothing()
    {
        IModel model = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
        float[] data = TestData.Diamonds(200);
        var explainer = new PermutationExplainer(model, Background.Compress(data, 9, 20, 0), new ExplainOptions { ModelRows = 320 });
        double[] prediction = new double[1], values = new double[9], errors = new double[9];
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++)
        {
            for (int i = 0; i < 50; i++) explainer.Explain(data.AsSpan(0, 9), prediction, values, errors);
            Thread.Sleep(20);
            long before = GC.GetAllocatedBytesForCurrentThread();
            explainer.Explain(data.AsSpan(0, 9), prediction, values, errors);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Explain_IntoSpans_SameBitsAsTheExplanation()
    {
        var explainer = new PermutationExplainer(Model, Sample, Options(SamplingDesign.Paired));
        Explanation expected = explainer.Explain(Rows);
        double[] prediction = new double[K], values = new double[K * D], errors = new double[K * D];
        explainer.Explain(Rows.AsSpan(D, D), prediction, values, errors);
        Assert.Equal(expected.Prediction(1).ToArray(), prediction);
        Assert.Equal([.. expected.Values(1, 0), .. expected.Values(1, 1)], values);
        Assert.Equal([.. expected.StandardErrors(1, 0), .. expected.StandardErrors(1, 1)], errors);
        Assert.Equal(expected.BaseValues, explainer.BaseValues.ToArray());
    }

    [Fact]
    public void Explain_SpansThatDoNotFit_Throws()
    {
        var explainer = new PermutationExplainer(Model, Sample, Options(SamplingDesign.Paired));
        double[] k = new double[K], kd = new double[K * D];
        Assert.Throws<ArgumentException>(() => explainer.Explain(new float[D + 1], k, kd, kd));
        Assert.Throws<ArgumentException>(() => explainer.Explain(new float[D], kd, kd, kd));
        Assert.Throws<ArgumentException>(() => explainer.Explain(new float[D], k, k, kd));
        Assert.Throws<ArgumentException>(() => explainer.Explain(new float[D], k, kd, k));
        Assert.Throws<ArgumentException>(() => explainer.Explain([]));
        Assert.Throws<ArgumentException>(() => explainer.Explain(new float[D + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => explainer.Explain(new float[D]).Values(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => explainer.Explain(new float[D]).Values(0, K));
        Assert.Throws<ArgumentOutOfRangeException>(() => explainer.Explain(new float[D]).Prediction(-1));
    }

    [Fact]
    public void Constructor_WhatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new PermutationExplainer(null!, Sample, new ExplainOptions()));
        Assert.Throws<ArgumentNullException>(() => new PermutationExplainer(Model, null!, new ExplainOptions()));
        Assert.Contains("6 features, the model 5", Assert.Throws<ArgumentException>(() => new PermutationExplainer(MadeModel.Random(5, 1, 1), Sample, new ExplainOptions())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PermutationExplainer(Model, Sample, new ExplainOptions { ModelRows = 2 * (D - 1) - 1 }));
        Assert.ThrowsAny<ArgumentException>(() => new PermutationExplainer(Model, Sample, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermutationExplainer(Model, Sample, new ExplainOptions { MaxBatchRows = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermutationExplainer(Model, Sample, new ExplainOptions { Seed = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermutationExplainer(Model, Sample, new ExplainOptions { Design = (SamplingDesign)2 }));
    }

    [Fact]
    public void Constructor_BudgetBelowTheBackground_TakesFewerRowsAndSaysSo()
    {
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = Size * 2 * (D - 1) - 1 };
        Explanation explanation = new PermutationExplainer(Model, Sample, options).Explain(new float[D]);
        Assert.Equal((Size - 1, Size), (explanation.BackgroundQuality.Count, explanation.BackgroundQuality.GivenCount));
        Assert.True(explanation.BackgroundQuality.Mmd >= Sample.Quality.Mmd);
        Assert.InRange(explanation.Residual(0), -1e-9, 1e-9);
    }

    [Fact]
    public void Explain_ModelFails_ThrowsAndStaysUsable()
    {
        var model = new RecordingModel(Model);
        var explainer = new PermutationExplainer(model, Sample, Options(SamplingDesign.Paired) with { MaxBatchRows = 50 });
        Explanation expected = explainer.Explain(Rows);

        model.Written = 2 * K;      // enough for the row itself, not for a batch; the rest would be what the last explanation left
        Assert.Throws<InvalidOperationException>(() => explainer.Explain(Rows));
        model.Written = null;
        int calls = 0;
        model.Spoil = outputs => outputs[^1] = calls++ == 2 ? float.NaN : outputs[^1];
        Assert.Contains("NaN", Assert.Throws<InvalidOperationException>(() => explainer.Explain(Rows)).Message, StringComparison.Ordinal);
        model.Spoil = outputs => outputs[0] = float.PositiveInfinity;
        Assert.Throws<InvalidOperationException>(() => explainer.Explain(Rows));
        model.Spoil = null;
        model.BeforeCall = () => throw new TimeoutException();
        Assert.Throws<TimeoutException>(() => explainer.Explain(Rows));
        model.BeforeCall = null;
        AssertSame(expected, explainer.Explain(Rows));
    }

    [Fact]
    public void Explain_Cancelled_StopsBeforeTheNextCallAndStaysUsable()
    {
        var model = new RecordingModel(Model);
        var explainer = new PermutationExplainer(model, Sample, Options(SamplingDesign.Paired) with { MaxBatchRows = 50 });
        Explanation expected = explainer.Explain(Rows);
        using var cancellation = new CancellationTokenSource();
        int before = model.Calls;
        model.BeforeCall = () =>
        {
            if (model.Calls == before + 2) cancellation.Cancel();      // during the third call
        };
        Assert.Throws<OperationCanceledException>(() => explainer.Explain(Rows, null, cancellation.Token));
        Assert.Equal(before + 3, model.Calls);
        Assert.Throws<OperationCanceledException>(() => new PermutationExplainer(model, Sample, Options(SamplingDesign.Paired), cancellation.Token));
        Assert.Equal(before + 3, model.Calls);
        AssertSame(expected, explainer.Explain(Rows));
    }

    [Theory]
    [InlineData(SamplingDesign.Paired)]
    [InlineData(SamplingDesign.Crossed)]
    public void Explain_OneFeature_IsPredictionMinusBaseValue(SamplingDesign mode)
    {
        var model = new RecordingModel(MadeModel.Of(1, x => x[0] * x[0]));
        Explanation explanation = new PermutationExplainer(model, MadeBackground.All([1, 2, 3], 1), new ExplainOptions { ModelRows = 9, Design = mode }).Explain([5f, 1f]);
        Assert.Equal(14.0 / 3, explanation.BaseValues[0], 1e-12);
        Assert.Equal(25 - 14.0 / 3, explanation.Values(0)[0], 1e-12);
        Assert.Equal(1 - 14.0 / 3, explanation.Values(1)[0], 1e-12);
        Assert.Equal((5L, 5L), (explanation.ModelRows, model.Rows));
    }

    [Theory]
    [InlineData(SamplingDesign.Paired, 1, 3, true)]
    [InlineData(SamplingDesign.Paired, 2, 1, false)]
    [InlineData(SamplingDesign.Crossed, 5, 1, true)]
    [InlineData(SamplingDesign.Crossed, 5, 2, false)]
    public void StandardErrors_OneGroup_AreNaNAndOfTwoTheyAreTold(SamplingDesign mode, int size, int repeats, bool untold)
    {
        var options = new ExplainOptions { ModelRows = 2 * (D - 1) * size * repeats, Design = mode };
        Explanation explanation = new PermutationExplainer(Model, MadeBackground.Uniform(Data, D, size, 1), options).Explain(Rows);
        Assert.All(explanation.StandardErrors(0).ToArray(), error => Assert.Equal(untold, double.IsNaN(error)));
        if (!untold) Assert.Contains(explanation.StandardErrors(0).ToArray(), error => error > 0);
        Assert.All(explanation.Values(0).ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [InlineData(SamplingDesign.Paired)]
    [InlineData(SamplingDesign.Crossed)]
    public void Explain_EveryBackgroundRowTheSame_IsExactForIt(SamplingDesign mode)
    {
        float[] one = Data[..D], data = [.. Enumerable.Repeat(one, 50).SelectMany(row => row)];
        var options = new ExplainOptions { ModelRows = 60 * 2 * (D - 1) * 20, Design = mode };
        Explanation explanation = new PermutationExplainer(Model, MadeBackground.Uniform(data, D, 20, 1), options).Explain(Rows);
        double[] exact = ShapleyOracle.Explain(Model, Rows.AsSpan(0, D), one);
        for (int j = 0; j < D; j++) Assert.Equal(exact[j], explanation.Values(0)[j], 6 * explanation.StandardErrors(0)[j]);
    }

    [Fact]
    public void Explain_ConstantFeature_IsWorthNothingAndDisturbsNothing()
    {
        float[] data = (float[])Data.Clone(), rows = (float[])Rows.Clone();
        for (int i = 2; i < data.Length; i += D) data[i] = 7;
        for (int i = 2; i < rows.Length; i += D) rows[i] = 7;
        Explanation explanation = new PermutationExplainer(Model, MadeBackground.Uniform(data, D, Size, 1), Options(SamplingDesign.Paired)).Explain(rows);
        Assert.Equal((0.0, 0.0), (explanation.Values(0)[2], explanation.StandardErrors(0)[2]));
        Assert.All([.. explanation.Values(0), .. explanation.StandardErrors(0)], value => Assert.True(double.IsFinite(value)));
    }

    private static ExplainOptions Options(SamplingDesign mode) => new() { ModelRows = 2 * (D - 1) * Size * 2 + 3, Design = mode, Seed = 5 };

    private static void AssertSame(Explanation expected, Explanation actual)
    {
        Assert.Equal(expected.ShapleyValues, actual.ShapleyValues);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Predictions, actual.Predictions);
        Assert.Equal(expected.BaseValues, actual.BaseValues);
    }
}
