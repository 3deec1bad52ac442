using System.Numerics;
using CteFast.Attribution.Loops;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Tests.Loops;

/// <summary>The loops of a layer: the general ones against sums in double, the emitted ones against the general ones.</summary>
public sealed class LayerLoopsTests
{
    public static TheoryData<int> Layers(int count)
    {
        TheoryData<int> layers = new();
        for (int l = 0; l < count; l++) layers.Add(l);
        return layers;
    }

    [Theory]
    [MemberData(nameof(Layers), 15)]
    public void Emitted_OddWidths_GiveTheGeneralBits(int layer) => Agree(OddNetwork.Network, layer);

    [Theory]
    [MemberData(nameof(Layers), 2)]
    public void Emitted_Digits_GiveTheGeneralBits(int layer) => Agree(DigitsNetwork.Network, layer);

    [Fact]
    public void Emitted_WidestLayer_GivesTheGeneralBits() => Agree(WideNetwork.Network, 0);

    [Fact]
    public void Loops_LayerTooWide_AreTheGeneralOnes()
    {
        Assert.IsNotType<GeneralLoops<float>>(WideNetwork.Network.Loops<float>(1)[0]);
        Assert.All(WideNetwork.Network.Loops<float>(1)[1..], loops => Assert.IsType<GeneralLoops<float>>(loops));
        Assert.All(WideNetwork.Network.Loops<double>(1)[1..], loops => Assert.IsType<GeneralLoops<double>>(loops));
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(33, 40)]
    [InlineData(299, 17)]
    public void General_Layer_IsTheFormula(int inputs, int outputs)
    {
        int c = inputs + 1, o = outputs;
        const int Count = 3, N = 40;
        var loops = new GeneralLoops<double>(inputs, outputs, threads: 2);
        double[] left = Made.Normal(o * o, 1), right = Made.Normal(c * c, 2), v = Made.Normal(o * Count * c, 3), f = Made.Normal(o * c, 4);
        double[] x = Made.Normal(N * c, 5), d = Made.Normal(N * o, 6), rotated = [.. v], filtered = new double[v.Length];
        loops.Rotate(left, right, rotated, new double[v.Length]);
        loops.Filter(f, v, filtered);
        for (int i = 0; i < o; i++)
        {
            for (int q = 0; q < Count; q++)
            {
                for (int j = 0; j < c; j++)
                {
                    double sum = 0;
                    for (int k = 0; k < o; k++)
                    {
                        double part = 0;
                        for (int m = 0; m < c; m++) part += v[(k * Count + q) * c + m] * right[m * c + j];
                        sum += left[i * o + k] * part;
                    }

                    Assert.Equal(sum, rotated[(i * Count + q) * c + j], 1e-11 * c * o);
                    Assert.Equal(f[i * c + j] * v[(i * Count + q) * c + j], filtered[(i * Count + q) * c + j]);
                }
            }
        }

        double[] inputSquares = new double[N * c], outputSquares = Made.Normal(N * o, 7), before = [.. outputSquares];
        loops.SquareInputs(x, right, inputSquares);
        loops.AddSquaredOutputs(d, left, outputSquares);
        double[] cross = new double[o * c], inputMoment = new double[c * c], outputMoment = new double[o * o];
        loops.Multiply(d, x, cross);
        loops.MultiplyInputs(x, inputMoment);
        loops.MultiplyOutputs(d, outputMoment);
        for (int n = 0; n < N; n++)
        {
            for (int j = 0; j < c; j++) Assert.Equal(Math.Pow(Enumerable.Range(0, c).Sum(k => x[n * c + k] * right[k * c + j]), 2), inputSquares[n * c + j], 1e-10 * c * c);
            for (int i = 0; i < o; i++) Assert.Equal(before[n * o + i] + Math.Pow(Enumerable.Range(0, o).Sum(k => d[n * o + k] * left[k * o + i]), 2), outputSquares[n * o + i], 1e-10 * o * o);
        }

        for (int i = 0; i < o * c; i++) Assert.Equal(Enumerable.Range(0, N).Sum(n => d[n * o + i / c] * x[n * c + i % c]), cross[i], 1e-11 * N);
        for (int i = 0; i < c * c; i++) Assert.Equal(Enumerable.Range(0, N).Sum(n => x[n * c + i / c] * x[n * c + i % c]), inputMoment[i], 1e-11 * N);
        for (int i = 0; i < o * o; i++) Assert.Equal(Enumerable.Range(0, N).Sum(n => d[n * o + i / o] * d[n * o + i % o]), outputMoment[i], 1e-11 * N);
    }

