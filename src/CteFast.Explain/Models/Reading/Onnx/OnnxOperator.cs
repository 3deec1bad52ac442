using System.Runtime.InteropServices;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>An operator of an ONNX graph and its attributes by name.</summary>
internal sealed class OnnxOperator
{
    private readonly Dictionary<string, OnnxAttribute> _attributes = [];
    private readonly string _file;

    private OnnxOperator(string file) => _file = file;

    public string Type { get; private set; } = "";

    /// <summary>The domain of its type; empty for standard operators.</summary>
    public string Domain { get; private set; } = "";

    /// <summary>The names of the values it takes.</summary>
    public List<string> Inputs { get; } = [];

    /// <summary>The names of the values it makes.</summary>
    public List<string> Outputs { get; } = [];

    /// <summary>Whether it is one of the tree ensembles of <c>ai.onnx.ml</c>.</summary>
    public bool IsTrees => Domain == "ai.onnx.ml" && IsNamedSo;

    private bool IsNamedSo => Type is "TreeEnsembleRegressor" or "TreeEnsembleClassifier" or "TreeEnsemble";

    // Operators around the trees that can be folded; of others, attributes may be large and are passed over.
    private bool HasAttributes => IsNamedSo || Type is "Cast" or "Concat" or "FeatureVectorizer" or "Scaler" or "Imputer" or "OneHotEncoder" or "LabelEncoder" or "Softmax"
        or "ReduceSum" or "Gemm" or "BatchNormalization" or "Flatten" or "Constant" or "LinearClassifier";

    public static OnnxOperator Read(ProtoReader node, string file)
    {
        var read = new OnnxOperator(file);
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1:
                    read.Inputs.Add(node.Text());
                    break;
                case 2:
                    read.Outputs.Add(node.Text());
                    break;
                case 4:
                    read.Type = Shorten(node.Text());
                    break;
                case 5 when read.Type.Length == 0 || read.HasAttributes:
                    (string name, OnnxAttribute attribute) = OnnxAttribute.Read(node.Message());
                    if (!read._attributes.TryAdd(Shorten(name), attribute))
                        throw read.Fault(Shorten(name), "the attribute stands here for the second time");
                    break;
                case 7:
                    read.Domain = node.Text();
                    break;
                default:
                    node.Skip();
                    break;
            }
        }

        return read;
    }

    public bool Has(string name) => _attributes.ContainsKey(name);

    public long Integer(string name, long otherwise) => _attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.I : otherwise;

    public double Single(string name, double otherwise) => _attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.F : otherwise;

    public string Text(string name, string otherwise) => _attributes.TryGetValue(name, out OnnxAttribute? attribute)
        ? attribute.S
        : otherwise;

    public IReadOnlyList<string> Strings(string name) => _attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Strings : [];

    public OnnxTensor? Tensor(string name) => _attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Tensor : null;

    /// <summary>32-bit integers; none if there is no such attribute.</summary>
    public int[] Integers(string name)
    {
        if (!_attributes.TryGetValue(name, out OnnxAttribute? attribute))
            return [];
        var values = new int[attribute.Ints.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = attribute.Ints[i] is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Fault(name, $"item {i}: {attribute.Ints[i]} does not fit 32 bits");
        return values;
    }

    /// <summary>Numbers, given as such or as a tensor (under the name and <c>_as_tensor</c> or the name alone); none if they are not given.</summary>
    public double[] Numbers(string name)
    {
        if (!_attributes.TryGetValue(name, out OnnxAttribute? attribute) && !_attributes.TryGetValue(name + "_as_tensor", out attribute))
            return [];
        return attribute.Tensor is { } tensor ? tensor.Numbers(problem => Fault(name, problem)) : [.. attribute.Floats];
    }

    public ModelFormatException Fault(string attribute, string problem) => new(_file, $"{Type}, {attribute}", problem);

    public ModelFormatException Fault(string problem, Exception? inner = null) => new(_file, Type, problem, inner);

    private static string Shorten(string name) => name.Length <= 100 ? name : name[..100];
}

/// <summary>The value of an attribute: one of these is set.</summary>
internal sealed class OnnxAttribute
{
    public long I { get; private set; }

    public float F { get; private set; }

    public string S { get; private set; } = "";

    public List<double> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    public List<string> Strings { get; } = [];

    public OnnxTensor? Tensor { get; private set; }

    public static (string Name, OnnxAttribute Attribute) Read(ProtoReader message)
    {
        var read = new OnnxAttribute();
        string name = "";
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    name = message.Text();
                    break;
                case 2:
                    read.F = message.Single();
                    break;
                case 3:
                    read.I = message.Varint();
                    break;
                case 4:
                    read.S = message.Text();
                    break;
                case 5:
                    read.Tensor = OnnxTensor.Read(message.Message());
                    break;
                case 7:
                    message.Singles(read.Floats);
                    break;
                case 8:
                    message.Varints(read.Ints);
                    break;
                case 9:
                    read.Strings.Add(read.Share(message.Text()));
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        return (name, read);
    }

    // Every node has its mode by name.
    private string Share(string text)
    {
        foreach (string known in CollectionsMarshal.AsSpan(Strings)[^Math.Min(8, Strings.Count)..])
        {
            if (known == text)
                return known;
        }

        return text;
    }
}
