using System.Buffers.Binary;

namespace CteFast.Explain.Models.Trees.Formats;

/// <summary>A tensor of numbers in an ONNX attribute, read flat.</summary>
internal sealed class OnnxTensor(ProtoReader message)
{
    private const long Single = 1, UnsignedByte = 2, Double = 11;   // data types

    public double[] Read(Func<string, ModelFormatException> fault)
    {
        ProtoReader tensor = message;
        long type = 0;
        var values = new List<double>();
        var integers = new List<long>();
        ReadOnlyMemory<byte> raw = default;
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 2:
                    type = tensor.Varint();
                    break;
                case 4:
                    tensor.Singles(values);
                    break;
                case 5:
                    tensor.Varints(integers);
                    break;
                case 9:
                    raw = tensor.Bytes();
                    break;
                case 10:
                    tensor.Doubles(values);
                    break;
                case 14 when tensor.Varint() != 0:
                    throw fault("the numbers stand in another file, which is not supported; save the model in one file");
                default:
                    if (tensor.Field != 14)
                        tensor.Skip();
                    break;
            }
        }

        int size = type switch
        {
            Single => 4,
            Double => 8,
            UnsignedByte => 1,
            _ => throw fault($"a tensor of data type {type} is not supported; float, double and uint8 are"),
        };
        if (raw.Length % size != 0)
            throw fault($"{raw.Length} bytes are no whole number of values");
        for (ReadOnlySpan<byte> rest = raw.Span; !rest.IsEmpty; rest = rest[size..])
            values.Add(size == 1 ? rest[0] : size == 4 ? BinaryPrimitives.ReadSingleLittleEndian(rest) : BinaryPrimitives.ReadDoubleLittleEndian(rest));
        foreach (long value in integers)
            values.Add(value);
        return [.. values];
    }
}
