using System.Numerics;
using CteFast.Explain.Interactions;
using CteFast.Explain.Models;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using CteFast.Numerics.Random;

namespace CteFast.Explain.Tests.Interactions;

public sealed class InteractionExplainerTests
{
    private const int D = 5, K = 2;

    private static readonly DelegateModel Model = MadeModel.Random(D, K, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(12 * D, 2), Row = ModelAssert.RandomRows(D, 3);

    [Fact]
    public void Explain_Exact_IsTheEnumeration()
    {
        InteractionExplanation explanation = new InteractionExplainer(Model, Background.Of(Data, D), new ExplainOptions()).Explain(Row);
        Assert.Equal(("interactions, exact", 12L + 1 + 12 * 30), (explanation.Method, explanation.ModelRows));
        double[] shapley = ShapleyOracle.Explain(Model, Row, Data);
        for (int output = 0; output < K; output++)
        {
            double[] expected = Oracle(output);
            ReadOnlySpan<double> actual = explanation.Values(0, output);
            for (int i = 0; i < D; i++)
            {
                double sum = 0;
                for (int j = 0; j < D; j++)
                {
                    sum += actual[i * D + j];
                    if (i != j) Assert.Equal(expected[i * D + j], actual[i * D + j], 1e-12);
                }

                Assert.Equal(shapley[output * D + i], sum, 1e-12);
            }
        }
    }

    [Fact]
    public void Explanation_ByName_GivesBothHalvesOfAPair()
    {
        Background background = Background.Of(Data, D);
        InteractionExplanation exact = new InteractionExplainer(Model, background, new ExplainOptions()).Explain([.. Row, .. Data[..D]]);
        Assert.True(exact.IsExact);
        Assert.Equal((1L + 12 * 30, StopReason.Budget), (exact.Cost(0).ModelRows, exact.Cost(0).StoppedBy));
        Assert.Equal(exact.ModelRows, 12 + exact.Cost(0).ModelRows + exact.Cost(1).ModelRows);
        Assert.Equal(exact.ModelCalls, 1 + exact.Cost(0).ModelCalls + exact.Cost(1).ModelCalls);
        Assert.Throws<ArgumentOutOfRangeException>(() => exact.Cost(2));

        Assert.Equal(2 * exact.Values(0, 1)[1 * D + 3], exact.Value(0, "x3", "x1", output: 1));
        Assert.Equal(exact.Values(0)[2 * D + 2], exact.Value(0, "x2", "x2"));
        (string first, string second, double value) = Assert.Single(exact.TopPairs(0, 1));
        Assert.Equal(value, exact.Value(0, first, second));
        Assert.All(exact.TopPairs(0, 100), pair => Assert.True(Math.Abs(pair.Value) <= Math.Abs(value)));
        Assert.Equal(D * (D - 1) / 2, exact.TopPairs(0, 100).Count);

        var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 2 * (D - 1) * 12 };
        Assert.False(new InteractionExplainer(Model, background, options).Explain(Row).IsExact);
    }