    [Fact]
    public void Emitted_WrongLengths_AreRefused()
    {
        ILayerLoops<float> loops = DigitsNetwork.Network.Loops<float>(1)[1];
        (int o, int c) = (loops.Outputs, loops.Inputs + 1);
        Assert.Equal((10, 65), (o, c));
        float[] Made(int length) => new float[length];
        ArgumentException e = Assert.Throws<ArgumentException>(() => loops.Rotate(Made(o * o), Made(c * c), Made(o * c + 1), Made(2 * o * c)));
        Assert.Equal("values", e.ParamName);
        Assert.Equal("left", Assert.Throws<ArgumentException>(() => loops.Rotate(Made(o), Made(c * c), Made(o * c), Made(o * c))).ParamName);
        Assert.Equal("right", Assert.Throws<ArgumentException>(() => loops.Rotate(Made(o * o), Made(c), Made(o * c), Made(o * c))).ParamName);
        Assert.Equal("scratch", Assert.Throws<ArgumentException>(() => loops.Rotate(Made(o * o), Made(c * c), Made(o * c), Made(o * c - 1))).ParamName);
        Assert.Equal("filter", Assert.Throws<ArgumentException>(() => loops.Filter(Made(o), Made(o * c), Made(o * c))).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => loops.Filter(Made(o * c), Made(o * c), Made(o))).ParamName);
        Assert.Equal("basis", Assert.Throws<ArgumentException>(() => loops.SquareInputs(Made(c), Made(c), Made(c))).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => loops.AddSquaredOutputs(Made(3 * o), Made(o * o), Made(o))).ParamName);
        Assert.Equal("inputs", Assert.Throws<ArgumentException>(() => loops.Multiply(Made(3 * o), Made(2 * c), Made(o * c))).ParamName);
        Assert.Equal("outputs", Assert.Throws<ArgumentException>(() => loops.Multiply(Made(257 * o), Made(257 * c), Made(o * c))).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentException>(() => loops.MultiplyInputs(Made(257 * c), Made(c * c))).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => loops.MultiplyOutputs(Made(2 * o), Made(o))).ParamName);
    }

    private static void Agree(DenseNetwork network, int layer)
    {
        Agree<float>(network, layer);
        Agree<double>(network, layer);
    }

    private static void Agree<T>(DenseNetwork network, int layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ILayerLoops<T> emitted = network.Loops<T>(1)[layer];
        LayerShape shape = network.Layers[layer];
        Assert.IsNotType<GeneralLoops<T>>(emitted);
        Assert.Equal((shape.Inputs, shape.Outputs), (emitted.Inputs, emitted.Outputs));
        ILayerLoops<T> general = new GeneralLoops<T>(shape.Inputs, shape.Outputs, threads: 1);
        int o = shape.Outputs, c = shape.Columns;

        // What stands beside the numbers must stay as it is.
        T[] guard = [.. Enumerable.Repeat(T.CreateTruncating(-77), 64)];
        T[] left = Numbers(o * o, 1), right = Numbers(c * c, 2), filter = Numbers(o * c, 3);
        foreach (int count in new[] { 0, 1, 2, 5 })
        {
            T[] values = Numbers(o * count * c, 4);
            Same(values, (loops, target) => loops.Rotate(left, right, target, new T[target.Length]));
            Same(new T[values.Length], (loops, target) => loops.Rotate(left, right, [.. values], target), isScratch: true);
            Same(new T[values.Length], (loops, target) => loops.Filter(filter, values, target));
            Same(values, (loops, target) => loops.Filter(filter, target, target));
        }

        foreach (int n in new[] { 1, 6, 13, 256 })
        {
            T[] inputs = Numbers(n * c, 5), outputs = Numbers(n * o, 6);
            Same(new T[n * c], (loops, target) => loops.SquareInputs(inputs, right, target));
            Same(Numbers(n * o, 7), (loops, target) => loops.AddSquaredOutputs(outputs, left, target));
            Same(new T[o * c], (loops, target) => loops.Multiply(outputs, inputs, target));
            Same(new T[c * c], (loops, target) => loops.MultiplyInputs(inputs, target));
            Same(new T[o * o], (loops, target) => loops.MultiplyOutputs(outputs, target));
        }

        void Same(T[] start, Run<T> run, bool isScratch = false)
        {
            T[] expected = [.. start], surrounded = [.. guard, .. start, .. guard];
            run(general, expected);
            run(emitted, surrounded.AsSpan(guard.Length, start.Length));
            if (!isScratch) Assert.Equal(expected, surrounded[guard.Length..^guard.Length]);
            Assert.Equal(guard, surrounded[..guard.Length]);
            Assert.Equal(guard, surrounded[^guard.Length..]);
        }

        static T[] Numbers(int length, int seed) => [.. Made.Normal(length, seed).Select(T.CreateTruncating)];
    }

    private delegate void Run<T>(ILayerLoops<T> loops, Span<T> target);
}
