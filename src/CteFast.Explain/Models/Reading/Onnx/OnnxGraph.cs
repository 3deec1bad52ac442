namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>A graph's input.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">The type of its elements, by ONNX's number.</param>
/// <param name="Rank">The number of its dimensions.</param>
/// <param name="Columns">The second dimension of a matrix, if it is fixed.</param>
internal sealed record OnnxInput(string Name, long ElementType, int Rank, int? Columns);

/// <summary>The graph of an ONNX file: its operators, inputs, outputs and constants, as far as a tree ensemble among them needs them.</summary>
/// <remarks>Numbers of fields: <see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>.</remarks>
internal sealed class OnnxGraph
{
    /// <summary>What to do with a graph that is not read.</summary>
    public const string Advice = "Open any other ONNX model with OnnxModel.Open of the package CteFast.OnnxRuntime, which runs it with ONNX Runtime";

    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly string _file;

    private OnnxOperator? _trees;

    private OnnxGraph(string file) => _file = file;

    /// <summary>Whether there is a tree ensemble.</summary>
    public bool HasTrees => _trees is not null;

    /// <summary>The first tree ensemble.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public OnnxOperator Trees => _trees ?? throw Fault("there is no tree ensemble; TreeEnsembleRegressor, TreeEnsembleClassifier and TreeEnsemble are read. " + Advice);

    /// <summary>Other tree ensembles behind it: of classes, or of another model.</summary>
    public List<OnnxOperator> MoreTrees { get; } = [];

    /// <summary>All operators, each behind those it takes from.</summary>
    public List<OnnxOperator> Operators { get; } = [];

    public List<OnnxInput> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Who wrote the file, and in which version.</summary>
    public string Producer { get; private set; } = "";

    /// <summary>The version of the standard operators; 0 if the file does not say.</summary>
    public long Version { get; private set; }

    /// <summary>Whether the bytes can be an ONNX model: the field every writer puts first is <c>ir_version</c>.</summary>
    public static bool IsOnnx(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x08 && bytes[1] is > 0 and < 0x80;

    /// <summary>Reads a file.</summary>
    public static OnnxGraph Read(ByteSource source)
    {
        var graph = new OnnxGraph(source.File);
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
                    graph.ReadGraph(model.Message());
                    break;
                case 8:
                    graph.ReadVersion(model.Message());
                    break;
                default:
                    model.Skip();
                    break;
            }
        }

        graph.Producer = $"{producer} {version}".Trim();
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

    /// <summary>The numbers of a constant, and its shape.</summary>
    public bool TryConstant(string name, out double[] values, out long[] shape)
    {
        shape = _constants.TryGetValue(name, out OnnxTensor? tensor) ? [.. tensor.Shape] : [];
        return TryConstant(name, out values);
    }

    public ModelFormatException Fault(string problem) => new(_file, "graph", problem);

    private void ReadGraph(ProtoReader graph)
    {
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1:
                    var op = OnnxOperator.Read(graph.Message(), _file);
                    if (op.IsTrees)
                    {
                        if (_trees is not null)
                            MoreTrees.Add(op);
                        _trees ??= op;
                    }

                    if (op is { Type: "Constant", Outputs: [var made] } && op.Tensor("value") is { } value)
                        _constants.TryAdd(made, value);
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

    private void ReadVersion(ProtoReader set)
    {
        string domain = "";
        long version = 0;
        while (set.Next())
        {
            if (set.Field == 1)
                domain = set.Text();
            else if (set.Field == 2)
                version = set.Varint();
            else
                set.Skip();
        }

        if (domain is "" or "ai.onnx")
            Version = version;
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

        return new OnnxInput(name, type, dimensions.Count, dimensions.Count == 2 && dimensions[1] is > 0 and <= int.MaxValue ? (int)dimensions[1] : null);
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