    /// <summary>Features that a background row shares with the row explained take part in no pair.</summary>
    [Fact]
    public void Explain_ExactWithSharedFeaturesAndWeights_IsTheEnumeration()
    {
        float[] data = (float[])Data.Clone();
        for (int i = 0; i < data.Length; i += 2 * D) (data[i + 1], data[i + 3]) = (Row[1], Row[3]);
        double[] shapley = ShapleyOracle.Explain(Model, Row, data);
        ReadOnlySpan<double> actual = new InteractionExplainer(Model, Background.Of(data, D), new ExplainOptions()).Explain(Row).Values(0);
        for (int i = 0; i < D; i++) Assert.Equal(shapley[i], actual.Slice(i * D, D).ToArray().Sum(), 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Explain_Orderings_AreUnbiasedAndAddUp(bool shared)
    {
        const int Seeds = 200;
        float[] data = (float[])Data.Clone();
        if (shared)
        {
            for (int i = 0; i < data.Length; i += 3 * D) (data[i + 1], data[i + 3]) = (Row[1], Row[3]);
        }

        Background background = Background.Of(data, D);
        double[] exact = new InteractionExplainer(Model, background, new ExplainOptions()).Explain(Row).Values(0).ToArray();
        double[] sums = new double[D * D], squares = new double[D * D];
        int inside = 0, told = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 2 * (D - 1) * 12 * 10, Seed = seed };
            InteractionExplanation explanation = new InteractionExplainer(Model, background, options).Explain(Row);
            ReadOnlySpan<double> values = explanation.Values(0), errors = explanation.StandardErrors(0);
            double total = explanation.BaseValues[0];
            for (int at = 0; at < D * D; at++)
            {
                total += values[at];
                double error = values[at] - exact[at];
                sums[at] += error;
                squares[at] += error * error;
                Assert.Equal(values[at / D + at % D * D], values[at]);
                if (at / D == at % D) continue;
                told++;
                inside += Math.Abs(error) <= 1.96 * errors[at] ? 1 : 0;
            }

            Assert.Equal(explanation.Prediction(0)[0], total, 1e-9);
            Assert.InRange(explanation.ModelRows, 12 + 1, 12 + 1 + options.ModelRows);
        }

        Assert.InRange(inside / (double)told, 0.9, 1);
        for (int at = 0; at < D * D; at++)
        {
            double deviation = Math.Sqrt(squares[at] / Seeds);
            Assert.True(deviation > 1e-6);
            Assert.True(Math.Abs(sums[at] / Seeds) <= 4 * deviation / Math.Sqrt(Seeds), $"{at}: bias {sums[at] / Seeds}, deviation {deviation}");
        }
    }

    [Fact]
    public void Explain_ModelWithoutInteractions_HasADiagonal()
    {
        DelegateModel model = MadeModel.Linear([1, -2, 3, 4]);
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 600 };
        InteractionExplanation explanation = new InteractionExplainer(model, Background.Of(ModelAssert.RandomRows(40, 1), 4), options).Explain([1f, 1f, 1f, 1f]);
        for (int at = 0; at < 16; at++)
        {
            if (at / 4 != at % 4) Assert.Equal(0, explanation.Values(0)[at], 1e-6);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public void Draw_ABlock_HasEveryPairSideBySideTwice(int players)
    {
        var orderings = new AdjacentOrderings(players);
        orderings.Start(new Pcg64(1));
        int[] counts = new int[players * players];
        for (int i = 0; i < 2 * players; i++)
        {
            int[] ordering = orderings.Next().ToArray();
            Assert.Equal(Enumerable.Range(0, players), ordering.Order());
            for (int t = 0; t + 1 < players; t++) counts[Math.Min(ordering[t], ordering[t + 1]) * players + Math.Max(ordering[t], ordering[t + 1])]++;
        }

        for (int i = 0; i < players; i++)
        {
            for (int j = i + 1; j < players; j++) Assert.Equal(4, counts[i * players + j]);
        }
    }

    [Fact]
    public void Constructor_WhatInteractionsDoNotHave_Throws()
    {
        Background background = Background.Of(Data, D);
        foreach (ExplainOptions options in (ExplainOptions[])[new() { Method = ExplainMethod.Kernel }, new() { Method = ExplainMethod.Tree }, new() { Deadline = TimeSpan.FromSeconds(1) }, new() { Precision = 1 },
            new() { Method = ExplainMethod.Permutation, ModelRows = 95 }])
        {
            Assert.Throws<ArgumentException>(() => new InteractionExplainer(Model, background, options));
        }
    }

    private static double[] Oracle(int output)
    {
        double[] worths = [.. ShapleyOracle.Worths(Model, Row, Data).Where((_, i) => i % K == output)], values = new double[D * D];
        double[] factorial = [1, 1, 2, 6, 24, 120];
        for (int i = 0; i < D; i++)
        {
            for (int j = 0; j < D; j++)
            {
                if (i == j) continue;
                for (int s = 0; s < 1 << D; s++)
                {
                    int both = 1 << i | 1 << j;
                    if ((s & both) != 0) continue;
                    int size = BitOperations.PopCount((uint)s);
                    values[i * D + j] += factorial[size] * factorial[D - size - 2] / factorial[D - 1] / 2
                        * (worths[s | both] - worths[s | 1 << i] - worths[s | 1 << j] + worths[s]);
                }
            }
        }

        return values;
    }
}
