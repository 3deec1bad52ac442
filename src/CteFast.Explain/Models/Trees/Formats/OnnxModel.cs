using System.Text;

namespace CteFast.Explain.Models.Trees.Formats;

/// <summary>The graph of an ONNX file, as far as a lone tree ensemble needs it.</summary>
/// <remarks>Numbers of fields: <see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>.</remarks>
internal static class OnnxModel
{
    private const string Domain = "ai.onnx.ml";

    // They change no number of a score: what may stand before and behind the trees.
    private static readonly string[] Harmless = ["Cast", "Identity", "ZipMap"];

    /// <summary>Whether the bytes can be an ONNX model: the field every writer puts first is <c>ir_version</c>.</summary>
    public static bool IsOnnx(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x08 && bytes[1] is > 0 and < 0x80;

    /// <summary>Finds the only tree ensemble, and the number of features if the graph's input tells it.</summary>
    public static (OnnxOperator Trees, int? FeatureCount) Read(ReadOnlyMemory<byte> bytes, string file)
    {
        var model = new ProtoReader(bytes, file);
        OnnxOperator? trees = null;
        int? featureCount = null;
        while (model.Next())
        {
            if (model.Field == 7)
                ReadGraph(model.Message(), file, ref trees, ref featureCount);
            else
                model.Skip();
        }

        return (trees ?? throw new ModelFormatException(file, "graph", "there is no tree ensemble; TreeEnsembleRegressor, TreeEnsembleClassifier and TreeEnsemble are read"), featureCount);
    }

    private static void ReadGraph(ProtoReader graph, string file, ref OnnxOperator? trees, ref int? featureCount)
    {
        while (graph.Next())
        {
            if (graph.Field == 1)
            {
                ProtoReader node = graph.Message();
                (string type, string domain) = ReadType(node);
                if (domain == Domain && type is "TreeEnsembleRegressor" or "TreeEnsembleClassifier" or "TreeEnsemble")
                {
                    trees = trees is null ? OnnxOperator.Read(node, type, file)
                        : throw graph.Fault("there is a second tree ensemble; export one model alone, without splitting it");
                }
                else if (!Harmless.Contains(type))
                {
                    throw graph.Fault($"operator \"{type}\" is not supported; export the tree ensemble alone, without what stands before and behind it");
                }
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

    private static (string Type, string Domain) ReadType(ProtoReader node)
    {
        string type = "", domain = "";
        while (node.Next())
        {
            if (node.Field == 4)
                type = Encoding.UTF8.GetString(node.Bytes().Span);
            else if (node.Field == 7)
                domain = Encoding.UTF8.GetString(node.Bytes().Span);
            else
                node.Skip();
        }

        return (type.Length <= 100 ? type : type[..100], domain);
    }

    /// <summary>The second dimension of an input that is a matrix, if it is fixed: value → type → tensor → shape → dimensions.</summary>
    private static int? ReadColumns(ProtoReader value)
    {
        var dimensions = new List<long>();
        foreach (ProtoReader type in Messages(value, 2))
        {
            foreach (ProtoReader tensor in Messages(type, 1))
            {
                foreach (ProtoReader shape in Messages(tensor, 2))
                {
                    foreach (ProtoReader dimension in Messages(shape, 1))
                        dimensions.Add(ReadDimension(dimension));
                }
            }
        }

        return dimensions.Count == 2 && dimensions[1] is > 0 and <= int.MaxValue ? (int)dimensions[1] : null;
    }

    private static long ReadDimension(ProtoReader dimension)
    {
        long value = 0;
        while (dimension.Next())
        {
            if (dimension.Field == 1)
                value = dimension.Varint();
            else
                dimension.Skip();
        }

        return value;
    }

    private static List<ProtoReader> Messages(ProtoReader message, int field)
    {
        var found = new List<ProtoReader>();
        while (message.Next())
        {
            if (message.Field == field)
                found.Add(message.Message());
            else
                message.Skip();
        }

        return found;
    }
}
