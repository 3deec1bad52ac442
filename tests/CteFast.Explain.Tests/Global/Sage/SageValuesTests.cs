using System.Text.Json;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using static CteFast.Explain.Tests.GoldenNetwork;

namespace CteFast.Explain.Tests.Global.Sage;

public sealed class SageValuesTests
{
    // The golden networks were run in double, ours runs in float; losses are of size 1 to 4.
    private const double NetworkError = 1e-5;
    private const int D = 4, Rows = 60;

    private static readonly float[] Data = ModelAssert.RandomRows(Rows * D, 3);
    private static readonly DelegateModel Model = MadeModel.Random(D, 1, 5);
    private static readonly float[] Labels = [.. Model.Predict(Data).Select((value, i) => value + 0.2f * (i % 5 - 2))];
    private static readonly SageOptions Options = new() { TotalModelRows = 20_000, Convergence = 0 };

    private static SageValues Exact(IModel model, float[] labels, LossFunction loss) =>
        SageValues.Compute(model, Background.Of(Data, D), Data, labels, new SageOptions { Estimator = SageEstimator.Exact, Loss = loss });

    private static IEnumerable<(JsonElement Golden, NetworkModel Model, Background Background, float[] Rows, float[] Labels, LossFunction Loss)> GoldenCases()
    {
        JsonElement[] cases = Cases("sage");
        Assert.Equal(3, cases.Length);
        foreach (JsonElement golden in cases)
        {
            NetworkModel model = Read(golden.GetProperty("model"));
            yield return (golden, model, Background.Of(golden.GetProperty("background").Floats(), model.FeatureCount), golden.GetProperty("x").Floats(), golden.GetProperty("y").Floats(),
                golden.GetProperty("loss").GetString() == "mse" ? LossFunction.SquaredError : LossFunction.CrossEntropy);
        }
    }

    [Fact]
    public void Compute_ExactGolden_GivesTheReference()
    {
        foreach ((JsonElement golden, NetworkModel model, Background background, float[] rows, float[] labels, LossFunction loss) in GoldenCases())
        {
            SageValues values = SageValues.Compute(model, background, rows, labels, new SageOptions { Estimator = SageEstimator.Exact, Loss = loss });
            AssertClose(golden.GetProperty("sage_exact").Flat(), [.. values.Values], NetworkError);
            double[] worths = golden.GetProperty("coalition_values").Flat();
            AssertClose([worths[0], worths[^1]], [-values.BaselineLoss, -values.ModelLoss], NetworkError);
            Assert.Equal((1L << model.FeatureCount) * labels.Length * background.Count, values.Cost.ModelRows);
            Assert.True(values.Converged);
            Assert.All(values.StandardErrors, error => Assert.Equal(0, error));
        }
    }

    [Fact]
    public void Compute_GoldenPermutations_GivesTheReference()
    {
        foreach ((JsonElement golden, NetworkModel model, Background background, float[] rows, float[] labels, LossFunction loss) in GoldenCases())
        {
            int[] orderings = [.. golden.GetProperty("permutations_one_per_row").Flat().Select(value => (int)value)];
            SageValues values = SageValues.Compute(model, background, rows, labels, new SageOptions { Loss = loss, Convergence = 0, MaxBatchRows = 77 }, orderings);
            AssertClose(golden.GetProperty("sage_permutation_given").Flat(), [.. values.Values], NetworkError);
            Assert.Equal((labels.Length, "permutation, crossed"), (values.Samples, values.Method));
            Assert.Equal(values.BaselineLoss - values.ModelLoss, values.Values.Sum(), 1e-9);
        }
    }

    [Theory]
    [InlineData(SageEstimator.Permutation)]
    [InlineData(SageEstimator.Kernel)]
    public void Compute_GoldenShared_IsWithinItsErrorsOfTheExactValues(SageEstimator estimator)
    {
        foreach ((JsonElement golden, NetworkModel model, Background background, float[] rows, float[] labels, LossFunction loss) in GoldenCases())
        {
            var options = new SageOptions { Loss = loss, Estimator = estimator, Design = SamplingDesign.Crossed, TotalModelRows = 200_000, Convergence = 0 };
            SageValues values = SageValues.Compute(model, background, rows, labels, options);
            double[] exact = golden.GetProperty("sage_exact").Flat();
            for (int j = 0; j < exact.Length; j++)
                Assert.True(Math.Abs(values.Values[j] - exact[j]) <= 4 * values.StandardErrors[j], $"feature {j}: {values.Values[j]} ± {values.StandardErrors[j]}, exact {exact[j]}");
            Assert.InRange(values.Cost.ModelRows, 1, 200_000 + background.Count + labels.Length);
        }
    }

