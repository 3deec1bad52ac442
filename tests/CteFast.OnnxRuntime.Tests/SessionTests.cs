using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace CteFast.OnnxRuntime.Tests;

/// <summary>Models that run in a session: inputs, outputs, threads and memory.</summary>
public class SessionTests
{
    private static OnnxSessionModel Session(byte[] bytes, OnnxModelOptions? options = null) => Assert.IsType<OnnxSessionModel>(OnnxModel.Open(bytes, "model.onnx", options));

    private static float[] Predict(OnnxSessionModel model, params float[] rows)
    {
        var outputs = new float[rows.Length / model.FeatureCount * model.OutputCount];
        model.Predict(rows, outputs);
        return outputs;
    }

    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= 1e-5f * (1 + MathF.Abs(expected[i])), $"{i}: {expected[i]} {actual[i]}");
    }

    [Fact]
    public void Open_TreesNetworkOrElse_IsWhatExplainersTakeBest()
    {
        byte[] trees = new OnnxGraphBytes().Input("x", 2).Stumps("x", "s", "BRANCH_LEQ", 0.5f, 1f).Output("s").ToArray();
        Assert.IsType<TreeEnsemble>(OnnxModel.Open(trees, "trees.onnx"));
        byte[] network = new OnnxGraphBytes().Input("x", 2).Matrix("w", 1, 1f, 2f).Operator("MatMul", ["x", "w"], "y").Output("y").ToArray();
        Assert.IsType<NetworkModel>(OnnxModel.Open(network, "network.onnx"));
        using OnnxSessionModel session = Session(MadeGraphs.OfMatrix());
        Assert.Equal((7, 3), (session.FeatureCount, session.OutputCount));
        Assert.Equal((OutputKind.Probability, true), (session.OutputKind, session.IsOutputKindKnown));
        Assert.Contains("LeakyRelu", session.Info.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Path_OpensTheFile()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, MadeGraphs.OfMatrix());
        using (var model = (OnnxSessionModel)OnnxModel.Open(path))
            Assert.Equal(Predict(model, MadeGraphs.Numbers(21, 5)), Predict(model, MadeGraphs.Numbers(21, 5)));
        File.Delete(path);
    }

    [Fact]
    public void Predict_SameRowInAnyBatch_SameBits()
    {
        foreach ((int columns, int hidden, int outputs) in (ReadOnlySpan<(int, int, int)>)[(7, 33, 3), (40, 300, 1), (600, 64, 10)])
        {
            using OnnxSessionModel model = Session(MadeGraphs.OfMatrix(columns, hidden, outputs));
            float[] rows = MadeGraphs.Numbers(300 * columns, 9, 3f), all = Predict(model, rows);
            foreach (int size in (ReadOnlySpan<int>)[1, 2, 3, 5, 16, 31, 127, 128, 129, 255])
            {
                for (int start = 0; start + size <= 300; start += size)
                    Assert.Equal(all[(start * outputs)..((start + size) * outputs)], Predict(model, rows[(start * columns)..((start + size) * columns)]));
            }
        }
    }

    /// <summary>Batches of one number of rows, as the same row has other bits in others: here where the trees are shared among threads.</summary>
    [Fact]
    public void Predict_SessionOfSeveralThreads_SameBitsInAnyBatch()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 3 };
        using var session = new InferenceSession(MadeGraphs.Stumps(300, 5), options);
        using OnnxSessionModel model = OnnxModel.Open(session);
        float[] rows = MadeGraphs.Numbers(300 * 5, 9), all = Predict(model, rows);
        int others = 0;
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(all[i], Predict(model, rows[(i * 5)..((i + 1) * 5)])[0]);
            others += Native(session, rows[(i * 5)..((i + 1) * 5)], 5)[0] == all[i] ? 0 : 1;
        }

        Assert.True(others > 0);
    }

    private static float[] Native(InferenceSession session, float[] rows, int columns)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / columns, columns]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["x"], [input], ["y"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    [Fact]
    public void Predict_InputsOfEveryKind_AreTheColumnsInOrder()
    {
        OnnxGraphBytes graph = new OnnxGraphBytes().Shaped("f", 1, 0, 1).Shaped("d", 11, 0, 2).Shaped("l", 7, 0, 1).Shaped("i", 6, 0, 1).Shaped("b", 9, 0, 1).Shaped("t", 8, 0, 1);
        foreach (string name in (string[])["d", "l", "i", "b"])
            graph.Operator("Cast", [name], name + "f", ("to", 1));
        byte[] bytes = graph.Operator("LabelEncoder", ["t"], "tf", ("keys_strings", new[] { "red", "blue" }), ("values_floats", new[] { 10f, 20f }), ("default_float", -5f))
            .Operator("Concat", ["f", "df", "lf", "if", "bf", "tf"], "y", ("axis", 1)).Output("y").ToArray();
        using OnnxSessionModel model = Session(bytes, new OnnxModelOptions { Levels = new Dictionary<string, IReadOnlyList<string>> { ["t"] = ["green", "blue", "red"] } });
        Assert.Equal(["f", "d[0]", "d[1]", "l", "i", "b", "t"], model.FeatureNames);
        Assert.Equal([1.5f, 2.5f, float.NaN, -7f, 8f, 1f, 10f, float.NaN, 0f, float.PositiveInfinity, 1e18f, -2e9f, 0f, -5f],
            Predict(model, 1.5f, 2.5f, float.NaN, -7f, 8f, 1f, 2f, float.NaN, 0f, float.PositiveInfinity, 1e18f, -2e9f, 0f, 0f));
        Assert.False(model.IsOutputKindKnown);
        foreach ((int column, float value, string word) in (ReadOnlySpan<(int, float, string)>)[(3, 0.5f, "input l"), (3, float.NaN, "input l"), (4, 3e9f, "input i"), (5, 2f, "input b"), (6, 3f, "levels of input t"), (6, float.NaN, "input t")])
        {
            float[] row = [1.5f, 2.5f, 0f, -7f, 8f, 1f, 2f];
            row[column] = value;
            Assert.Contains(word, Assert.Throws<ArgumentException>(() => Predict(model, row)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Predict_FixedBatch_IsPadded()
    {
        byte[] bytes = MadeGraphs.Session(5, 8, 2).Shaped("x", 1, 4, 5).Output("y").ToArray(), open = MadeGraphs.OfMatrix(5, 8, 2);
        using OnnxSessionModel model = Session(bytes), free = Session(open);
        Assert.Equal(4, model.BatchRows);
        Near(Predict(free, MadeGraphs.Numbers(55, 3)), Predict(model, MadeGraphs.Numbers(55, 3)));
    }

    [Fact]
    public void Predict_ManyThreads_GiveWhatOneGives()
    {
        using OnnxSessionModel model = Session(MadeGraphs.OfMatrix());
        float[] rows = MadeGraphs.Numbers(7 * 500, 6);
        float[] expected = Predict(model, rows);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            int start = i * 7 % 400, count = 1 + i;
            Assert.Equal(expected[(start * 3)..((start + count) * 3)], Predict(model, rows[(start * 7)..((start + count) * 7)]));
        });
    }

    [Fact]
    public void Predict_OnceWarm_AllocatesNothing()
    {
        using OnnxSessionModel model = Session(MadeGraphs.OfMatrix());
        float[] rows = MadeGraphs.Numbers(7 * 500, 6), outputs = new float[1500];
        for (int i = 0; i < 50; i++) model.Predict(rows, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) model.Predict(rows, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Open_Session_IsTheUsersOwn()
    {
        using var session = new InferenceSession(MadeGraphs.OfMatrix());
        float[] rows = MadeGraphs.Numbers(70, 5), first;
        using (OnnxSessionModel model = OnnxModel.Open(session, new OnnxModelOptions { OutputKind = OutputKind.Probability, FeatureNames = ["a", "b", "c", "d", "e", "f", "g"] }))
        {
            Assert.Equal(OutputKind.Probability, model.OutputKind);
            Assert.Equal("g", model.FeatureNames[6]);
            first = Predict(model, rows);
        }

        using OnnxSessionModel again = OnnxModel.Open(session);
        Assert.Equal(first, Predict(again, rows));
        Assert.False(again.IsOutputKindKnown);
        again.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Predict(again, rows));
    }

    [Fact]
    public void Explainer_OfASession_ExplainsIt()
    {
        using OnnxSessionModel model = Session(MadeGraphs.OfMatrix());
        float[] data = MadeGraphs.Numbers(7 * 40, 8);
        Explainer explainer = Explainer.Create(model, data, new ExplainOptions { ModelRows = 20000 });
        Explanation explanation = explainer.Explain(data.AsSpan(0, 7));
        float[] predicted = Predict(model, data[..7]);
        Assert.Equal(predicted[0], explanation.BaseValues[0] + Enumerable.Range(0, 7).Sum(j => explanation.Values(0, 0)[j]), 3);
    }

    [Fact]
    public void Open_OpenColumns_NeedTheirNumber()
    {
        byte[] bytes = MadeGraphs.Session(7, 5, 1).Shaped("x", 1, 0, 0).Output("y").ToArray();
        Assert.Contains("ColumnCount", Assert.Throws<ArgumentException>(() => OnnxModel.Open(bytes, "model.onnx")).Message, StringComparison.Ordinal);
        using OnnxSessionModel model = Session(bytes, new OnnxModelOptions { ColumnCount = 7 });
        Assert.Equal(7, model.FeatureCount);
    }

    [Fact]
    public void Open_WhatIsNotUnderstood_IsRefusedByName()
    {
        byte[] bytes = MadeGraphs.OfMatrix();
        Assert.Contains("\"z\"; the outputs are y", Assert.Throws<ArgumentException>(() => OnnxModel.Open(bytes, "m", new OnnxModelOptions { Output = "z" })).Message, StringComparison.Ordinal);
        Assert.Contains("2 feature names for 7 columns of x (7)", Assert.Throws<ArgumentException>(() => OnnxModel.Open(bytes, "m", new OnnxModelOptions { FeatureNames = ["a", "b"] })).Message, StringComparison.Ordinal);
        Assert.Contains("levels for \"q\"", Assert.Throws<ArgumentException>(() => OnnxModel.Open(bytes, "m", new OnnxModelOptions { Levels = new Dictionary<string, IReadOnlyList<string>> { ["q"] = ["a"] } })).Message, StringComparison.Ordinal);
        Assert.Contains("ONNX Runtime cannot open it", Assert.Throws<ModelFormatException>(() => OnnxModel.Open([1, 2, 3], "m")).Message, StringComparison.Ordinal);
        byte[] half = new OnnxGraphBytes().Shaped("x", 10, 0, 2).Operator("Cast", ["x"], "y", ("to", 1)).Output("y").ToArray();
        Assert.Contains("input x: its elements are of type Float16", Assert.Throws<ModelFormatException>(() => OnnxModel.Open(half, "m")).Message, StringComparison.Ordinal);
        byte[] text = new OnnxGraphBytes().Shaped("t", 8, 0, 1).Operator("LabelEncoder", ["t"], "y", ("keys_strings", new[] { "a" }), ("values_floats", new[] { 1f })).Output("y").ToArray();
        Assert.Contains("input t takes texts", Assert.Throws<ArgumentException>(() => OnnxModel.Open(text, "m")).Message, StringComparison.Ordinal);
        byte[] two = MadeGraphs.Session(7, 5, 1).Input("x", 7).Output("y").Output("m").ToArray();
        Assert.Contains("several outputs of numbers (y, m)", Assert.Throws<ModelFormatException>(() => OnnxModel.Open(two, "m")).Message, StringComparison.Ordinal);
        using OnnxSessionModel margins = Session(two, new OnnxModelOptions { Output = "m" });
        Assert.Equal(("m", false), (margins.OutputName, margins.IsOutputKindKnown));
        byte[] map = MadeGraphs.Session(7, 5, 2, "Softmax").Input("x", 7).Operator("ZipMap", ["y"], "z", ("classlabels_int64s", new[] { 0, 1 })).Output("z").ToArray();
        Assert.Contains("\"zipmap\": False", Assert.Throws<ModelFormatException>(() => OnnxModel.Open(map, "m")).Message, StringComparison.Ordinal);
        using OnnxSessionModel model = Session(bytes);
        Assert.Contains("8 values are no whole number of rows of 7", Assert.Throws<ArgumentException>(() => model.Predict(new float[8], new float[3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingLibrary_IsKnownForWhatItIs()
    {
        Assert.True(OnnxModel.IsMissingLibrary(new TypeInitializationException("NativeMethods", new DllNotFoundException())));
        Assert.False(OnnxModel.IsMissingLibrary(new TypeInitializationException("NativeMethods", new InvalidOperationException())));
    }
}
