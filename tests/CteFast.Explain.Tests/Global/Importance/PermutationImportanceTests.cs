using System.Text.Json;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using static CteFast.Explain.Tests.GoldenNetwork;

namespace CteFast.Explain.Tests.Global.Importance;

public sealed class PermutationImportanceTests
{
    private const int D = 3, Rows = 200;
    private static readonly float[] Data = ModelAssert.RandomRows(Rows * D, 4);
    private static readonly DelegateModel Model = MadeModel.Of(D, x => 2 * x[0] + x[1] * x[1]);
    private static readonly float[] Labels = [.. Model.Predict(Data).Select((value, i) => value + 0.1f * (i % 5 - 2))];

    [Fact]
    public void Compute_GoldenPermutations_GivesTheReference()
    {
        JsonElement[] cases = Cases("permutation_importance");
        Assert.Equal(3, cases.Length);
        foreach (JsonElement golden in cases)
        {
            LossFunction loss = golden.GetProperty("loss").GetString() switch { "mse" => LossFunction.SquaredError, "logloss" => LossFunction.CrossEntropy, _ => LossFunction.ClassificationError };
            int[] permutations = [.. golden.GetProperty("permutations").Flat().Select(value => (int)value)];
            float[] labels = golden.GetProperty("y").Floats();
            NetworkModel model = Read(golden.GetProperty("model"));
            PermutationImportance importance = PermutationImportance.Compute(model, golden.GetProperty("x").Floats(), labels,
                new PermutationImportanceOptions { Loss = loss, Repeats = permutations.Length / labels.Length / model.FeatureCount, MaxBatchRows = 77 }, permutations, null, default);

            // The reference is a network in double. Its losses are of size 1.
            Assert.Equal(golden.GetProperty("baseline_loss").GetDouble(), importance.BaselineLoss, 1e-5);
            AssertClose(golden.GetProperty("permuted_loss").Flat(), [.. Enumerable.Range(0, importance.Repeats).SelectMany(repeat => importance.Losses(repeat).ToArray())], 1e-5);
            AssertClose(golden.GetProperty("importance_mean").Flat(), [.. importance.Means], 1e-5);
            AssertClose(golden.GetProperty("importance_sd_population").Flat(), [.. importance.StandardDeviations], 1e-5);
            AssertClose(golden.GetProperty("importance_ratio_mean").Flat(), [.. importance.Ratios], 1e-4);
        }
    }

    [Fact]
    public void Compute_Squares_IsTheExpectedLossOfAnIndependentDraw()
    {
        var recording = new RecordingModel(Model);
        PermutationImportance importance = PermutationImportance.Compute(recording, Data, Labels, new PermutationImportanceOptions { Repeats = 50, Seed = 3 });
        Assert.Equal((importance.Cost.ModelRows, Rows * (1L + 50 * D)), (recording.Rows, recording.Rows));
        Assert.Equal(0, importance.Means[2]);
        // Of 2x the mean square of 2(x − x') is 8 times the variance of x; the labels' part is independent of both.
        double mean = Enumerable.Range(0, Rows).Average(i => Data[i * D]), variance = Enumerable.Range(0, Rows).Average(i => (Data[i * D] - mean) * (Data[i * D] - mean));
        Assert.Equal(8 * variance, importance.Means[0], 4 * importance.StandardDeviations[0] / Math.Sqrt(49));
        Assert.True(importance.StandardDeviations[0] > 0);
    }

    [Fact]
    public void Compute_AbsoluteError_IsTheMeanDistance()
    {
        PermutationImportance importance = PermutationImportance.Compute(Model, Data, Labels, new PermutationImportanceOptions { Loss = LossFunction.AbsoluteError, Repeats = 1 });
        Assert.Equal(0.12, importance.BaselineLoss, 1e-4);
        Assert.Equal(0, importance.StandardDeviations[0]);
        Assert.Equal(importance.Losses(0)[0] - importance.BaselineLoss, importance.Means[0], 1e-12);
    }

    [Fact]
    public void Compute_SeveralOutputs_AveragesTheirErrors()
    {
        DelegateModel two = MadeModel.Of(D, x => x[0], x => x[1]);
        float[] labels = [.. Enumerable.Range(0, Rows).SelectMany(i => new[] { Data[i * D] + 1, Data[i * D + 1] + 2 })];
        Assert.Equal(2.5, PermutationImportance.Compute(two, Data, labels, new PermutationImportanceOptions()).BaselineLoss, 1e-5);
    }

    [Fact]
    public void Compute_SameSeed_SameBitsInAnyBatch()
    {
        PermutationImportance Of(long seed, int batch) => PermutationImportance.Compute(Model, Data, Labels, new PermutationImportanceOptions { Seed = seed, MaxBatchRows = batch });
        Assert.Equal(Of(1, 1024).Means, Of(1, 7).Means);
        Assert.NotEqual(Of(1, 1024).Means, Of(2, 1024).Means);
    }

