namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>The graph of an ONNX file, as far as a lone tree ensemble needs it.</summary>
/// <remarks>Numbers of fields: <see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>.</remarks>
internal static class OnnxModel
{
    // They change no number of a score: what may stand before and behind the trees.
    private static readonly string[] Harmless = ["Cast", "Identity", "ZipMap"];

    /// <summary>Whether the bytes can be an ONNX model: the field every writer puts first is <c>ir_version</c>.</summary>
    public static bool IsOnnx(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x08 && bytes[1] is > 0 and < 0x80;

    /// <summary>Finds the only tree ensemble, and the number of features if the graph's input tells it.</summary>
    public static (OnnxOperator Trees, int? FeatureCount) Read(ByteSource source)
    {
        var model = new ProtoReader(source);
        OnnxOperator? trees = null;
        int? featureCount = null;
        while (model.Next())
        {
            if (model.Field == 7)
                ReadGraph(model.Message(), source.File, ref trees, ref featureCount);
            else
                model.Skip();
        }

        return (trees ?? throw new ModelFormatException(source.File, "graph", "there is no tree ensemble; TreeEnsembleRegressor, TreeEnsembleClassifier and TreeEnsemble are read"), featureCount);
    }

    private static void ReadGraph(ProtoReader graph, string file, ref OnnxOperator? trees, ref int? featureCount)
    {
        while (graph.Next())
        {
            if (graph.Field == 1)
            {
                var op = OnnxOperator.Read(graph.Message(), file);
                if (op.IsTrees)
                    trees = trees is null ? op : throw graph.Fault("there is a second tree ensemble; export one model alone, without splitting it");
                else if (!Harmless.Contains(op.Type))
                    throw graph.Fault($"operator \"{op.Type}\" is not supported; export the tree ensemble alone, without what stands before and behind it");
            }
            else if (graph.Field == 11)
            {
                featureCount ??= ReadColumns(graph.Message());
            }
            else
            {
                graph.Skip();
            }
        }
    }

    /// <summary>The second dimension of an input that is a matrix, if it is fixed.</summary>
    private static int? ReadColumns(ProtoReader value)
    {
        var dimensions = new List<long>();
        ReadDimensions(value, [2, 1, 2, 1], dimensions);      // value → type → tensor → shape → dimensions
        return dimensions.Count == 2 && dimensions[1] is > 0 and <= int.MaxValue ? (int)dimensions[1] : null;
    }

    private static void ReadDimensions(ProtoReader message, ReadOnlySpan<int> path, List<long> dimensions)
    {
        if (path.IsEmpty)
            dimensions.Add(0);        // a dimension may have a name and no number
        while (message.Next())
        {
            if (message.Field != (path.IsEmpty ? 1 : path[0]))
                message.Skip();
            else if (path.IsEmpty)
                dimensions[^1] = message.Varint();
            else
                ReadDimensions(message.Message(), path[1..], dimensions);
        }
    }
}
