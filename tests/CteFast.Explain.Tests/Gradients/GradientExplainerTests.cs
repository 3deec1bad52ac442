using System.Text.Json;
using CteFast.Explain.Gradients;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using CteFast.Explain.Tests.Models.Networks;
using static CteFast.Explain.Tests.GoldenNetwork;

namespace CteFast.Explain.Tests.Gradients;

public sealed class GradientExplainerTests
{
    private const int D = 4, Rows = 300;
    private static readonly float[] Data = ModelAssert.RandomRows(Rows * D, 3), Explained = ModelAssert.RandomRows(3 * D, 4);

    // x0² x1 + sin(2 x2), and 3 x0 − x3.
    private static readonly DelegateDifferentiableModel Model = new(D, 2,
        (rows, outputs) =>
        {
            for (int i = 0; i < rows.Length / D; i++)
            {
                ReadOnlySpan<float> x = rows.Slice(i * D, D);
                outputs[2 * i] = x[0] * x[0] * x[1] + MathF.Sin(2 * x[2]);
                outputs[2 * i + 1] = 3 * x[0] - x[3];
            }
        },
        (rows, gradients) =>
        {
            for (int i = 0; i < rows.Length / D; i++)
            {
                ReadOnlySpan<float> x = rows.Slice(i * D, D);
                Span<float> g = gradients.Slice(2 * i * D, 2 * D);
                (g[0], g[1], g[2], g[3]) = (2 * x[0] * x[1], x[0] * x[0], 2 * MathF.Cos(2 * x[2]), 0);
                (g[4], g[5], g[6], g[7]) = (3, 0, 0, -1);
            }
        });

    /// <summary>The integral over fine midpoints for all data, in double: outputs x features.</summary>
    private static double[] Oracle(ReadOnlySpan<float> row)
    {
        const int Steps = 200;
        double[] values = new double[2 * D];
        for (int i = 0; i < Rows; i++)
        {
            ReadOnlySpan<float> from = Data.AsSpan(i * D, D);
            for (int step = 0; step < Steps; step++)
            {
                double a = (step + 0.5) / Steps;
                double x0 = from[0] + a * (row[0] - from[0]), x1 = from[1] + a * (row[1] - from[1]), x2 = from[2] + a * (row[2] - from[2]);
                double[] gradient = [2 * x0 * x1, x0 * x0, 2 * Math.Cos(2 * x2), 0, 3, 0, 0, -1];
                for (int at = 0; at < gradient.Length; at++) values[at] += (row[at % D] - from[at % D]) * gradient[at] / Steps / Rows;
            }
        }

        return values;
    }

    [Fact]
    public void Explain_GoldenNetworksSharedSteps_GiveTheReference()
    {
        JsonElement[] cases = Cases("shapley_mlp");
        Assert.Equal(3, cases.Length);
        foreach (JsonElement golden in cases)
        {
            JsonElement expected = golden.GetProperty("expected_gradients_output0_50steps");
            Check(Read(golden.GetProperty("model")), "midpoint_output");
            Check(NetworkGradientTests.Raw(Read(golden.GetProperty("model"))), "midpoint_raw");

            void Check(NetworkModel model, string name)
            {
                Background background = Background.Of(golden.GetProperty("background").Floats(), model.FeatureCount);
                var options = new ExplainOptions { Method = ExplainMethod.Gradients, Design = SamplingDesign.Crossed, ModelRows = 50 * background.Count, MaxBatchRows = 99 };
                Explanation explanation = new GradientExplainer(model, background, options).Explain(golden.GetProperty("x").Floats());
                // A position that lies within rounding of a relu's bend may fall on its other side.
                AssertClose(expected.GetProperty(name).Flat(), [.. Enumerable.Range(0, explanation.RowCount).SelectMany(row => explanation.Values(row).ToArray())], 2e-4);
            }
        }
    }

    [Theory]
    [InlineData(SamplingDesign.Paired, 200)]
    [InlineData(SamplingDesign.Crossed, 100)]
    public void Explain_AllDataManyPositions_IsTheIntegral(SamplingDesign mode, int positions)
    {
        var options = new ExplainOptions { Method = ExplainMethod.Gradients, Design = mode, ModelRows = Rows * positions, Steps = positions };
        Explanation explanation = new GradientExplainer(Model, Background.Of(Data, D), options).Explain(Explained);
        for (int row = 0; row < 3; row++)
        {
            double[] exact = Oracle(Explained.AsSpan(row * D, D));
            for (int output = 0; output < 2; output++)
            {
                AssertClose(exact.AsSpan(output * D, D), explanation.Values(row, output), 1e-3);
                Assert.Equal(0, explanation.Residual(row, output), 2e-3);
            }
        }
    }

