using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Performance;
using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Global.Performance;

public sealed class ModelPerformanceTests
{
    private static DelegateModel Itself(OutputKind kind, int outputs = 1) => new(outputs, outputs, (x, y) => x.CopyTo(y), outputKind: kind);

    [Fact]
    public void Compute_Numbers_GivesR2AndErrors()
    {
        ModelPerformance performance = ModelPerformance.Compute(Itself(OutputKind.Value), [1, 2, 3, 6], [1, 2, 5, 4]);
        Assert.Equal(["R²", "MAE", "RMSE"], performance.Measures.Select(measure => measure.Name));
        Assert.Equal([1 - 8.0 / 10, 1, Math.Sqrt(2)], performance.Measures.Select(measure => measure.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal((2.0, 2.5), (performance.ModelLoss, performance.MeanLoss));
        Assert.False(performance.IsWorseThanMean);
    }

    [Fact]
    public void Compute_LabelsInAnotherUnit_AreWorseThanTheMean() =>
        Assert.True(ModelPerformance.Compute(Itself(OutputKind.Value), [MathF.Log(100), MathF.Log(2000), MathF.Log(900)], [2000, 100, 900]).IsWorseThanMean);

    [Fact]
    public void Compute_TwoClasses_GivesAucByPairs()
    {
        var random = new Random(3);
        float[] probabilities = [.. Enumerable.Range(0, 60).Select(_ => random.Next(11) / 10f)], labels = [.. probabilities.Select(p => random.NextSingle() < p ? 1f : 0f)];
        double pairs = 0, all = 0;
        for (int i = 0; i < 60; i++)
        {
            for (int j = 0; j < 60; j++)
            {
                if (labels[i] != 1 || labels[j] != 0) continue;
                all++;
                pairs += probabilities[i] > probabilities[j] ? 1 : probabilities[i] == probabilities[j] ? 0.5 : 0;
            }
        }

        ModelPerformance performance = ModelPerformance.Compute(Itself(OutputKind.Probability), probabilities, labels);
        Assert.Equal(["log loss", "accuracy", "AUC"], performance.Measures.Select(measure => measure.Name));
        Assert.Equal(pairs / all, performance.Measures[2].Value, 1e-12);
        Assert.Equal(probabilities.Zip(labels).Average(pair => (pair.First >= 0.5f) == (pair.Second == 1) ? 1 : 0), performance.Measures[1].Value, 1e-12);
        Assert.Equal(LossFunction.CrossEntropy, performance.Loss);
    }

    [Fact]
    public void Compute_ThreeClasses_GivesLogLossAndAccuracy()
    {
        ModelPerformance performance = ModelPerformance.Compute(Itself(OutputKind.Probability, 3), [0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f], [0, 2]);
        Assert.Equal(["log loss", "accuracy"], performance.Measures.Select(measure => measure.Name));
        Assert.Equal((Math.Log(2) + Math.Log(4)) / 2, performance.ModelLoss, 1e-12);
        Assert.Equal(0.5, performance.Measures[1].Value);
    }

    [Fact]
    public void Compute_Margins_AreRefused() =>
        Assert.Contains("margins", Assert.Throws<ArgumentException>(() => ModelPerformance.Compute(Itself(OutputKind.Margin), [1], [1])).Message, StringComparison.Ordinal);
}
