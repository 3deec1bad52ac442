using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Reading.Networks;

namespace CteFast.Explain.Tests.Models.Networks;

public class NetworkModelTests
{
    // Outputs are sums of a few hundred single-precision terms that partly cancel: 1e-5 of the largest output of the kind, which is at least 1.
    private const double Error = 1e-5;

    [Theory]
    [InlineData("breast_cancer")]
    [InlineData("diamonds")]
    [InlineData("satellite")]
    [InlineData("spam")]
    public void Predict_RealNetwork_GivesTheReference(string name)
    {
        NetworkModel model = NetworkJsonReader.ReadFile(TestData.Path($"real/{name}_mlp.json"));
        JsonElement expected = TestData.Json($"real/{name}_predictions.json");
        float[] rows = expected.GetProperty("rows").Floats();
        bool classifies = expected.TryGetProperty("mlp_prob", out JsonElement probabilities);
        Assert.Equal(classifies ? OutputKind.Probability : OutputKind.Value, model.OutputKind);

        ModelAssert.Close(expected.GetProperty("mlp_margin").Flat(), Margins(model).Predict(rows), Error, Error);
        if (classifies)
            ModelAssert.Close(probabilities.Flat(), model.Predict(rows), Error / 10, Error * 10);
    }

    [Fact]
    public void Predict_SampleNetwork_StandardisesAndGivesTheReference()
    {
        NetworkModel model = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
        Assert.Equal("carat", model.FeatureNames[0]);
        ModelAssert.Close(TestData.Json("sample/diamonds.predictions.json").GetProperty("mlp").Flat(), model.Predict(TestData.Diamonds(200)), 0, Error);
    }

