namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>A graph's input.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">The type of its elements, by ONNX's number.</param>
/// <param name="Columns">The second dimension of a matrix, if it is fixed.</param>
internal sealed record OnnxInput(string Name, long ElementType, int? Columns);

/// <summary>The graph of an ONNX file: its operators, inputs, outputs and constants, as far as a tree ensemble among them needs them.</summary>
/// <remarks>Numbers of fields: <see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>.</remarks>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly string _file;

    private OnnxGraph(string file) => _file = file;

    /// <summary>The first tree ensemble.</summary>
    public OnnxOperator Trees { get; private set; } = null!;

    /// <summary>Other tree ensembles behind it: of classes, or of another model.</summary>
    public List<OnnxOperator> MoreTrees { get; } = [];

    /// <summary>All operators, each behind those it takes from.</summary>
    public List<OnnxOperator> Operators { get; } = [];

    public List<OnnxInput> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Who wrote the file, and in which version.</summary>
    public string Producer { get; private set; } = "";

    /// <summary>Whether the bytes can be an ONNX model: the field every writer puts first is <c>ir_version</c>.</summary>
    public static bool IsOnnx(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x08 && bytes[1] is > 0 and < 0x80;

    /// <summary>Reads a file.</summary>
    public static OnnxGraph Read(ByteSource source)
    {
        var graph = new OnnxGraph(source.File);
        OnnxOperator? trees = null;
        var model = new ProtoReader(source);
        string producer = "", version = "";
        while (model.Next())
        {
            switch (model.Field)
            {
                case 2:
                    producer = model.Text();
                    break;
                case 3:
                    version = model.Text();
                    break;
                case 7:
                    graph.ReadGraph(model.Message(), ref trees);
                    break;
                default:
                    model.Skip();
                    break;
            }
        }

        graph.Producer = $"{producer} {version}".Trim();
        graph.Trees = trees ?? throw graph.Fault("there is no tree ensemble; TreeEnsembleRegressor, TreeEnsembleClassifier and TreeEnsemble are read. "
            + "Run any other ONNX model with ONNX Runtime and give its predictions as a DelegateModel");
        // Constants are no inputs, though old files list them among these.
        graph.Inputs.RemoveAll(input => graph._constants.ContainsKey(input.Name));
        return graph;
    }

    /// <summary>The numbers of a constant.</summary>
    public bool TryConstant(string name, out double[] values)
    {
        bool isThere = _constants.TryGetValue(name, out OnnxTensor? tensor);
        values = isThere ? tensor!.Constants(problem => Fault($"constant {name}: {problem}")) : [];
        return isThere;
    }

    public ModelFormatException Fault(string problem) => new(_file, "graph", problem);

    private void ReadGraph(ProtoReader graph, ref OnnxOperator? trees)
    {
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1:
                    var op = OnnxOperator.Read(graph.Message(), _file);
                    if (op.IsTrees)
                    {
                        if (trees is not null)
                            MoreTrees.Add(op);
                        trees ??= op;
                    }

                    Operators.Add(op);
                    break;
                case 5:
                    var tensor = OnnxTensor.Read(graph.Message());
                    _constants[tensor.Name] = tensor;
                    break;
                case 11:
                    Inputs.Add(ReadInput(graph.Message()));
                    break;
                case 12:
                    Outputs.Add(ReadInput(graph.Message()).Name);
                    break;
                default:
                    graph.Skip();
                    break;
            }
        }
    }

    private static OnnxInput ReadInput(ProtoReader value)
    {
        string name = "";
        long type = 0;
        var dimensions = new List<long>();
        while (value.Next())
        {
            if (value.Field == 1)
                name = value.Text();
            else if (value.Field == 2)
                ReadType(value.Message(), 0, ref type, dimensions);
            else
                value.Skip();
        }

        return new OnnxInput(name, type, dimensions.Count == 2 && dimensions[1] is > 0 and <= int.MaxValue ? (int)dimensions[1] : null);
    }

    // type → tensor → (element type, shape → dimensions)
    private static void ReadType(ProtoReader message, int level, ref long type, List<long> dimensions)
    {
        if (level == 3)
            dimensions.Add(0);        // a dimension may have a name and no number
        while (message.Next())
        {
            if (level == 1 && message.Field == 1)
                type = message.Varint();
            else if (level == 3 && message.Field == 1)
                dimensions[^1] = message.Varint();
            else if (level < 3 && message.Field == (level == 1 ? 2 : 1))
                ReadType(message.Message(), level + 1, ref type, dimensions);
            else
                message.Skip();
        }
    }
}
