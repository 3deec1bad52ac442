using System.Buffers.Binary;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>A tensor of numbers in an ONNX attribute, read flat.</summary>
internal sealed class OnnxTensor
{
    private const long Single = 1, UnsignedByte = 2, Integer = 6, LongInteger = 7, Double = 11;   // data types

    private readonly List<double> _values = [];
    private readonly List<long> _integers = [];
    private byte[] _raw = [];
    private long _type;
    private bool _isElsewhere;

    /// <summary>The name, of a graph's constants.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The dimensions; none for a single number.</summary>
    public List<long> Shape { get; } = [];

    /// <summary>Reads the message; what it says is judged when its numbers are asked for.</summary>
    public static OnnxTensor Read(ProtoReader message)
    {
        var tensor = new OnnxTensor();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    message.Varints(tensor.Shape);
                    break;
                case 2:
                    tensor._type = message.Varint();
                    break;
                case 4:
                    message.Singles(tensor._values);
                    break;
                case 5 or 7:
                    message.Varints(tensor._integers);
                    break;
                case 8:
                    tensor.Name = message.Text();
                    break;
                case 9:
                    tensor._raw = message.Bytes();
                    break;
                case 10:
                    message.Doubles(tensor._values);
                    break;
                case 14:
                    tensor._isElsewhere = message.Varint() != 0;
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        return tensor;
    }

    /// <summary>The numbers of an attribute of trees.</summary>
    public double[] Numbers(Func<string, ModelFormatException> fault) => _type is Integer or LongInteger ? throw NotSupported(fault) : Constants(fault);

    /// <summary>The numbers, which may be integers too.</summary>
    public double[] Constants(Func<string, ModelFormatException> fault)
    {
        if (_isElsewhere)
            throw fault("the numbers stand in another file, which is not supported; save the model in one file");
        int size = _type switch
        {
            Single => 4,
            Double => 8,
            UnsignedByte => 1,
            Integer => 4,
            LongInteger => 8,
            _ => throw NotSupported(fault),
        };
        if (_raw.Length % size != 0)
            throw fault($"{_raw.Length} bytes are no whole number of values");
        List<double> values = [.. _values];
        for (ReadOnlySpan<byte> rest = _raw; !rest.IsEmpty; rest = rest[size..])
        {
            values.Add(_type switch
            {
                Single => BinaryPrimitives.ReadSingleLittleEndian(rest),
                UnsignedByte => rest[0],
                Integer => BinaryPrimitives.ReadInt32LittleEndian(rest),
                LongInteger => BinaryPrimitives.ReadInt64LittleEndian(rest),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(rest),
            });
        }

        foreach (long value in _integers)
            values.Add(value);
        return [.. values];
    }

    private ModelFormatException NotSupported(Func<string, ModelFormatException> fault) => fault($"a tensor of data type {_type} is not supported; float, double and uint8 are");
}
