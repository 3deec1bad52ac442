using CteFast.Explain.Global.Effects;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Gradients;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Trees;
using CteFast.Explain.Trees;
using CteFast.Tests;

namespace CteFast.Explain.Tests;

/// <summary>What is told, and that it can be stopped, before the first row is explained.</summary>
public sealed class PreparationProgressTests
{
    private const int D = 4, Trees = 20;

    private static readonly float[] Data = Rows(3000);
    private static readonly TreeEnsemble Ensemble = MadeTree.Ensemble(D, [.. Enumerable.Range(0, Trees).Select(seed => new MadeTree(new Random(seed), D, 5))]);
    private static readonly DelegateDifferentiableModel Model = new(D, 1, (rows, outputs) =>
    {
        for (int i = 0; i < outputs.Length; i++) outputs[i] = rows[i * D] * rows[i * D + 1];
    }, (rows, gradients) => throw new NotSupportedException());

    [Theory]
    [InlineData(1, 1L << 30)]
    [InlineData(2, 1L << 30)]
    [InlineData(2, 0L)]      // all leaves are walked
    public void TreeExplainer_Preparation_IsToldTreeByTreeAndChangesNothing(int threads, long bytes)
    {
        TreeExplainerOptions options = new() { Threads = threads, MaxTableBytes = bytes };
        ProgressRecorder prepared = new(), explained = new();

        TreeExplainer explainer = new(Ensemble, Data, options, default, prepared);
        Explanation explanation = explainer.Explain(Data.AsSpan(0, 3 * D), explained);

        AssertRises(prepared, least: 2 * Trees);
        AssertRises(explained, least: Trees);
        Assert.Equal(new TreeExplainer(Ensemble, Data, options).Explain(Data.AsSpan(0, 3 * D)).ShapleyValues, explanation.ShapleyValues);
    }

    [Fact]
    public void TreeExplainer_OfBackground_IsTold()
    {
        ProgressRecorder recorder = new();
        _ = new TreeExplainer(Ensemble, Background.Of(Data, D), new TreeExplainerOptions(), recorder);
        AssertRises(recorder, least: 2 * Trees);
    }

    [Fact]
    public void TreeExplainer_PathDependent_IsTold()
    {
        ProgressRecorder recorder = new();
        TreeExplainer.PathDependent(Ensemble, new TreeExplainerOptions(), recorder);
        AssertRises(recorder, least: Trees);
    }

    [Fact]
    public void TreeExplainer_CancelledWhileTablesAreFilled_Stops()
    {
        using CancellationTokenSource source = new();
        ProgressRecorder recorder = new() { Then = report => { if (report > 0.5) source.Cancel(); } };

        Assert.ThrowsAny<OperationCanceledException>(() => new TreeExplainer(Ensemble, Data, new TreeExplainerOptions(), default, recorder, source.Token));

        Assert.InRange(recorder.Reports.Max(), 0.5, 0.6);
    }

    [Fact]
    public void PreparingShare_MoreRowsOrWalkedLeaves_IsLess()
    {
        TreeExplainer tables = new(Ensemble, Data, new TreeExplainerOptions()), walks = new(Ensemble, Data, new TreeExplainerOptions { MaxTableBytes = 0 });

        Assert.Equal(1, tables.PreparingShare(0));
        Assert.InRange(tables.PreparingShare(10), 0.99, 1);
        Assert.InRange(tables.PreparingShare(1_000_000), 0.01, 0.1);
        Assert.True(walks.PreparingShare(100) < tables.PreparingShare(100) - 0.5);
    }

    [Fact]
    public void Compressions_Progress_IsTold()
    {
        AssertRises(Told(progress => Background.Compress(Data, D, 64, seed: 1, progress)), least: 5);
        AssertRises(Told(progress => EffectRows.Create(Model, Data, new EffectOptions(), progress)), least: 5);
        AssertRises(Told(progress => Explainer.Create(Model, Data, new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 64 }, progress)), least: 5);
    }

    [Theory]
    [InlineData(SageEstimator.Permutation, 10)]
    [InlineData(SageEstimator.Exact, 3000)]
    public void Sage_Progress_BeginsWhileTheBackgroundIsPrepared(SageEstimator estimator, int least)
    {
        float[] labels = [.. Enumerable.Range(0, Data.Length / D).Select(i => Data[i * D])];
        AssertRises(Told(progress => SageValues.Compute(Ensemble, Data, labels, new SageOptions { Estimator = estimator, TotalModelRows = 20_000 }, progress)), least);
    }

    [Fact]
    public void BackgroundReport_Progress_IsTold() => AssertRises(
        Told(progress => BackgroundReport.Measure(Model, Data, Data.AsSpan(0, 2 * D), new ExplainOptions { ModelRows = 500 }, coresets: 4, progress)), least: 8);

    [Fact]
    public void OrderingControl_Cancelled_StopsBeforeTheModelIsAskedAgain()
    {
        // The last call of the model cancels: what is left is the control's.
        using CancellationTokenSource source = new();
        int calls = 0, last = int.MaxValue;
        DelegateModel probability = new(D, 1, (rows, outputs) =>
        {
            if (++calls == last) source.Cancel();
            for (int i = 0; i < outputs.Length; i++) outputs[i] = 1 / (1 + MathF.Exp(-rows[i * D] - rows[i * D + 1] * rows[i * D + 2]));
        });
        ExplainOptions options = new() { ModelRows = 2000 };
        Explainer explainer = Explainer.Create(probability, Background.Compress(Data, D, 50, seed: 1), options);
        explainer.Explain(Data.AsSpan(0, D));
        int each = calls;
        explainer.Explain(Data.AsSpan(0, D));
        each = calls - each;
        (calls, last) = (0, each);

        Assert.ThrowsAny<OperationCanceledException>(() => explainer.Explain(Data.AsSpan(0, D), null, source.Token));
        Assert.Equal(each, calls);
    }

    private static ProgressRecorder Told(Func<IProgress<double>, object> work)
    {
        ProgressRecorder recorder = new();
        work(recorder);
        return recorder;
    }

    private static void AssertRises(ProgressRecorder recorder, int least)
    {
        double[] reports = [.. recorder.Reports];
        Assert.True(reports.Length >= least, $"{reports.Length}");
        Assert.Equal(reports.Order(), reports);
        Assert.InRange(reports[0], 0, 0.5);
        Assert.InRange(reports[^1], 0.7, 1);
    }

    private static float[] Rows(int count)
    {
        Random random = new(3);
        return [.. Enumerable.Range(0, count * D).Select(_ => random.NextSingle())];
    }
}