    /// <summary>Own background rows, squared errors: with what the spread of few rows adds taken off, the mean over seeds is the exact value.</summary>
    [Theory]
    [InlineData(SageEstimator.Permutation, 2)]
    [InlineData(SageEstimator.Permutation, 5)]
    [InlineData(SageEstimator.Kernel, 3)]
    public void Compute_PairedSquaredError_IsUnbiased(SageEstimator estimator, int rowsPerOrdering)
    {
        const int Seeds = 200;
        SageValues exact = Exact(Model, Labels, LossFunction.SquaredError);
        Background background = Background.Of(Data, D);
        // As many units as rows, or whole multiples: every row equally often.
        var options = Options with { Estimator = estimator, BackgroundRowsPerOrdering = rowsPerOrdering, TotalModelRows = Rows * rowsPerOrdering * (estimator == SageEstimator.Kernel ? 2 : D - 1) };
        double[][] errors = [.. Enumerable.Range(0, Seeds).Select(seed =>
        {
            SageValues values = SageValues.Compute(Model, background, Data, Labels, options with { Seed = seed });
            Assert.Equal(Rows, values.Samples);
            return Enumerable.Range(0, D).Select(j => values.Values[j] - exact.Values[j]).ToArray();
        })];
        for (int j = 0; j < D; j++)
        {
            double mean = errors.Average(error => error[j]), deviation = Math.Sqrt(errors.Average(error => (error[j] - mean) * (error[j] - mean)));
            Assert.True(Math.Abs(mean) <= 4 * deviation / Math.Sqrt(Seeds), $"feature {j}: bias {mean}, deviation {deviation}");
        }
    }

