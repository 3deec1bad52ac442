using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using static CteFast.Explain.Tests.GoldenNetwork;

namespace CteFast.Explain.Tests.Models.Networks;

public sealed class NetworkGradientTests
{
    [Fact]
    public void Gradients_GoldenNetworks_GiveTheReference()
    {
        JsonElement[] cases = Cases("shapley_mlp");
        Assert.Equal(3, cases.Length);
        foreach (JsonElement golden in cases)
        {
            NetworkModel model = Read(golden.GetProperty("model"));
            float[] rows = golden.GetProperty("x").Floats();
            // The reference is in double; gradients are below 1.
            AssertClose(golden.GetProperty("gradients_output0").Flat(), First(model, rows), 1e-6);
            NetworkModel raw = Raw(model);
            AssertClose(golden.GetProperty("gradients_raw0").Flat(), First(raw, rows), 1e-6);
        }
    }

    /// <summary>Against central differences of the formula in double, for every output, with standardization, of all activations.</summary>
    [Theory]
    [InlineData(NetworkActivation.Identity)]
    [InlineData(NetworkActivation.Relu)]
    [InlineData(NetworkActivation.Sigmoid)]
    [InlineData(NetworkActivation.Softmax)]
    public void Gradients_EveryActivation_AreThoseOfTheFormula(NetworkActivation last)
    {
        NetworkModel model = Made(last, standardized: true);
        float[] rows = ModelAssert.RandomRows(7 * 5, 3), gradients = Gradients(model, rows);
        const double Step = 1e-6;
        for (int i = 0; i < rows.Length; i++)
        {
            double[] row = [.. rows[(i / 5 * 5)..(i / 5 * 5 + 5)].Select(value => (double)value)], up = [.. row], down = [.. row];
            up[i % 5] += Step;
            down[i % 5] -= Step;
            double[] high = Formula(model, up), low = Formula(model, down);
            for (int output = 0; output < 3; output++)
                Assert.Equal((high[output] - low[output]) / (2 * Step), gradients[(i / 5 * 3 + output) * 5 + i % 5], 2e-5);
        }
    }

    [Fact]
    public void Gradients_AnyBatch_SameBits()
    {
        NetworkModel model = Made(NetworkActivation.Softmax, standardized: true);
        float[] rows = ModelAssert.RandomRows(70 * 5, 4), all = Gradients(model, rows);
        foreach (int batch in new[] { 1, 3, 32, 33, 70 })
        {
            for (int start = 0; start + batch <= 70; start += batch)
                Assert.Equal(all[(start * 15)..((start + batch) * 15)], Gradients(model, rows[(start * 5)..((start + batch) * 5)]));
        }
    }

    [Fact]
    public void Gradients_ReluAtZero_IsZero()
    {
        var model = new NetworkModel([new NetworkLayer([1, -1], [0, 0], NetworkActivation.Relu), new NetworkLayer([1, 1], [0], NetworkActivation.Identity)]);
        Assert.Equal([0f, 1f, -1f], Gradients(model, [0, 2, -2]));
        Assert.Empty(Gradients(model, []));
    }

    [Fact]
    public void Gradients_WrongLengths_Refused()
    {
        NetworkModel model = Made(NetworkActivation.Identity, standardized: false);
        Assert.Throws<ArgumentException>(() => model.Gradients(new float[4], new float[15]));
        Assert.Contains("15 values, not 14", Assert.Throws<ArgumentException>(() => model.Gradients(new float[5], new float[14])).Message, StringComparison.Ordinal);
        var delegated = new DelegateDifferentiableModel(1, 1, (_, outputs) => outputs.Fill(1), (_, gradients) => gradients.Fill(2), ["a"], OutputKind.Margin);
        Assert.Equal((1, 1, "a", OutputKind.Margin), (delegated.FeatureCount, delegated.OutputCount, delegated.FeatureNames[0], delegated.OutputKind));
        Assert.Throws<ArgumentException>(() => delegated.Gradients([1, 2], new float[1]));
        Assert.Equal([2f, 2f], Gradients(delegated, [1, 2]));
    }

    private static float[] Gradients(IDifferentiableModel model, float[] rows)
    {
        float[] gradients = new float[rows.Length * model.OutputCount];
        gradients.AsSpan().Fill(float.NaN);
        model.Gradients(rows, gradients);
        return gradients;
    }

    private static double[] First(NetworkModel model, float[] rows) =>
        [.. Gradients(model, rows).Where((_, i) => i / model.FeatureCount % model.OutputCount == 0).Select(value => (double)value)];

    /// <summary>The network before its last activation.</summary>
    internal static NetworkModel Raw(NetworkModel model) =>
        new([.. model.Layers.SkipLast(1), new NetworkLayer(model.Layers[^1].Weights, model.Layers[^1].Bias, NetworkActivation.Identity)]);

    private static NetworkModel Made(NetworkActivation last, bool standardized) => new(
    [
        new NetworkLayer(ModelAssert.RandomRows(5 * 40, 1).Select(value => value / 3).ToArray(), ModelAssert.RandomRows(40, 2), NetworkActivation.Relu),
        new NetworkLayer(ModelAssert.RandomRows(40 * 17, 5).Select(value => value / 5).ToArray(), ModelAssert.RandomRows(17, 6), NetworkActivation.Sigmoid),
        new NetworkLayer(ModelAssert.RandomRows(17 * 3, 7), ModelAssert.RandomRows(3, 8), last),
    ], standardization: standardized ? new NetworkStandardization([0.1, -0.2, 0.3, 0, 1], [1, 2, 0.5, 1.5, 1]) : null);

    private static double[] Formula(NetworkModel model, double[] row)
    {
        double[] x = model.Standardization is { } s ? [.. row.Select((value, j) => (value - s.Mean[j]) / s.Scale[j])] : row;
        foreach (NetworkLayer layer in model.Layers)
        {
            double[] y = [.. Enumerable.Range(0, layer.OutputCount).Select(j =>
                layer.Bias[j] + x.Select((value, i) => value * layer.Weights[i * layer.OutputCount + j]).Sum())];
            double sum = y.Sum(Math.Exp);
            x = layer.Activation switch
            {
                NetworkActivation.Relu => [.. y.Select(value => Math.Max(0, value))],
                NetworkActivation.Sigmoid => [.. y.Select(value => 1 / (1 + Math.Exp(-value)))],
                NetworkActivation.Softmax => [.. y.Select(value => Math.Exp(value) / sum)],
                _ => y,
            };
        }

        return x;
    }
}