    [Fact]
    public void Compute_SeveralThreads_SameBits()
    {
        double[] Of(int threads) => [.. PermutationImportance.Compute(Model, Data, Labels, new PermutationImportanceOptions { Threads = threads, MaxBatchRows = 150 }).Means];
        Assert.Equal(Of(1), Of(2));
        Assert.Equal(Of(1), Of(5));
    }

    [Fact]
    public void TopFeatures_Means_LargestFirst()
    {
        PermutationImportance importance = PermutationImportance.Compute(Model, Data, Labels, new PermutationImportanceOptions());
        Assert.Equal([("x0", importance.Means[0]), ("x1", importance.Means[1])], importance.TopFeatures(2));
        Assert.Equal(importance.Means[1], importance.Value("x1"));
        Assert.Contains("no feature \"y\"; the features are x0, x1, x2", Assert.Throws<ArgumentException>(() => importance.Value("y")).Message, StringComparison.Ordinal);
    }

    /// <summary>A model that fails on one value of one feature: the message says where.</summary>
    [Fact]
    public void Compute_NaNFromOneValue_NamesRowAndFeature()
    {
        DelegateModel model = MadeModel.Of(2, x => MathF.Log(x[1]) + x[0]);
        float[] rows = [1, 2, 3, 4, 5, -6, 7, 8];
        string message = Assert.Throws<InvalidOperationException>(() => PermutationImportance.Compute(model, rows, [0, 0, 0, 0], new PermutationImportanceOptions())).Message;
        Assert.Contains("row 2", message, StringComparison.Ordinal);
        Assert.Contains("feature x1 is 2 instead of -6", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LossFunction.CrossEntropy, 1, 2f, "The label of row 1 is 2", "0 to 1")]
    [InlineData(LossFunction.CrossEntropy, 3, 3f, "The label of row 1 is 3", "0 to 2")]
    [InlineData(LossFunction.ClassificationError, 3, 0.5f, "The label of row 1 is 0.5", "0 to 2")]
    [InlineData(LossFunction.ClassificationError, 1, -1f, "The label of row 1 is -1", "0 to 1")]
    [InlineData(LossFunction.SquaredError, 1, float.NaN, "The label of row 1 is NaN", "finite")]
    public void Compute_BadLabel_NamesRowAndValue(LossFunction loss, int outputs, float label, params string[] parts)
    {
        DelegateModel model = MadeModel.Of(1, [.. Enumerable.Repeat<RowFunction>(x => 0.5f, outputs)]);
        string message = Assert.Throws<ArgumentException>(() => PermutationImportance.Compute(model, [1, 2], [0, label], new PermutationImportanceOptions { Loss = loss })).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Compute_BadInput_SaysWhatIsWrong()
    {
        var options = new PermutationImportanceOptions();
        Assert.Contains("do not fill", Assert.Throws<ArgumentException>(() => PermutationImportance.Compute(Model, [1, 2], [1], options)).Message, StringComparison.Ordinal);
        Assert.Contains("2 labels for 1 rows", Assert.Throws<ArgumentException>(() => PermutationImportance.Compute(Model, [1, 2, 3], [1, 2], options)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PermutationImportance.Compute(Model, Data, Labels, options with { Repeats = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PermutationImportance.Compute(Model, Data, Labels, options with { Loss = (LossFunction)9 }));
        Assert.Contains("2,147,483,591 are the most", Assert.Throws<ArgumentException>(() => PermutationImportance.Compute(Model, Data, Labels, options with { Repeats = int.MaxValue })).Message, StringComparison.Ordinal);
        var margins = new DelegateModel(1, 1, (_, outputs) => outputs.Clear(), outputKind: OutputKind.Margin);
        Assert.Contains("margins", Assert.Throws<ArgumentException>(() => PermutationImportance.Compute(margins, [1], [1], options with { Loss = LossFunction.CrossEntropy })).Message, StringComparison.Ordinal);
        Assert.Contains("probability 3", Assert.Throws<InvalidOperationException>(() =>
            PermutationImportance.Compute(MadeModel.Of(1, _ => 3), [1], [1], options with { Loss = LossFunction.CrossEntropy })).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => PermutationImportance.Compute(new RecordingModel(Model) { Written = 1 }, Data, Labels, options));
        Assert.Throws<OperationCanceledException>(() => PermutationImportance.Compute(Model, Data, Labels, options, cancellationToken: new CancellationToken(canceled: true)));
    }

    /// <summary>A certain prediction that is wrong costs as much as a float can tell, not everything.</summary>
    [Fact]
    public void Compute_CertainAndWrong_IsFinite() => Assert.Equal(24 * Math.Log(2),
        PermutationImportance.Compute(MadeModel.Of(1, _ => 1), [1], [0], new PermutationImportanceOptions { Loss = LossFunction.CrossEntropy }).BaselineLoss, 1e-12);
}
