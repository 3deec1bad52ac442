using System.Runtime.InteropServices;

namespace CteFast.Explain.Tests.Models.Reading.Onnx;

/// <summary>An ONNX graph of several operators. No ONNX library made it: by onnx.proto.</summary>
internal sealed class OnnxGraphBytes
{
    private readonly ProtoWriter _graph = new();

    /// <summary>Adds an input: rows of so many columns, or of a number that is not said.</summary>
    public OnnxGraphBytes Input(string name, int columns, int type = 1)
    {
        ProtoWriter dimension = columns > 0 ? new ProtoWriter().Varint(1, columns) : new ProtoWriter().Text(2, "M");
        var tensor = new ProtoWriter().Varint(1, type).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Text(2, "N")).Message(1, dimension));
        _graph.Message(11, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor)));
        return this;
    }

    public OnnxGraphBytes Output(string name)
    {
        _graph.Message(12, new ProtoWriter().Text(1, name));
        return this;
    }

    public OnnxGraphBytes Constant(string name, params float[] values)
    {
        _graph.Message(5, new ProtoWriter().Varint(1, values.Length).Varint(2, 1).Bytes(9, MemoryMarshal.AsBytes<float>(values)).Text(8, name));
        return this;
    }

    public OnnxGraphBytes Places(string name, params long[] values)
    {
        _graph.Message(5, new ProtoWriter().Varint(1, values.Length).Varint(2, 7).Bytes(9, MemoryMarshal.AsBytes<long>(values)).Text(8, name));
        return this;
    }

    /// <summary>Adds an operator; an attribute is an integer, text, float, or an array of these.</summary>
    public OnnxGraphBytes Operator(string type, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(4, type);
        foreach ((string name, object value) in attributes)
        {
            ProtoWriter attribute = new ProtoWriter().Text(1, name);
            switch (value)
            {
                case int number:
                    attribute.Varint(3, number);
                    break;
                case float number:
                    attribute.Single(2, number);
                    break;
                case string text:
                    attribute.Text(4, text);
                    break;
                case float[] numbers:
                    attribute.Bytes(7, MemoryMarshal.AsBytes<float>(numbers));
                    break;
                case int[] numbers:
                    foreach (int number in numbers)
                        attribute.Varint(8, number);
                    break;
                case string[] texts:
                    foreach (string text in texts)
                        attribute.Text(9, text);
                    break;
            }

            node.Message(5, attribute);
        }

        _graph.Message(1, node.Text(7, type is "Cast" or "Concat" or "Add" or "Sub" or "Mul" or "Div" or "Sigmoid" or "Exp" or "Softmax" or "Identity" or "Reshape" ? "" : "ai.onnx.ml"));
        return this;
    }

    /// <summary>A stump for every column j: column <c>mode</c> threshold ? 2^j : 0, so that the sum says which held. Missing goes to 0.</summary>
    public OnnxGraphBytes Stumps(string input, string output, string mode, params float[] thresholds)
    {
        int[] trees = [.. Enumerable.Range(0, 3 * thresholds.Length).Select(i => i / 3)], ids = [.. trees.Select((_, i) => i % 3)], leaves = [.. Enumerable.Range(0, thresholds.Length)];
        return Operator("TreeEnsembleRegressor", [input], output, ("nodes_nodeids", ids), ("nodes_treeids", trees), ("nodes_featureids", trees),
            ("nodes_truenodeids", ids.Select(id => id == 0 ? 1 : 0).ToArray()), ("nodes_falsenodeids", ids.Select(id => id == 0 ? 2 : 0).ToArray()),
            ("nodes_modes", ids.Select(id => id == 0 ? mode : "LEAF").ToArray()), ("nodes_values", ids.Select((id, i) => id == 0 ? thresholds[i / 3] : 0f).ToArray()),
            ("target_treeids", leaves), ("target_nodeids", leaves.Select(_ => 1).ToArray()), ("target_ids", leaves.Select(_ => 0).ToArray()),
            ("target_weights", leaves.Select(j => (float)(1 << j)).ToArray()), ("n_targets", 1));
    }

    public byte[] ToArray() => new ProtoWriter().Varint(1, 8).Text(2, "by hand").Text(3, "1").Message(7, _graph).ToArray();
}
