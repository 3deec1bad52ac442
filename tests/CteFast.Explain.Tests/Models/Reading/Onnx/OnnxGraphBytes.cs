using System.Runtime.InteropServices;

namespace CteFast.Explain.Tests.Models.Reading.Onnx;

/// <summary>An ONNX graph of several operators. No ONNX library made it: by onnx.proto.</summary>
internal sealed class OnnxGraphBytes
{
    private readonly ProtoWriter _graph = new();
    private bool _isNamed;

    /// <summary>Adds an input: rows of so many columns, or of a number that is not said.</summary>
    public OnnxGraphBytes Input(string name, int columns, int type = 1)
    {
        ProtoWriter dimension = columns > 0 ? new ProtoWriter().Varint(1, columns) : new ProtoWriter().Text(2, "M");
        var tensor = new ProtoWriter().Varint(1, type).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Text(2, "N")).Message(1, dimension));
        _graph.Message(11, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor)));
        return this;
    }

    /// <summary>Adds an input of any shape; 0 leaves a dimension open.</summary>
    public OnnxGraphBytes Shaped(string name, int type, params int[] shape)
    {
        var dimensions = new ProtoWriter();
        foreach (int size in shape)
            dimensions.Message(1, size > 0 ? new ProtoWriter().Varint(1, size) : new ProtoWriter().Text(2, "N"));
        _graph.Message(11, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Varint(1, type).Message(2, dimensions))));
        return this;
    }

    public OnnxGraphBytes Output(string name)
    {
        _graph.Message(12, new ProtoWriter().Text(1, name));
        return this;
    }

    /// <summary>The numbers of a matrix, row by row.</summary>
    public OnnxGraphBytes Matrix(string name, int columns, params float[] values)
    {
        _graph.Message(5, new ProtoWriter().Varint(1, values.Length / columns).Varint(1, columns).Varint(2, 1).Bytes(9, MemoryMarshal.AsBytes<float>(values)).Text(8, name));
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

    /// <summary>Adds an operator; an attribute is an integer, text, float, or an array of these; doubles, bytes and <see cref="Single32"/> are tensors.</summary>
    public OnnxGraphBytes Operator(string type, string[] inputs, string output, params (string Name, object Value)[] attributes) => Operator(type, inputs, [output], attributes);

    public OnnxGraphBytes Operator(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        foreach (string output in outputs)
            node.Text(2, output);
        node.Text(4, type);
        foreach ((string name, object value) in attributes)
        {
            ProtoWriter attribute = new ProtoWriter().Text(1, name);
            switch (value)
            {
                case int number:
                    attribute.Varint(3, number).Varint(20, 2);
                    break;
                case float number:
                    attribute.Single(2, number).Varint(20, 1);
                    break;
                case string text:
                    attribute.Text(4, text).Varint(20, 3);
                    break;
                case float[] numbers:
                    attribute.Bytes(7, MemoryMarshal.AsBytes<float>(numbers)).Varint(20, 6);
                    break;
                case int[] numbers:
                    foreach (int number in numbers)
                        attribute.Varint(8, number);
                    attribute.Varint(20, 7);
                    break;
                case string[] texts:
                    foreach (string text in texts)
                        attribute.Text(9, text);
                    attribute.Varint(20, 8);
                    break;
                case double[] numbers:
                    attribute.Message(5, new ProtoWriter().Varint(1, numbers.Length).Varint(2, 11).Bytes(9, MemoryMarshal.AsBytes<double>(numbers))).Varint(20, 4);
                    break;
                case Single32 { Values: var numbers }:
                    attribute.Message(5, new ProtoWriter().Varint(1, numbers.Length).Varint(2, 1).Bytes(9, MemoryMarshal.AsBytes<float>(numbers))).Varint(20, 4);
                    break;
                case byte[] numbers:
                    attribute.Message(5, new ProtoWriter().Varint(1, numbers.Length).Varint(2, 2).Bytes(9, numbers)).Varint(20, 4);
                    break;
            }

            node.Message(5, attribute);
        }

        _graph.Message(1, node.Text(7, IsMl(type) ? "ai.onnx.ml" : ""));
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

    /// <summary>The file; ONNX Runtime wants to know the versions of the operators.</summary>
    public byte[] ToArray(int version = 17, int mlVersion = 3) => new ProtoWriter().Varint(1, 8).Text(2, "by hand").Text(3, "1").Message(7, Named())
        .Message(8, new ProtoWriter().Text(1, "").Varint(2, version)).Message(8, new ProtoWriter().Text(1, "ai.onnx.ml").Varint(2, mlVersion)).ToArray();

    private ProtoWriter Named()
    {
        if (!_isNamed)
            _graph.Text(2, "graph");
        _isNamed = true;
        return _graph;
    }

    private static bool IsMl(string type) => type.StartsWith("TreeEnsemble", StringComparison.Ordinal) || type is "Scaler" or "Imputer" or "Normalizer" or "OneHotEncoder" or "LabelEncoder"
        or "FeatureVectorizer" or "ArrayFeatureExtractor" or "ZipMap" or "Binarizer" or "LinearClassifier" or "LinearRegressor";
}

/// <summary>Floats that stand in an attribute as a tensor.</summary>
internal sealed record Single32(float[] Values);