    [Theory]
    [InlineData(1, 1, NetworkActivation.Identity)]
    [InlineData(3, 5, NetworkActivation.Softmax)]
    [InlineData(7, 16, NetworkActivation.Sigmoid)]
    [InlineData(17, 33, NetworkActivation.Relu)]
    [InlineData(40, 70, NetworkActivation.Softmax)]
    public void Predict_AnyShape_AgreesWithTheOracleAndHasTheSameBitsInAnyBatch(int inputs, int outputs, NetworkActivation activation)
    {
        NetworkLayer[] layers = [Layer(inputs, 2 * outputs, NetworkActivation.Sigmoid, 1), Layer(2 * outputs, outputs + 1, NetworkActivation.Relu, 2), Layer(outputs + 1, outputs, activation, 3)];
        var standardization = new NetworkStandardization([.. Enumerable.Range(0, inputs).Select(j => 0.1 * j)], [.. Enumerable.Range(0, inputs).Select(j => 1 + 0.3 * j)]);
        var model = new NetworkModel(layers, null, standardization);
        float[] rows = ModelAssert.RandomRows(90 * inputs, 4);
        double[] expected = [.. Enumerable.Range(0, 90).SelectMany(i => Oracle(model, rows.AsSpan(i * inputs, inputs)))];
        ModelAssert.Close(expected, model.Predict(rows), 2e-6, Error);
        ModelAssert.SameBitsInAnyBatch(model, rows, 40);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 4)]
    [InlineData(33, 7)]
    public unsafe void Multiply_WideAndNarrowRegisters_SameBits(int inputs, int count)
    {
        if (!Vector.IsHardwareAccelerated || !Vector512.IsHardwareAccelerated)
            return;     // without 512-bit registers there is no second loop
        const int stride = 64;
        float[] x = ModelAssert.RandomRows(count * inputs, 1), w = ModelAssert.RandomRows(inputs * stride, 2), b = ModelAssert.RandomRows(stride, 3);
        float[] wide = new float[count * stride], narrow = new float[count * stride];
        fixed (float* px = x, pw = w, pb = b, pWide = wide, pNarrow = narrow)
        {
            DenseLayer.Multiply512(px, inputs, pw, pb, pWide, stride, count, inputs, 0f);
            DenseLayer.Multiply(px, inputs, pw, pb, pNarrow, stride, count, inputs, 0f);
        }

        Assert.Contains(wide, value => value > 0);
        Assert.Equal(wide, narrow);
    }

    [Fact]
    public void Predict_RealNetworkInAnyBatch_SameBits() =>
        ModelAssert.SameBitsInAnyBatch(NetworkJsonReader.ReadFile(TestData.Path("real/satellite_mlp.json")), TestData.Json("real/satellite_predictions.json").GetProperty("rows").Floats(), 40);

    [Fact]
    public void Predict_Warm_AllocatesNothing()
    {
        NetworkModel model = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
        Assert.Equal(0, ModelAssert.AllocatedWhenWarm(model, TestData.Diamonds(50)));
    }

    [Fact]
    public void Predict_SeveralThreads_SameBits()
    {
        NetworkModel model = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
        float[] rows = TestData.Diamonds(150), expected = model.Predict(rows);
        Parallel.For(0, 64, _ => Assert.Equal(expected, model.Predict(rows)));
    }

    [Fact]
    public void Predict_MissingValue_GivesNaNForItsRowOnly()
    {
        NetworkModel model = NetworkJsonReader.ReadFile(TestData.Path("sample/diamonds.mlp.json"));
        float[] rows = TestData.Diamonds(5), whole = model.Predict(rows);
        rows[2 * 9 + 1] = float.NaN;
        float[] outputs = model.Predict(rows);
        Assert.True(float.IsNaN(outputs[2]));
        Assert.Equal([whole[0], whole[1], whole[3], whole[4]], [outputs[0], outputs[1], outputs[3], outputs[4]]);
    }

    [Theory]
    [InlineData(-100f)]
    [InlineData(-88f)]
    [InlineData(-1f)]
    [InlineData(0f)]
    [InlineData(30f)]
    [InlineData(1000f)]
    public void Sigmoid_WholeRange_IsAccurate(float x) =>
        Assert.Equal(1 / (1 + Math.Exp(-x)), new NetworkModel([new NetworkLayer([1f], [0f], NetworkActivation.Sigmoid)]).Predict([x])[0], Math.Max(2e-45, 3e-7 / (1 + Math.Exp(-x))));

    [Fact]
    public void Softmax_LargeMargins_DoesNotOverflow() =>
        Assert.Equal([0.5f, 0.5f, 0f], new NetworkModel([new NetworkLayer([1000f, 1000f, -1000f], new float[3], NetworkActivation.Softmax)]).Predict([5f]));

    [Fact]
    public void Constructor_LayersThatDoNotFit_Throws()
    {
        NetworkLayer layer = Layer(2, 3, NetworkActivation.Relu, 1);
        Assert.Throws<ArgumentException>(() => new NetworkModel([]));
        Assert.Throws<ArgumentException>(() => new NetworkModel([layer, layer]));
        Assert.Throws<ArgumentException>(() => new NetworkModel([Layer(3, 3, NetworkActivation.Softmax, 1), Layer(3, 1, NetworkActivation.Relu, 1)]));
        Assert.Throws<ArgumentException>(() => new NetworkModel([layer], ["a"]));
        Assert.Throws<ArgumentException>(() => new NetworkModel([layer], null, new NetworkStandardization([0], [1])));
        Assert.Throws<ArgumentException>(() => new NetworkModel([new NetworkLayer(new float[(1 << 20) + 1], [0f], NetworkActivation.Relu)]));
        Assert.Throws<ArgumentException>(() => new NetworkLayer([1f, 2f, 3f], [0f, 0f], NetworkActivation.Relu));
        Assert.Throws<ArgumentException>(() => new NetworkLayer([float.NaN], [0f], NetworkActivation.Relu));
    }

    private static NetworkModel Margins(NetworkModel model)
    {
        NetworkLayer last = model.Layers[^1];
        return new NetworkModel([.. model.Layers.SkipLast(1), new NetworkLayer(last.Weights, last.Bias, NetworkActivation.Identity)], null, model.Standardization);
    }

    private static NetworkLayer Layer(int inputs, int outputs, NetworkActivation activation, int seed)
    {
        float[] weights = ModelAssert.RandomRows(inputs * outputs, seed), bias = ModelAssert.RandomRows(outputs, seed + 100);
        foreach (ref float weight in weights.AsSpan())
            weight /= MathF.Sqrt(inputs);
        return new NetworkLayer(weights, bias, activation);
    }

    private static double[] Oracle(NetworkModel model, ReadOnlySpan<float> row)
    {
        var x = new double[row.Length];
        for (int j = 0; j < x.Length; j++)
            x[j] = (row[j] - model.Standardization!.Mean[j]) / model.Standardization.Scale[j];
        foreach (NetworkLayer layer in model.Layers)
        {
            var y = new double[layer.OutputCount];
            for (int o = 0; o < y.Length; o++)
            {
                y[o] = layer.Bias[o];
                for (int k = 0; k < x.Length; k++)
                    y[o] += x[k] * layer.Weights[k * y.Length + o];
            }

            double total = y.Sum(Math.Exp);
            x = [.. y.Select(value => layer.Activation switch
            {
                NetworkActivation.Relu => Math.Max(value, 0),
                NetworkActivation.Sigmoid => 1 / (1 + Math.Exp(-value)),
                NetworkActivation.Softmax => Math.Exp(value) / total,
                _ => value,
            })];
        }

        return x;
    }
}