    /// <summary>The shift is uniform, so every position is: the mean over seeds is the integral.</summary>
    [Fact]
    public void Explain_OwnPositionsOfAllData_AreUnbiased()
    {
        const int Seeds = 200;
        double[] exact = Oracle(Explained.AsSpan(0, D));
        Background background = Background.Of(Data, D);
        double[][] errors = [.. Enumerable.Range(0, Seeds).Select(seed =>
        {
            ReadOnlySpan<double> values = new GradientExplainer(Model, background, new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = Rows, Seed = seed }).Explain(Explained.AsSpan(0, D)).Values(0);
            return new[] { values[0] - exact[0], values[1] - exact[1], values[2] - exact[2] };
        })];
        for (int j = 0; j < 3; j++)
        {
            double mean = errors.Average(error => error[j]), deviation = Math.Sqrt(errors.Average(error => (error[j] - mean) * (error[j] - mean)));
            Assert.True(deviation > 1e-5, $"feature {j}: the estimates do not vary");
            Assert.True(Math.Abs(mean) <= 4 * deviation / Math.Sqrt(Seeds), $"feature {j}: bias {mean}, deviation {deviation}");
        }
    }

    /// <summary>Uniform background rows: nominally 95 %. Positions that are far from each other for like rows make errors smaller than those of random ones, never surer than they may be.</summary>
    [Fact]
    public void StandardErrors_UniformRows_AreOnTheSafeSide()
    {
        int covered = 0, total = 0;
        double[] exact = Oracle(Explained.AsSpan(0, D));
        for (int seed = 0; seed < 200; seed++)
        {
            var options = new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 60, Seed = seed };
            Explanation explanation = new GradientExplainer(Model, MadeBackground.Uniform(Data, D, 60, seed), options).Explain(Explained.AsSpan(0, D));
            for (int j = 0; j < 3; j++, total++) covered += Math.Abs(explanation.Values(0)[j] - exact[j]) <= 1.96 * explanation.StandardErrors(0)[j] ? 1 : 0;
        }

        Assert.True(covered >= 0.93 * total, $"{covered} of {total}");
    }

    [Fact]
    public void Explain_LinearOutputAdjusted_IsExactAndComplete()
    {
        Explanation explanation = new GradientExplainer(Model, MadeBackground.Uniform(Data, D, 40, 1), new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 40 }).Explain(Explained);
        for (int row = 0; row < 3; row++)
        {
            double[] exact = Oracle(Explained.AsSpan(row * D, D));
            // The plain mean of 40 rows would be off by 0.5 (feature 0) and 0.18; the ridge leaves a little of that.
            AssertClose(exact.AsSpan(D, D), explanation.Values(row, 1), 2e-2);
            Assert.Equal(0, explanation.Residual(row, 1), 1e-5);
            Assert.Equal(0, explanation.Values(row)[3]);
        }
    }

    [Fact]
    public void Explain_OwnPositions_HaveASmallerErrorThanSharedStepsForTheSameGradients()
    {
        double[] exact = [.. Explained.Chunk(D).SelectMany(row => Oracle(row)[..D])];
        double Error(SamplingDesign mode, int size) => Enumerable.Range(0, 20).Average(seed =>
        {
            var options = new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 250, Design = mode, BackgroundSize = size, Seed = seed };
            Explainer explainer = Explainer.Create(Model, Data, options);
            Explanation explanation = explainer.Explain(Explained);
            Assert.Equal(251, explanation.Cost(0).ModelRows);
            return Enumerable.Range(0, exact.Length).Average(i => Math.Abs(explanation.Values(i / D)[i % D] - exact[i]));
        });
        double own = Error(SamplingDesign.Paired, 0), shared = Error(SamplingDesign.Crossed, 0);
        Assert.True(own < shared / 2.5, $"{own} own, {shared} shared");
    }

    [Fact]
    public void Explain_AnyBatchAndThread_SameBits()
    {
        var options = new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 200, Seed = 5 };
        Explainer explainer = Explainer.Create(Model, Data, options), small = Explainer.Create(Model, Data, options with { MaxBatchRows = 7 });
        double[] expected = explainer.Explain(Explained).Values(2).ToArray();
        Assert.Equal(expected, small.Explain(Explained).Values(2).ToArray());
        Assert.NotEqual(expected, Explainer.Create(Model, Data, options with { Seed = 6 }).Explain(Explained).Values(2).ToArray());
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ => Assert.Equal(expected, explainer.Explain(Explained).Values(2).ToArray()));
    }

    [Fact]
    public void Explain_SpansOnceWarm_AllocatesNothing()
    {
        JsonElement golden = Cases("shapley_mlp")[0];
        NetworkModel model = Read(golden.GetProperty("model"));
        var explainer = new GradientExplainer(model, Background.Of(golden.GetProperty("background").Floats(), model.FeatureCount), new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 64 });
        float[] row = golden.GetProperty("x").Floats()[..model.FeatureCount];
        double[] prediction = new double[model.OutputCount], values = new double[model.OutputCount * model.FeatureCount], errors = new double[values.Length];
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++)
        {
            for (int i = 0; i < 100; i++) explainer.Explain(row, prediction, values, errors);
            Thread.Sleep(20);
            long before = GC.GetAllocatedBytesForCurrentThread();
            explainer.Explain(row, prediction, values, errors);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Explain_WeightedBackground_IsThatOfRepeatedRows()
    {
        float[] few = Data[..(3 * D)], repeated = [.. few[..D], .. few[D..(2 * D)], .. few[D..(2 * D)], .. few[(2 * D)..]];
        var options = new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 400, Steps = 100, Design = SamplingDesign.Crossed };
        Explanation weighted = new GradientExplainer(Model, Background.Of(few, D, [1, 2, 1]), options).Explain(Explained);
        Explanation plain = new GradientExplainer(Model, Background.Of(repeated, D), options).Explain(Explained);
        Assert.Equal(plain.BaseValues[0], weighted.BaseValues[0], 1e-12);
        AssertClose(plain.Values(1), weighted.Values(1), 1e-12);
    }

    [Fact]
    public void Explain_OneRowOneFeature_Works()
    {
        var model = new DelegateDifferentiableModel(1, 1, (rows, outputs) => rows.CopyTo(outputs), (_, gradients) => gradients.Fill(1));
        Explanation explanation = new GradientExplainer(model, Background.Of([1], 1), new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 1 }).Explain([3]);
        Assert.Equal((2, 1, 3), (explanation.Values(0)[0], explanation.BaseValues[0], explanation.Prediction(0)[0]));
        Assert.Equal(double.NaN, explanation.StandardErrors(0)[0]);
    }

    [Fact]
    public void Explain_BadInput_SaysWhatIsWrong()
    {
        Background background = Background.Of(Data, D);
        Assert.Contains("allow at least 50", Assert.Throws<ArgumentException>(() =>
            new GradientExplainer(Model, background, new ExplainOptions { ModelRows = 49, Design = SamplingDesign.Crossed })).Message, StringComparison.Ordinal);
        Assert.Contains("allow at least 50", Assert.Throws<ArgumentException>(() =>
            Explainer.Create(Model, Data, new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 49, Design = SamplingDesign.Crossed })).Message, StringComparison.Ordinal);
        Assert.Contains("3 features", Assert.Throws<ArgumentException>(() => new GradientExplainer(Model, Background.Of([1, 2, 3], 3), new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 2048 })).Message, StringComparison.Ordinal);
        GradientExplainer explainer = new(Model, background, new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 2048 });
        Assert.Throws<ArgumentException>(() => explainer.Explain([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => explainer.Explain([]));
        Assert.Throws<OperationCanceledException>(() => explainer.Explain(Explained, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientExplainer(Model, background, new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 2048, Steps = 0 }));
        var broken = new DelegateDifferentiableModel(1, 1, (_, outputs) => outputs.Fill(1), (_, _) => { });
        Assert.Contains("left one out", Assert.Throws<InvalidOperationException>(() => new GradientExplainer(broken, Background.Of([1, 2], 1), new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = 2048 }).Explain([1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_BudgetBelowTheBackground_TakesFewerRowsAndSaysSo()
    {
        Explanation explanation = new GradientExplainer(Model, Background.Of(Data, D), new ExplainOptions { ModelRows = 40 }).Explain(Explained);
        Assert.Equal((40, Data.Length / D), (explanation.BackgroundQuality.Count, explanation.BackgroundQuality.GivenCount));
        Assert.Equal(41, explanation.Cost(0).ModelRows);
    }
}
