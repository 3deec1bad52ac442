using CteFast.Explain.Models;
using CteFast.Explain.Shap;
using CteFast.Explain.Tests.Models;
using CteFast.Explain.Tests.Shap;

namespace CteFast.Explain.Tests;

public sealed class CompressThenExplainTests
{
    private const int D = 4;

    private static readonly DelegateModel Model = MadeModel.Random(D, 2, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(500 * D, 2), Rows = ModelAssert.RandomRows(3 * D, 3);

    [Theory]
    [InlineData(BackgroundMode.Own, 500)]
    [InlineData(BackgroundMode.Shared, 64)]
    public void Explain_Defaults_SameAsCompressingAndExplaining(BackgroundMode mode, int size)
    {
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, Background = mode, Seed = 3 };
        Explanation expected = new PermutationExplainer(Model, Background.Compress(Data, D, size, 3), options).Explain(Rows);
        Explanation actual = CompressThenExplain.Explain(Model, Data, Rows, options);
        Assert.Equal(expected.ShapleyValues, actual.ShapleyValues);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal((expected.Method, expected.ModelRows, expected.Background), (actual.Method, actual.ModelRows, actual.Background));
        Assert.Equal((size, 500, 3, D, 2), (actual.Background.Count, actual.Background.InputCount, actual.RowCount, actual.FeatureCount, actual.OutputCount));
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
    [InlineData(BackgroundMode.Own)]
    [InlineData(BackgroundMode.Shared)]
    public void Explain_BackgroundSizeBeyondTheData_UsesAllData(BackgroundMode mode) =>
        Assert.Equal(500, CompressThenExplain.Explain(Model, Data, Rows, new ExplainOptions { BackgroundSize = 501, Background = mode }).Background.Count);

    [Theory]
    [InlineData(BackgroundMode.Own)]
    [InlineData(BackgroundMode.Shared)]
    public void Explain_BackgroundSizeBeyondTheBudget_ThrowsRatherThanCutting(BackgroundMode mode)
    {
        var model = new RecordingModel(Model);
        var exception = Assert.Throws<ArgumentException>(() => CompressThenExplain.Explain(model, Data, Rows, new ExplainOptions { BackgroundSize = 100, ModelRows = 599, Background = mode }));
        Assert.Contains("allow at least 600", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, model.Rows);
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
        Assert.Equal((0.0, 0.0), (explanation.Background.Mmd, explanation.Background.MmdUniform));
    }

    [Fact]
    public void Explain_MissingValueInARowExplained_IsTheModelsConcern()
    {
        var model = MadeModel.Of(2, x => float.IsNaN(x[0]) ? 1 + x[1] : x[1]);
        Explanation explanation = CompressThenExplain.Explain(model, [0, 0, 0, 0], [float.NaN, 2], new ExplainOptions());
        Assert.Equal([1.0, 2.0], explanation.Values(0).ToArray());
    }

    [Fact]
    public void Explain_Progress_IsToldAfterEveryRow()
    {
        var progress = new Told();
        CompressThenExplain.Explain(Model, Data, Rows, new ExplainOptions { BackgroundSize = 5 }, progress);
        Assert.Equal([1 / 3.0, 2 / 3.0, 1.0], progress.Fractions);
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