    /// <summary>Cross-entropy is corrected to first order: at 8 rows what is left is a small part of the values, and of what there was.</summary>
    [Fact]
    public void Compute_PairedCrossEntropy_HasLittleBias()
    {
        DelegateModel model = new(D, 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++) outputs[i] = 1 / (1 + MathF.Exp(-1.5f * rows[i * D] - rows[i * D + 1] * rows[i * D + 2]));
        });
        float[] labels = [.. model.Predict(Data).Select((value, i) => value > (i % 7 + 0.5f) / 7 ? 1f : 0f)];
        SageValues exact = Exact(model, labels, LossFunction.CrossEntropy);
        double bias = Enumerable.Range(0, D).Average(j => Math.Abs(Enumerable.Range(0, 100).Average(seed => SageValues.Compute(model, Background.Of(Data, D), Data, labels,
            Options with { Loss = LossFunction.CrossEntropy, BackgroundRowsPerOrdering = 8, TotalModelRows = 8 * (D - 1) * Rows, Seed = seed }).Values[j]) - exact.Values[j]));
        Assert.True(bias < 0.03 * exact.Values.Max(), $"bias {bias} of {exact.Values.Max()}");
    }

    [Fact]
    public void Compute_PairedCompressed_HasASmallerErrorThanShared()
    {
        float[] data = ModelAssert.RandomRows(800 * D, 9), labels = [.. Model.Predict(data).Select((value, i) => value + 0.2f * (i % 5 - 2))];
        double[] truth = [.. SageValues.Compute(Model, Background.Of(data, D), data, labels, new SageOptions { TotalModelRows = 4_000_000, Convergence = 0 }).Values];
        double Error(SamplingDesign mode) => Enumerable.Range(0, 10).Average(seed =>
        {
            SageValues values = SageValues.Compute(Model, data, labels, Options with { Design = mode, CompressForeground = mode == SamplingDesign.Paired, Seed = seed });
            return Enumerable.Range(0, D).Average(j => Math.Abs(values.Values[j] - truth[j]));
        });
        double own = Error(SamplingDesign.Paired), shared = Error(SamplingDesign.Crossed);
        Assert.True(own < shared / 1.3, $"{own} own, {shared} shared");
    }

    // Nominal: 95 %, of units that are drawn independently. Latin squares and rows that each come once make errors smaller.
    [Theory]
    [InlineData(SageEstimator.Permutation)]
    [InlineData(SageEstimator.Kernel)]
    public void StandardErrors_AllData_AreOnTheSafeSide(SageEstimator estimator)
    {
        SageValues exact = Exact(Model, Labels, LossFunction.SquaredError);
        int covered = 0, total = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            SageValues values = SageValues.Compute(Model, Background.Of(Data, D), Data, Labels, Options with { Estimator = estimator, Seed = seed, TotalModelRows = 3000 });
            for (int j = 0; j < D; j++, total++) covered += Math.Abs(values.Values[j] - exact.Values[j]) <= 1.96 * values.StandardErrors[j] ? 1 : 0;
        }

        Assert.True(covered >= 0.93 * total, $"{covered} of {total}");
    }

    [Fact]
    public void Compute_Convergence_StopsEarly()
    {
        SageValues loose = SageValues.Compute(Model, Data, Labels, Options with { Convergence = 0.1, TotalModelRows = 1_000_000 });
        SageValues strict = SageValues.Compute(Model, Data, Labels, Options with { Convergence = 1e-6, TotalModelRows = 10_000 });
        Assert.True(loose.Converged && loose.Cost.ModelRows < 1_000_000);
        Assert.True(loose.StandardErrors.Max() <= 0.1 * (loose.Values.Max() - loose.Values.Min()));
        Assert.False(strict.Converged);
    }

    [Fact]
    public void Compute_WeightedBackground_IsThatOfRepeatedRows()
    {
        float[] few = Data[..(10 * D)];
        int[] times = [.. Enumerable.Range(0, 10).Select(i => i % 3 + 1)];
        float[] repeated = [.. few.Chunk(D).SelectMany((row, i) => Enumerable.Repeat(row, times[i])).SelectMany(row => row)];
        Background weighted = Background.Of(few, D, [.. times.Select(time => (double)time)]), plain = Background.Of(repeated, D);
        SageOptions exact = Options with { Estimator = SageEstimator.Exact }, shared = Options with { Design = SamplingDesign.Crossed };
        AssertClose([.. SageValues.Compute(Model, plain, Data, Labels, exact).Values], [.. SageValues.Compute(Model, weighted, Data, Labels, exact).Values], 1e-9);
        SageValues values = SageValues.Compute(Model, weighted, Data, Labels, shared), own = SageValues.Compute(Model, weighted, Data, Labels, Options);
        SageValues expected = SageValues.Compute(Model, plain, Data, Labels, exact);
        for (int j = 0; j < D; j++)
        {
            Assert.Equal(expected.Values[j], values.Values[j], 4 * values.StandardErrors[j]);
            Assert.Equal(expected.Values[j], own.Values[j], 4 * own.StandardErrors[j]);
        }
    }

    [Fact]
    public void Compute_FeatureTheModelIgnores_IsExactlyZero()
    {
        DelegateModel model = MadeModel.Of(D, x => x[0] + x[1] * x[2]);
        foreach (SageOptions options in new[] { Options, Options with { Design = SamplingDesign.Crossed }, Options with { Estimator = SageEstimator.Exact, BackgroundSize = 10 } })
        {
            SageValues values = SageValues.Compute(model, Data, Labels, options);
            // The background rows of an ordering are the same before and after the feature joins.
            Assert.Equal(0, values.Values[3], 1e-12);
        }
    }

    [Theory]
    [InlineData(SageEstimator.Permutation)]
    [InlineData(SageEstimator.Kernel)]
    [InlineData(SageEstimator.Exact)]
    public void Compute_OneFeature_IsTheWholeGain(SageEstimator estimator)
    {
        DelegateModel model = MadeModel.Of(1, x => x[0]);
        float[] rows = [1, 2, 3, 4];
        SageValues values = SageValues.Compute(model, Background.Of(rows, 1), rows, rows, Options with { Estimator = estimator });
        Assert.Equal(1.25, values.Values[0], 1e-6);
        Assert.Equal((1.25, 0), (values.BaselineLoss, values.ModelLoss));
    }

    [Fact]
    public void Compute_AnyBatch_SameBits()
    {
        SageValues Of(int batch, long seed) => SageValues.Compute(Model, Data, Labels, Options with { MaxBatchRows = batch, Seed = seed });
        Assert.Equal(Of(1024, 1).Values, Of(7, 1).Values);
        Assert.NotEqual(Of(1024, 1).Values, Of(1024, 2).Values);
        var recording = new RecordingModel(Model);
        SageValues counted = SageValues.Compute(recording, Data, Labels, Options with { MaxBatchRows = 50 });
        Assert.Equal((counted.Cost.ModelRows, counted.Cost.ModelCalls), (recording.Rows, recording.Calls));
        Assert.Equal(50, recording.LargestBatch);
    }

    [Fact]
    public void Compute_SeveralThreads_SameBits()
    {
        SageValues Of(int threads, SageOptions options) => SageValues.Compute(Model, Background.Of(Data, D), Data, Labels, options with { Threads = threads });
        foreach (SageOptions options in new[] { Options, Options with { Convergence = 0.05 }, new SageOptions { Estimator = SageEstimator.Exact } })
        {
            SageValues one = Of(1, options), several = Of(3, options);
            Assert.Equal(one.Values, several.Values);
            Assert.Equal(one.StandardErrors, several.StandardErrors);
            Assert.Equal(one.Cost.ModelRows, several.Cost.ModelRows);
        }

        Assert.True(Of(3, Options).Cost.ModelCalls > Of(1, Options).Cost.ModelCalls);

        Assert.Throws<ArgumentOutOfRangeException>(() => Of(0, Options));
    }

    [Fact]
    public void Cost_ConvergedOrNot_SaysWhatStoppedTheEstimate()
    {
        Assert.Equal(StopReason.Precision, SageValues.Compute(Model, Data, Labels, Options with { Convergence = 0.1, TotalModelRows = 1_000_000 }).Cost.StoppedBy);
        SageValues values = SageValues.Compute(Model, Data, Labels, Options);
        Assert.Equal(StopReason.Budget, values.Cost.StoppedBy);
        Assert.True(values.Cost.Elapsed > TimeSpan.Zero);
        Assert.Equal(values.Values.OrderDescending().Take(2), values.TopFeatures(2).Select(top => top.Value));
        Assert.Equal(values.Values[1], values.Value(values.FeatureNames[1]));
    }

    /// <summary>Rows are predicted in another order than they were given in; the message has the caller's index.</summary>
    [Fact]
    public void Compute_NaNFromOneRow_NamesItsIndex()
    {
        float[] data = [.. Data];
        data[37 * D + 2] = 1000;
        DelegateModel model = MadeModel.Of(D, x => x[2] == 1000 ? float.NaN : x[0]);
        string message = Assert.Throws<InvalidOperationException>(() => SageValues.Compute(model, Background.Of(Data, D), data, Labels,
            Options with { CompressForeground = false })).Message;
        Assert.Contains("row 37 ", message, StringComparison.Ordinal);
        Assert.Contains("instead of 1000", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_BadInput_SaysWhatIsWrong()
    {
        Background background = Background.Of(Data, D);
        string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.Contains("The label of row 2 is 7", Message(() => SageValues.Compute(MadeModel.Of(1, _ => 0.5f), [1, 2, 3], [0, 1, 7], Options with { Loss = LossFunction.CrossEntropy })), StringComparison.Ordinal);
        Assert.Contains("allow at least", Message(() => SageValues.Compute(Model, background, Data, Labels, Options with { TotalModelRows = 5 })), StringComparison.Ordinal);
        Assert.Contains("squared error or cross-entropy", Message(() => SageValues.Compute(Model, Data, Labels, Options with { Loss = LossFunction.AbsoluteError })), StringComparison.Ordinal);
        Assert.Contains("at least 2", Message(() => SageValues.Compute(Model, Data, Labels, Options with { BackgroundRowsPerOrdering = 1 })), StringComparison.Ordinal);
        Assert.Contains("do not fill", Message(() => SageValues.Compute(Model, background, [1], [1], Options)), StringComparison.Ordinal);
        Assert.Contains("labels", Message(() => SageValues.Compute(Model, Data, [1], Options)), StringComparison.Ordinal);
        Assert.Contains("3 features", Message(() => SageValues.Compute(Model, Background.Of([1, 2, 3], 3), Data, Labels, Options)), StringComparison.Ordinal);
        float[] wide = new float[17 * 3];
        Assert.Contains("2^17", Message(() => SageValues.Compute(MadeModel.Of(17, _ => 0), wide, [0, 0, 0], Options with { Estimator = SageEstimator.Exact })), StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => SageValues.Compute(Model, Data, Labels, Options, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Throws<InvalidOperationException>(() => SageValues.Compute(new RecordingModel(Model) { Spoil = outputs => outputs[0] = float.NaN }, Data, Labels, Options));
    }
}
