using CteFast.Data;
using CteFast.Explain.Asking;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Interactions;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Networks;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using Xunit.Abstractions;

namespace CteFast.Explain.Tests;

/// <summary>Explanations end when rows, time or precision say so, and what they give by then is an estimate.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const int D = 6, Size = 40;

    private static readonly DelegateModel Model = MadeModel.Random(D, 1, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(400 * D, 2), Row = ModelAssert.RandomRows(D, 3);
    private static readonly Background Sample = Background.Compress(Data, D, Size, 4);

    public static TheoryData<ExplainMethod, SamplingDesign> Estimators => new()
    {
        { ExplainMethod.Permutation, SamplingDesign.Paired },
        { ExplainMethod.Permutation, SamplingDesign.Crossed },
        { ExplainMethod.Kernel, SamplingDesign.Crossed },
    };

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.5)]
    [InlineData(3.7)]
    public void ModelRows_OwnOrderings_AreUsedUpToAWalk(double passes)
    {
        int budget = (int)(passes * Size * 2 * (D - 1));
        Explanation explanation = new PermutationExplainer(Model, Sample, new ExplainOptions { ModelRows = budget }).Explain(Row);
        Assert.InRange(explanation.Cost(0).ModelRows - 1, budget - 2 * (D - 1) + 1, budget);
    }

    /// <summary>What features in common leave of the budget goes into more walks.</summary>
    [Fact]
    public void ModelRows_SharedFeatures_PayForMoreWalks()
    {
        float[] data = (float[])Data.Clone();
        for (int i = 0; i < data.Length; i += D) (data[i], data[i + 1], data[i + 2]) = (Row[0], Row[1], Row[2]);
        var model = new RecordingModel(Model);
        int budget = Size * 2 * (D - 1);
        Explanation explanation = new PermutationExplainer(model, Background.Of(data.AsSpan(0, Size * D), D), new ExplainOptions { ModelRows = budget }).Explain(Row);
        Assert.InRange(explanation.Cost(0).ModelRows - 1, budget - 3, budget);
        Assert.Equal(explanation.ModelRows, model.Rows);
        for (int j = 0; j < 3; j++) Assert.Equal((0.0, 0.0), (explanation.Values(0)[j], explanation.StandardErrors(0)[j]));
        double[] exact = ShapleyOracle.Explain(Model, Row, data.AsSpan(0, Size * D));
        for (int j = 0; j < D; j++) Assert.Equal(exact[j], explanation.Values(0)[j], 5 * explanation.StandardErrors(0)[j] + 1e-12);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Deadline_SlowModel_ReturnsAnEstimateWithinTwoCalls(ExplainMethod method, SamplingDesign mode)
    {
        var model = new RecordingModel(Model);
        var clock = new ManualClock();
        var options = new ExplainOptions { Method = method, Design = mode, ModelRows = 4_000, MaxBatchRows = 100, Deadline = TimeSpan.FromMilliseconds(60), Clock = clock, Seed = 1 };
        Explainer explainer = Explainer.Create(model, Sample, options);
        TimeSpan start = clock.Now;
        int late = 0;
        model.BeforeCall = () =>
        {
            if (clock.Now - start >= TimeSpan.FromMilliseconds(60)) late++;
            clock.Advance(TimeSpan.FromMilliseconds(5));
        };
        Explanation explanation = explainer.Explain(Row);
        Assert.Equal(StopReason.Deadline, explanation.Cost(0).StoppedBy);
        Assert.InRange(late, 0, 2);
        Assert.InRange(explanation.Cost(0).ModelRows, 2, 3_999);
        AssertAddsUp(explanation);

        // The rest of the errors is that of fewer walks; what is told about them holds.
        double[] exact = ShapleyOracle.Explain(Model, Row, method == ExplainMethod.Permutation && mode == SamplingDesign.Paired ? Data : Sample.Rows);
        for (int j = 0; j < D; j++)
        {
            double told = explanation.StandardErrors(0)[j];
            output.WriteLine($"{explanation.Values(0)[j] - exact[j]:F4} ± {told:F4}");
            Assert.True(double.IsNaN(told) || Math.Abs(explanation.Values(0)[j] - exact[j]) <= 6 * told, $"feature {j}");
        }

        // Usable as before, and whole with time enough.
        model.BeforeCall = null;
        Explanation whole = Explainer.Create(model, Sample, options with { Deadline = TimeSpan.FromHours(1) }).Explain(Row);
        Assert.Equal(StopReason.Budget, whole.Cost(0).StoppedBy);
        AssertAddsUp(explainer.Explain(Row));
    }

    /// <summary>A clock on which the fit takes longer than the time that is left: it is given up, and a cheaper one says that its error is not known.</summary>
    [Fact]
    public void Deadline_KernelFitTakesLong_GivesAnEstimateOfUnknownError()
    {
        const int Many = 300;
        DelegateModel linear = MadeModel.Of(Many, x =>
        {
            double sum = 0;
            for (int j = 0; j < x.Length; j++) sum += Math.Sin(j) * x[j];
            return (float)sum;
        });
        float[] background = new float[Many], ones = new float[Many];
        ones.AsSpan().Fill(1);
        var clock = new ManualClock { Look = TimeSpan.FromMilliseconds(1) };
        var options = new ExplainOptions { Method = ExplainMethod.Kernel, ModelRows = 20_000, MaxBatchRows = 100, Deadline = TimeSpan.FromMilliseconds(20), Clock = clock };
        Explanation explanation = new KernelExplainer(linear, Background.Of(background, Many), options).Explain(ones);
        Assert.Equal(StopReason.Deadline, explanation.Cost(0).StoppedBy);
        Assert.InRange(clock.Now, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20) + ShapRegression.Grace + TimeSpan.FromMilliseconds(10));
        AssertAddsUp(explanation);
        Assert.All(explanation.StandardErrors(0).ToArray(), error => Assert.True(double.IsNaN(error)));
    }

    /// <summary>All pairs of one player against the others: the matrix of all pairs is that of the pairs drawn, and both fits of a linear model are exact.</summary>
    [Fact]
    public void Deadline_KernelFitGivenUp_IsExactWhereTheMatrixIsKnown()
    {
        var clock = new ManualClock();
        var options = new ExplainOptions { Method = ExplainMethod.Kernel, ModelRows = 1 << 20, Deadline = TimeSpan.FromMilliseconds(1), Clock = clock };
        var model = new RecordingModel(Model);
        float[] one = Data[..D];
        var explainer = new KernelExplainer(model, Background.Of(one, D), options);
        int before = model.Calls;
        model.BeforeCall = () => clock.Advance(TimeSpan.FromSeconds(model.Calls - before));      // no time for the row itself, a second for all coalitions
        Explanation cheap = explainer.Explain(Row);
        model.BeforeCall = null;
        Assert.Equal((2, StopReason.Deadline), (model.Calls - before, cheap.Cost(0).StoppedBy));
        double[] exact = ShapleyOracle.Explain(Model, Row, one);
        for (int j = 0; j < D; j++) Assert.Equal(exact[j], cheap.Values(0)[j], 1e-10);
        Assert.All(cheap.StandardErrors(0).ToArray(), error => Assert.True(double.IsNaN(error)));
    }

    [Fact]
    public void Kernel_CancelledInItsLastCall_StopsInTheFit()
    {
        using var source = new CancellationTokenSource();
        var model = new RecordingModel(Model);
        var explainer = new KernelExplainer(model, Sample, new ExplainOptions { ModelRows = 20 * Size, MaxBatchRows = 1 << 16 });
        explainer.Explain(Row);
        int last = model.Calls * 2 - 1;      // the background is predicted once
        model.BeforeCall = () =>
        {
            if (model.Calls == last - 1) source.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => explainer.Explain(Row, null, source.Token));
        Assert.Equal(last, model.Calls);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Precision_Reached_StopsEarlyAndKeepsIt(ExplainMethod method, SamplingDesign mode)
    {
        var options = new ExplainOptions { Method = method, Design = mode, ModelRows = 200_000, Seed = 1 };
        // The kernel's budget is of at most all coalitions, at which it is exact.
        if (method == ExplainMethod.Kernel) options = options with { ModelRows = 58 * Size };
        double whole = Explainer.Create(Model, Sample, options).Explain(Row).StandardErrors(0).ToArray().Max();
        double wanted = method == ExplainMethod.Kernel ? 20 * whole : 1.2 * whole;
        Explanation explanation = Explainer.Create(Model, Sample, options with { Precision = wanted }).Explain(Row);
        output.WriteLine($"{whole} {wanted} {explanation.Cost(0)}");
        Assert.Equal(StopReason.Precision, explanation.Cost(0).StoppedBy);
        Assert.InRange(explanation.Cost(0).ModelRows, 2, options.ModelRows - 1);
        Assert.All(explanation.StandardErrors(0).ToArray(), error => Assert.InRange(error, 0, wanted));
        AssertAddsUp(explanation);

        Explanation never = Explainer.Create(Model, Sample, options with { Precision = 1e-9 }).Explain(Row);
        Assert.Equal(StopReason.Budget, never.Cost(0).StoppedBy);
        AssertAddsUp(never);
    }

    [Theory]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Paired, 0)]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Paired, 1e-3)]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Crossed, 0)]
    [InlineData(ExplainMethod.Kernel, SamplingDesign.Crossed, 0)]
    [InlineData(ExplainMethod.Kernel, SamplingDesign.Crossed, 1e-9)]
    [InlineData(ExplainMethod.Exact, SamplingDesign.Paired, 0)]
    public void Explain_IntoSpansWhenWarm_AllocatesNothing(ExplainMethod method, SamplingDesign mode, double precision)
    {
        IModel model = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
        float[] data = TestData.Diamonds(200);
        var options = new ExplainOptions { Method = method, Design = mode, ModelRows = 1_000, Precision = precision };
        Explainer explainer = Explainer.Create(model, Background.Compress(data, 9, 5, 0), options);
        AssertNoAllocation(explainer.Explain, data, 9);
    }

    [Theory]
    [InlineData(ExplainMethod.Permutation)]
    [InlineData(ExplainMethod.Exact)]
    public void Interactions_IntoSpansWhenWarm_AllocateNothing(ExplainMethod method)
    {
        IModel model = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
        float[] data = TestData.Diamonds(200);
        AssertNoAllocation(new InteractionExplainer(model, Background.Compress(data, 9, 5, 0), new ExplainOptions { Method = method, ModelRows = 500 }).Explain, data, 81);
    }

    public static TheoryData<ExplainMethod, SamplingDesign, double> Threaded => new()
    {
        { ExplainMethod.Permutation, SamplingDesign.Paired, 0 },
        { ExplainMethod.Permutation, SamplingDesign.Paired, 0.02 },
        { ExplainMethod.Permutation, SamplingDesign.Crossed, 0 },
        { ExplainMethod.Kernel, SamplingDesign.Crossed, 0 },
        { ExplainMethod.Exact, SamplingDesign.Paired, 0 },
    };

    [Theory]
    [MemberData(nameof(Threaded))]
    public void Threads_TwoOrSixteenCallers_SameBitsAsOne(ExplainMethod method, SamplingDesign mode, double precision)
    {
        float[] rows = ModelAssert.RandomRows(20 * D, 9);
        var options = new ExplainOptions { Method = method, Design = mode, ModelRows = 3_000, Precision = precision, Seed = 2 };
        Explanation expected = Explainer.Create(Model, Sample, options).Explain(rows);
        Explainer two = Explainer.Create(Model, Sample, options with { Threads = 2 });
        AssertSame(expected, two.Explain(rows));

        var results = new Explanation[16];
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(t => new Thread(() => results[t] = two.Explain(rows)))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(results, result => AssertSame(expected, result));
    }

    [Fact]
    public void Groups_Permutation_AreTheFeaturesOfTheGroupedModel()
    {
        // The orderings of three players are the same whether a player has one column or two.
        DelegateModel inner = MadeModel.Random(3, 1, 4);
        DelegateModel outer = MadeModel.Of(4, x => inner.Predict([x[0] + x[3], x[1], x[2]])[0]);
        float[] data = ModelAssert.RandomRows(30 * 4, 5), row = ModelAssert.RandomRows(4, 6);
        float[] Merge(float[] rows) => [.. rows.Chunk(4).SelectMany(x => new[] { x[0] + x[3], x[1], x[2] })];
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 400 };
        Explanation grouped = Explainer.Create(outer, Background.Of(data, 4), options with { Groups = [new FeatureGroup("ends", [0, 3])] }).Explain(row);
        Explanation merged = Explainer.Create(inner, Background.Of(Merge(data), 3), options).Explain(Merge(row));
        Assert.Equal(["ends", "x1", "x2"], grouped.FeatureNames);
        Assert.Equal(merged.ShapleyValues, grouped.ShapleyValues);
        Assert.Equal(merged.Errors, grouped.Errors);
    }

    private static void AssertNoAllocation(RowResults.ExplainRow explain, float[] data, int size)
    {
        double[] prediction = new double[1], values = new double[size], errors = new double[size];
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++)
        {
            for (int i = 0; i < 30; i++) explain(data.AsSpan(0, 9), prediction, values, errors, CancellationToken.None);
            Thread.Sleep(20);
            long before = GC.GetAllocatedBytesForCurrentThread();
            explain(data.AsSpan(0, 9), prediction, values, errors, CancellationToken.None);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static void AssertAddsUp(Explanation explanation)
    {
        double sum = explanation.BaseValues[0];
        foreach (double value in explanation.Values(0)) sum += value;
        Assert.Equal(explanation.Prediction(0)[0], sum, 1e-9);
    }

    private static void AssertSame(Explanation expected, Explanation actual)
    {
        Assert.Equal(expected.ShapleyValues, actual.ShapleyValues);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.ModelRows, actual.ModelRows);
    }
}
