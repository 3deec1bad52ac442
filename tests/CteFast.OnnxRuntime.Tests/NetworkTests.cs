using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Tests.Models.Reading.Onnx;

namespace CteFast.OnnxRuntime.Tests;

/// <summary>Plain networks as our reader takes them, against ONNX Runtime.</summary>
public class NetworkTests
{
    private const int Columns = 5;

    public static TheoryData<string> Kinds() => new("gemm", "matmul", "tanh", "tanhLast", "batchNorm", "batchNormFirst", "scaler", "standardized", "softmax", "flatten", "reshape", "transposed", "twoProducts", "reluTwice", "affineLast", "dropout");

    private static OnnxGraphBytes Graph(string kind)
    {
        float[] w1 = MadeGraphs.Numbers(Columns * 6, 1), b1 = MadeGraphs.Numbers(6, 2), w2 = MadeGraphs.Numbers(12, 3), b2 = MadeGraphs.Numbers(2, 4);
        OnnxGraphBytes graph = new OnnxGraphBytes().Matrix("w1", 6, w1).Constant("b1", b1).Matrix("w2", 2, w2).Constant("b2", b2).Constant("c5", MadeGraphs.Numbers(5, 5)).Constant("s5", 2f, 0.5f, 3f, 1f, 10f)
            .Constant("c6", MadeGraphs.Numbers(6, 6)).Constant("v6", 1f, 2f, 0.5f, 3f, 0.25f, 1f).Matrix("w3", 6, MadeGraphs.Numbers(36, 7)).Constant("two", 2f).Constant("v5", 1f, 2f, 0.5f, 3f, 0.25f);
        OnnxGraphBytes Ends(string from) => graph.Operator("Gemm", [from, "w2", "b2"], "y").Output("y");
        OnnxGraphBytes Begins(string to, string from = "x") => graph.Operator("Gemm", [from, "w1", "b1"], to);
        if (kind == "flatten")
        {
            graph.Shaped("x", 1, 0, 1, 5).Operator("Flatten", ["x"], "f", ("axis", 1));
            Begins("h", "f").Operator("Relu", ["h"], "r");
            return Ends("r");
        }

        graph.Input("x", Columns);
        switch (kind)
        {
            case "gemm":
                Begins("h").Operator("Relu", ["h"], "r");
                return Ends("r");
            case "matmul":
                graph.Operator("MatMul", ["x", "w1"], "p").Operator("Add", ["b1", "p"], "h").Operator("Sigmoid", ["h"], "r").Operator("MatMul", ["r", "w2"], "q").Operator("Sub", ["q", "b2"], "m")
                    .Operator("Sigmoid", ["m"], "y");
                return graph.Output("y");
            case "tanh":
                Begins("h").Operator("Tanh", ["h"], "r");
                return Ends("r");
            case "tanhLast":
                return Begins("h").Operator("Tanh", ["h"], "y").Output("y");
            case "batchNorm":
                Begins("h").Operator("Relu", ["h"], "r").Operator("BatchNormalization", ["r", "c6", "b1", "b1", "v6"], "n", ("epsilon", 0.01f));
                return Ends("n");
            case "batchNormFirst":
                graph.Operator("BatchNormalization", ["x", "s5", "c5", "c5", "v5"], "n");
                Begins("h", "n").Operator("Relu", ["h"], "r");
                return Ends("r");
            case "scaler":
                graph.Operator("Scaler", ["x"], "n", ("offset", MadeGraphs.Numbers(5, 9)), ("scale", new[] { 2f, 1f, 0.5f, 3f, 4f }));
                Begins("h", "n").Operator("Relu", ["h"], "r");
                return Ends("r");
            case "standardized":
                graph.Operator("Sub", ["x", "c5"], "c").Operator("Div", ["c", "s5"], "n");
                Begins("h", "n").Operator("Relu", ["h"], "r");
                return Ends("r");
            case "softmax":
                Begins("h").Operator("Identity", ["h"], "i").Operator("Relu", ["i"], "r").Operator("Gemm", ["r", "w2", "b2"], "m").Operator("Softmax", ["m"], "y", ("axis", 1));
                return graph.Output("y");
            case "reshape":
                graph.Places("shape", -1, 6);
                Begins("h").Operator("Reshape", ["h", "shape"], "i").Operator("Relu", ["i"], "r");
                return Ends("r");
            case "transposed":
                graph.Matrix("t1", 5, MadeGraphs.Numbers(30, 8)).Operator("Gemm", ["x", "t1", "b1"], "h", ("transB", 1), ("alpha", 0.5f), ("beta", -2f)).Operator("Relu", ["h"], "r");
                return Ends("r");
            case "twoProducts":
                Begins("h").Operator("MatMul", ["h", "w3"], "i").Operator("Relu", ["i"], "r");
                return Ends("r");
            case "reluTwice":
                Begins("h").Operator("Sigmoid", ["h"], "i").Operator("Sub", ["i", "c6"], "j").Operator("Relu", ["j"], "k").Operator("Relu", ["k"], "r");
                return Ends("r");
            case "affineLast":
                Begins("h").Operator("Relu", ["h"], "r").Operator("Mul", ["r", "c6"], "m").Operator("Sub", ["two", "m"], "y");
                return graph.Output("y");
            default:
                Begins("h").Operator("Relu", ["h"], "r").Operator("Dropout", ["r"], "d");
                return Ends("d");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_PlainNetwork_PredictsAsOnnxRuntime(string kind)
    {
        byte[] bytes = Graph(kind).ToArray(version: 12);
        NetworkModel model = Assert.IsType<NetworkModel>(ModelReader.Read(bytes, "network.onnx"));
        using var session = (OnnxSessionModel)OnnxModel.Open(bytes, "network.onnx", new OnnxModelOptions { Output = "y" });
        Assert.Equal((Columns, session.OutputCount), (model.FeatureCount, model.OutputCount));
        float[] rows = MadeGraphs.Numbers(200 * Columns, 11, 4f), ours = new float[200 * model.OutputCount], theirs = new float[ours.Length];
        model.Predict(rows, ours);
        session.Predict(rows, theirs);
        for (int i = 0; i < ours.Length; i++)
            Assert.True(MathF.Abs(ours[i] - theirs[i]) <= 1e-5f * (1 + MathF.Abs(theirs[i])), $"{i}: {ours[i]} is {theirs[i]}");
        Assert.Equal(kind is "matmul" or "softmax" ? OutputKind.Probability : model.OutputKind, session.OutputKind);
    }

    [Fact]
    public void Read_WhatIsNoPlainNetwork_IsRefusedByName()
    {
        void Refuses(string words, OnnxGraphBytes graph, int version = 17)
        {
            string message = Assert.Throws<ModelFormatException>(() => ModelReader.Read(graph.ToArray(version), "network.onnx")).Message;
            Assert.True(message.Contains(words, StringComparison.Ordinal), words + ": " + message);
            Assert.Contains("OnnxModel.Open", message, StringComparison.Ordinal);
        }

        OnnxGraphBytes New() => new OnnxGraphBytes().Input("x", 2).Matrix("w", 2, 1f, 2f, 3f, 4f).Matrix("column", 1, 1f, 2f).Constant("three", 1f, 2f, 3f);
        Refuses("\"LeakyRelu\"", New().Operator("MatMul", ["x", "w"], "h").Operator("LeakyRelu", ["h"], "y").Output("y"));
        Refuses("\"Add\" joins 2 values", New().Operator("MatMul", ["x", "w"], "h").Operator("Add", ["h", "x"], "y").Output("y"));
        Refuses("from the right", New().Operator("MatMul", ["w", "x"], "y").Output("y"));
        Refuses("shape [2, 1] for 2 columns", New().Operator("MatMul", ["x", "w"], "h").Operator("Add", ["h", "column"], "y").Output("y"));
        Refuses("shape [3] for 2 columns", New().Operator("MatMul", ["x", "w"], "h").Operator("Add", ["h", "three"], "y").Output("y"));
        Refuses("\"Softmax\"", New().Operator("MatMul", ["x", "w"], "h").Operator("Softmax", ["h"], "y", ("axis", 0)).Output("y"));
        Refuses("softmax", New().Operator("MatMul", ["x", "w"], "h").Operator("Softmax", ["h"], "s").Operator("Relu", ["s"], "y").Output("y"));
        Refuses("2 outputs (h, y)", New().Operator("MatMul", ["x", "w"], "h").Operator("Relu", ["h"], "y").Output("h").Output("y"));
        Refuses("version 6", New().Operator("MatMul", ["x", "w"], "y").Output("y"), version: 6);
        Refuses("no Gemm or MatMul", New().Operator("Add", ["x", "three"], "y").Output("y"));
        Refuses("before the first product", New().Operator("Relu", ["x"], "r").Operator("MatMul", ["r", "w"], "y").Output("y"));
        Refuses("not of type float", new OnnxGraphBytes().Input("x", 2, type: 11).Matrix("w", 2, 1f, 2f, 3f, 4f).Operator("MatMul", ["x", "w"], "y").Output("y"));
        Refuses("takes what is no matrix", new OnnxGraphBytes().Shaped("x", 1, 0, 3, 2).Matrix("w", 2, 1f, 2f, 3f, 4f).Operator("MatMul", ["x", "w"], "y").Output("y"));
    }
}
