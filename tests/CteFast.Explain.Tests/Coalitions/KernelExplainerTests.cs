using System.Text.Json;
using CteFast.Explain.Asking;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using CteFast.Numerics.Random;
using Xunit.Abstractions;

namespace CteFast.Explain.Tests.Coalitions;

public sealed class KernelExplainerTests(ITestOutputHelper output)
{
    private const int D = 7, K = 2, Size = 12;

    private static readonly DelegateModel Model = MadeModel.Random(D, K, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(Size * D, 2), Row = ModelAssert.RandomRows(D, 3);
    private static readonly Background All = Background.Of(Data, D);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1024)]
    public void Explain_BudgetOfAllCoalitions_IsExact(int batch)
    {
        var model = new RecordingModel(Model);
        var options = new ExplainOptions { ModelRows = 126 * Size, MaxBatchRows = batch };
        Explanation explanation = new KernelExplainer(model, All, options).Explain(Row);
        double[] exact = ShapleyOracle.Explain(Model, Row, Data);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], explanation.Values(0, i / D)[i % D], 1e-10);
        Assert.All(explanation.StandardErrors(0).ToArray(), error => Assert.Equal(0, error));
        Assert.Equal((Size + 1L + 126 * Size, "KernelSHAP, all coalitions"), (explanation.ModelRows, explanation.Method));
        Assert.Equal((explanation.ModelRows, explanation.ModelCalls), (model.Rows, (long)model.Calls));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Explain_FewFeatures_IsExact(int d)
    {
        DelegateModel model = MadeModel.Random(d, 1, 5);
        float[] data = ModelAssert.RandomRows(4 * d, 6), row = ModelAssert.RandomRows(d, 7);
        Explanation explanation = new KernelExplainer(model, Background.Of(data, d), new ExplainOptions()).Explain(row);
        double[] exact = ShapleyOracle.Explain(model, row, data);
        for (int j = 0; j < d; j++) Assert.Equal(exact[j], explanation.Values(0)[j], 1e-10);
    }

    [Fact]
    public void Explain_AllCoalitionsOfTheGolden_GivesTheReference()
    {
        foreach (JsonElement golden in ShapleyGoldenTests.Cases("shapley_mlp"))
        {
            NetworkModel model = ShapleyGoldenTests.Network(golden.GetProperty("model"));
            var background = Background.Of(golden.GetProperty("background").Floats(), model.FeatureCount);
            Explanation explanation = new KernelExplainer(model, background, new ExplainOptions { ModelRows = 1 << 20 }).Explain(golden.GetProperty("x").Floats());
            foreach (JsonElement at in golden.GetProperty("outputs").EnumerateArray())
            {
                double[] expected = at.GetProperty("kernel_shap_full").Flat();
                int index = at.GetProperty("output").GetInt32(), d = model.FeatureCount;
                for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], explanation.Values(i / d, index)[i % d], 1e-4);
            }
        }
    }

    [Fact]
    public void Explain_WeightsAndSharedFeatures_AreExactAndCheaper()
    {
        float[] data = (float[])Data.Clone();
        for (int i = 0; i < data.Length; i += D) data[i + 2] = Row[2];
        double[] weights = [.. Enumerable.Range(1, Size).Select(i => (double)i)];
        float[] repeated = [.. Enumerable.Range(0, Size).SelectMany(i => Enumerable.Repeat(data[(i * D)..((i + 1) * D)], i + 1).SelectMany(row => row))];
        Explanation explanation = new KernelExplainer(Model, Background.Of(data, D, weights), new ExplainOptions()).Explain(Row);
        double[] exact = ShapleyOracle.Explain(Model, Row, repeated);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], explanation.Values(0, i / D)[i % D], 1e-10);
        Assert.Equal((0.0, Size + 1L + 62 * Size), (explanation.Values(0)[2], explanation.ModelRows));
    }

    /// <summary>The estimate is consistent, and its 95 % intervals cover; the bias is far below the error.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(90)]
    public void Explain_DrawnCoalitions_CoverTheExactValuesWithoutBias(int coalitions)
    {
        const int Seeds = 300;
        double[] exact = ShapleyOracle.Explain(Model, Row, Data);
        double[] sums = new double[D], squares = new double[D];
        int inside = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            Explanation explanation = new KernelExplainer(Model, All, new ExplainOptions { ModelRows = coalitions * Size, Seed = seed }).Explain(Row);
            double total = explanation.BaseValues[0];
            for (int j = 0; j < D; j++)
            {
                double error = explanation.Values(0)[j] - exact[j];
                total += explanation.Values(0)[j];
                sums[j] += error;
                squares[j] += error * error;
                inside += Math.Abs(error) <= 1.96 * explanation.StandardErrors(0)[j] ? 1 : 0;
            }

            Assert.Equal(explanation.Prediction(0)[0], total, 1e-9);
        }

        output.WriteLine($"{inside / (double)(Seeds * D):P1}");
        for (int j = 0; j < D; j++) output.WriteLine($"{sums[j] / Seeds:E2} of {Math.Sqrt(squares[j] / Seeds):E2}");
        Assert.InRange(inside / (double)(Seeds * D), 0.9, 0.98);
        for (int j = 0; j < D; j++) Assert.True(Math.Abs(sums[j] / Seeds) <= 4 * Math.Sqrt(squares[j] / Seeds / Seeds), $"feature {j}: {sums[j] / Seeds} of {Math.Sqrt(squares[j] / Seeds)}");
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 12)]
    [InlineData(8, 40)]
    [InlineData(9, 255)]
    [InlineData(70, 300)]
    public void Draw_Pairs_AreDistinctWithAllSinglePlayersAndEqualSizes(int m, int pairs)
    {
        var random = new Pcg64(3);
        CoalitionDesign design = CoalitionDesign.Draw(m, pairs, ref random);
        Assert.Equal((pairs, 2 * pairs), (design.Pairs, design.Coalitions.Count));
        int[] counts = new int[m / 2 + 1];
        for (int i = 0; i < pairs; i++)
        {
            int size = CoalitionSet.Size(design.Coalitions[2 * i]);
            Assert.Equal((m - size, design.SizeOf(i)), (CoalitionSet.Size(design.Coalitions[2 * i + 1]), Math.Min(size, m - size)));
            counts[design.SizeOf(i)]++;
        }

        Assert.Equal(Math.Min(pairs, (int)CoalitionDesign.PairsOfSize(m, 1)), counts[1]);
        // Sizes that are not whole have their share: one another's number, halves half of it, up to rounding.
        for (int s = 2; s < counts.Length; s++)
        {
            for (int t = 2; t < s; t++)
            {
                if (counts[s] == CoalitionDesign.PairsOfSize(m, s) || counts[t] == CoalitionDesign.PairsOfSize(m, t)) continue;
                Assert.InRange(counts[t], counts[s] - 2, 2 * s == m ? 2 * counts[s] + 3 : counts[s] + 2);
            }
        }
    }

    [Fact]
    public void Constructor_BudgetTooSmall_SaysTheLeast()
    {
        var model = new RecordingModel(Model);
        string message = Assert.Throws<ArgumentException>(() => new KernelExplainer(model, All, new ExplainOptions { ModelRows = 2 * D - 1 })).Message;
        Assert.Contains($"allow at least {2 * D}", message, StringComparison.Ordinal);
        Assert.Equal(0, model.Rows);
        Assert.Equal(Size - 1, new KernelExplainer(model, All, new ExplainOptions { ModelRows = 2 * D * Size - 1 }).Background!.Count);
        Assert.Equal(Size, new KernelExplainer(model, All, new ExplainOptions { ModelRows = 2 * D * Size }).Background!.Count);
    }

    [Fact]
    public void Explain_MoreFeaturesThanBinomialsFitADouble_IsFiniteAndRight()
    {
        const int Features = 1_100;      // C(1100, 550) is beyond the largest double
        float[] weights = [.. Enumerable.Range(0, Features).Select(j => (j % 7) - 3f)];
        DelegateModel model = MadeModel.Of(Features, row => { double sum = 0; for (int j = 0; j < Features; j++) sum += weights[j] * row[j]; return (float)sum; });
        float[] row = [.. Enumerable.Repeat(1f, Features)];
        Explanation explanation = new KernelExplainer(model, Background.Of(new float[Features], Features), new ExplainOptions { ModelRows = 2 * Features + 400 }).Explain(row);
        for (int j = 0; j < Features; j++) Assert.Equal(weights[j], explanation.Values(0)[j], 1e-6);      // a linear model is solved exactly by any pairs that determine it
        Assert.All(explanation.StandardErrors(0).ToArray(), error => Assert.True(double.IsNaN(error) || error < 1e-6));
    }
}
