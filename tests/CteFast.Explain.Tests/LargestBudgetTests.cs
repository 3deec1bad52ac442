using CteFast.Explain.Asking;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Gradients;
using CteFast.Explain.Interactions;
using CteFast.Explain.Models;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests;

/// <summary>Options at their largest values: what is set aside before the model is asked, and for its calls, keeps to a bound.</summary>
public sealed class LargestBudgetTests
{
    private const int D = 24;

    private static readonly float[] Data = ModelAssert.RandomRows(8 * D, 1), Row = ModelAssert.RandomRows(D, 2);
    private static readonly Background Sample = Background.Of(Data, D);
    private static readonly ExplainOptions Largest = new() { ModelRows = int.MaxValue, MaxBatchRows = int.MaxValue, Steps = int.MaxValue / 8 };

    private static Dictionary<string, Action<RecordingModel, CancellationToken>> Ways { get; } = new()
    {
        ["permutation, paired"] = (model, token) => new PermutationExplainer(model, Sample, Largest, token).Explain(Row, null, token),
        ["permutation, crossed"] = (model, token) => new PermutationExplainer(model, Sample, Largest with { Design = SamplingDesign.Crossed }, token).Explain(Row, null, token),
        ["interactions"] = (model, token) => new InteractionExplainer(model, Sample, Largest with { Method = ExplainMethod.Permutation }, token).Explain(Row, null, token),
        ["SAGE"] = (model, token) => SageValues.Compute(model, Sample, Data, new float[8], new SageOptions { TotalModelRows = int.MaxValue, MaxBatchRows = int.MaxValue, Threads = 64 }, null, token),
        ["SAGE, kernel"] = (model, token) =>
            SageValues.Compute(model, Sample, Data, new float[8], new SageOptions { TotalModelRows = int.MaxValue, Estimator = SageEstimator.Kernel, Convergence = 0 }, null, token),
        ["importance"] = (model, token) => PermutationImportance.Compute(model, Data.AsSpan(0, 2 * D), new float[2],
            new PermutationImportanceOptions { Repeats = 1_000_000, MaxBatchRows = int.MaxValue, Threads = 64 }, null, token),
        ["gradients, paired"] = (model, token) => new GradientExplainer(Differentiable(model), Sample, Largest, token).Explain(Row, null, token),
        ["gradients, crossed"] = (model, token) => new GradientExplainer(Differentiable(model), Sample, Largest with { Design = SamplingDesign.Crossed }, token).Explain(Row, null, token),
    };

    public static TheoryData<string> Names() => new(Ways.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void LargestOptions_UntilTheModelIsAskedForMany_AllocateWithinTheBound(string way)
    {
        using var source = new CancellationTokenSource();
        var model = new RecordingModel(new DelegateModel(D, 1, (rows, outputs) => outputs.Clear()));
        model.BeforeCall = () =>
        {
            // The background and the row first; then comes what the budget is for.
            if (model.Calls >= 3) source.Cancel();
        };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<OperationCanceledException>(() => Ways[way](model, source.Token));
        // Twice the bound, for what is drawn and for the rows of calls; and what the model and this test take.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * PlanMemory.Bytes + (16 << 20));
        Assert.InRange(model.LargestBatch, 1, 1 << 16);
    }

    [Fact]
    public void Kernel_LargestBudgetOfManyFeatures_AllocatesWithinTheBound()
    {
        const int wide = 2000;
        using var source = new CancellationTokenSource();
        var model = new RecordingModel(new DelegateModel(wide, 1, (rows, outputs) => outputs.Clear()));
        model.BeforeCall = () =>
        {
            if (model.Calls >= 2) source.Cancel();
        };
        long before = GC.GetAllocatedBytesForCurrentThread();
        var explainer = new KernelExplainer(model, Background.Of(ModelAssert.RandomRows(wide, 3), wide), Largest with { MaxBatchRows = 1024 }, source.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => explainer.Explain(ModelAssert.RandomRows(wide, 4), null, source.Token));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * PlanMemory.Bytes);      // lists that grow by doubling
    }

    [Fact]
    public void Importance_MoreRepeatsThanLossesFit_IsRefused()
    {
        var model = new RecordingModel(new DelegateModel(D, 1, (rows, outputs) => outputs.Clear()));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<ArgumentException>(() =>
            PermutationImportance.Compute(model, Data.AsSpan(0, D), new float[1], new PermutationImportanceOptions { Repeats = int.MaxValue / D / 2 }));
        Assert.Contains("take fewer repeats", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(0, model.Calls);
    }

    private static DelegateDifferentiableModel Differentiable(RecordingModel model) =>
        new(D, 1, model.Predict, (rows, gradients) =>
        {
            model.Predict(rows, new float[rows.Length / D]);      // counted, too
            gradients.Clear();
        });
}
