using System.Runtime.InteropServices;

namespace CteFast.Explain.Tests.Models.Reading.Onnx;

/// <summary>An ONNX file with a graph of one operator, every attribute of which a test can spoil. No ONNX library made it: by onnx.proto.</summary>
internal sealed class OnnxModelBytes(string type)
{
    private readonly SortedDictionary<string, ProtoWriter> _attributes = new(StringComparer.Ordinal);

    public string Domain { get; set; } = "ai.onnx.ml";

    /// <summary>Columns the graph's input declares; 0 for a dimension without a value.</summary>
    public int Columns { get; set; } = 2;

    /// <summary>Operators behind the trees.</summary>
    public string[] After { get; set; } = [];

    /// <summary>Whether repeated numbers stand one by one, as old writers have them, rather than packed.</summary>
    public bool IsUnpacked { get; set; }

    public OnnxModelBytes Without(string name)
    {
        _attributes.Remove(name);
        return this;
    }

    public OnnxModelBytes Integer(string name, long value) => Set(name, attribute => attribute.Varint(3, value));

    public OnnxModelBytes Text(string name, string value) => Set(name, attribute => attribute.Text(4, value));

    public OnnxModelBytes Integers(string name, params long[] values) => Set(name, attribute =>
    {
        if (IsUnpacked)
        {
            foreach (long value in values)
                attribute.Varint(8, value);
            return;
        }

        var packed = new ProtoWriter();
        foreach (long value in values)
            packed.Raw((ulong)value);
        attribute.Message(8, packed);
    });

    public OnnxModelBytes Floats(string name, params float[] values) => Set(name, attribute =>
    {
        if (!IsUnpacked)
        {
            attribute.Bytes(7, MemoryMarshal.AsBytes<float>(values));
            return;
        }

        foreach (float value in values)
            attribute.Single(7, value);
    });

    public OnnxModelBytes Strings(string name, params string[] values) => Set(name, attribute =>
    {
        foreach (string value in values)
            attribute.Text(9, value);
    });

    /// <summary>A tensor with its values as raw bytes, in the field of its type, or of a type with nothing in it.</summary>
    public OnnxModelBytes Tensor(string name, double[] values, int dataType = 11, bool isRaw = true) => Set(name, attribute =>
    {
        byte[] bytes = dataType switch
        {
            1 => MemoryMarshal.AsBytes<float>(values.Select(value => (float)value).ToArray()).ToArray(),
            2 => isRaw ? [.. values.Select(value => (byte)value)] : [.. values.SelectMany(value => new ProtoWriter().Raw((ulong)value).ToArray())],
            _ => MemoryMarshal.AsBytes<double>(values).ToArray(),
        };
        int field = isRaw ? 9 : dataType switch { 1 => 4, 2 => 5, _ => 10 };
        attribute.Message(5, new ProtoWriter().Varint(1, values.Length).Varint(2, dataType).Bytes(field, bytes));
    });

    public byte[] ToArray()
    {
        var node = new ProtoWriter().Text(1, "X").Text(2, "Y").Text(4, type);
        foreach ((string name, ProtoWriter attribute) in _attributes)
            node.Message(5, attribute);
        node.Text(7, Domain);
        var graph = new ProtoWriter().Message(1, node);
        foreach (string other in After)
            graph.Message(1, new ProtoWriter().Text(1, "Y").Text(2, "Z").Text(4, other));
        ProtoWriter rows = new ProtoWriter().Text(2, "N"), columns = Columns > 0 ? new ProtoWriter().Varint(1, Columns) : new ProtoWriter();
        var shape = new ProtoWriter().Message(1, rows).Message(1, columns);
        var tensor = new ProtoWriter().Varint(1, 1).Message(2, shape);
        graph.Text(2, "trees").Message(11, new ProtoWriter().Text(1, "X").Message(2, new ProtoWriter().Message(1, tensor)));
        return new ProtoWriter().Varint(1, 8).Text(2, "by hand").Message(7, graph).Message(8, new ProtoWriter().Text(1, "ai.onnx.ml").Varint(2, 3)).ToArray();
    }

    private OnnxModelBytes Set(string name, Action<ProtoWriter> write)
    {
        var attribute = new ProtoWriter().Text(1, name);
        write(attribute);
        _attributes[name] = attribute;
        return this;
    }
}
