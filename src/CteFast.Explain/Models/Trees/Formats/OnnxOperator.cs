using System.Text;

namespace CteFast.Explain.Models.Trees.Formats;

/// <summary>An operator of an ONNX graph and its attributes by name.</summary>
internal sealed class OnnxOperator
{
    private readonly Dictionary<string, OnnxAttribute> _attributes = [];
    private readonly string _file;

    private OnnxOperator(string type, string file)
    {
        Type = type;
        _file = file;
    }

    public string Type { get; }

    public static OnnxOperator Read(ProtoReader node, string type, string file)
    {
        var read = new OnnxOperator(type, file);
        while (node.Next())
        {
            if (node.Field != 5)
            {
                node.Skip();
                continue;
            }

            (string name, OnnxAttribute attribute) = OnnxAttribute.Read(node.Message());
            if (!read._attributes.TryAdd(name, attribute))
                throw read.Fault(name, "the attribute stands here for the second time");
        }

        return read;
    }

    public bool Has(string name) => _attributes.ContainsKey(name);

    public long Integer(string name, long otherwise) => _attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.I : otherwise;

    public string Text(string name, string otherwise) => _attributes.TryGetValue(name, out OnnxAttribute? attribute)
        ? Encoding.UTF8.GetString(attribute.S.Span)
        : otherwise;

    public IReadOnlyList<ReadOnlyMemory<byte>> Strings(string name) => _attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Strings : [];

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
        return attribute.Tensor is { } tensor ? tensor.Read(problem => Fault(name, problem)) : [.. attribute.Floats];
    }

    public ModelFormatException Fault(string attribute, string problem) => new(_file, $"{Type}, {attribute}", problem);

    public ModelFormatException Fault(string problem, Exception? inner = null) => new(_file, Type, problem, inner);
}

/// <summary>The value of an attribute: one of these is set.</summary>
internal sealed class OnnxAttribute
{
    public long I { get; private set; }

    public ReadOnlyMemory<byte> S { get; private set; }

    public List<double> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    public List<ReadOnlyMemory<byte>> Strings { get; } = [];

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
                    name = Encoding.UTF8.GetString(message.Bytes().Span);
                    break;
                case 3:
                    read.I = message.Varint();
                    break;
                case 4:
                    read.S = message.Bytes();
                    break;
                case 5:
                    read.Tensor = new OnnxTensor(message.Message());
                    break;
                case 7:
                    message.Singles(read.Floats);
                    break;
                case 8:
                    message.Varints(read.Ints);
                    break;
                case 9:
                    read.Strings.Add(message.Bytes());
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        return (name.Length <= 100 ? name : name[..100], read);
    }
}
