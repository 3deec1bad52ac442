using System.Buffers.Binary;

namespace CteFast.Explain.Models.Trees.Formats;

/// <summary>Reads the wire format of protocol buffers: fields one after another, sub-messages as readers of their own.</summary>
/// <remarks>
/// The few messages that are needed of ONNX are read by hand: generated classes for the whole of it would be a dependency, a build step
/// and a copy of the model in memory. Lengths are compared with the bytes there are; nothing is allocated by what the file declares.
/// </remarks>
internal struct ProtoReader(ReadOnlyMemory<byte> bytes, string file, int offset = 0)
{
    private const int VarintKind = 0, Fixed64Kind = 1, LengthKind = 2, Fixed32Kind = 5;

    private int _at;
    private int _kind;

    /// <summary>The number of the field that is to be read or skipped next.</summary>
    public int Field { get; private set; }

    /// <summary>Goes on to the next field, which must then be read or skipped; false at the end.</summary>
    public bool Next()
    {
        if (_at >= bytes.Length)
            return false;
        ulong key = RawVarint();
        Field = (int)(key >> 3 & 0x1FFFFFFF);
        _kind = (int)(key & 7);
        return Field > 0 && key <= uint.MaxValue && _kind is VarintKind or Fixed64Kind or LengthKind or Fixed32Kind
            ? true
            : throw Fault("no field can begin here");
    }

    public void Skip()
    {
        switch (_kind)
        {
            case VarintKind:
                RawVarint();
                break;
            case LengthKind:
                Bytes();
                break;
            default:
                Take(_kind == Fixed64Kind ? 8 : 4);
                break;
        }
    }

    public long Varint() => Is(VarintKind) ? (long)RawVarint() : throw Fault($"field {Field} is no integer");

    public float Single() => Is(Fixed32Kind) ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Fault($"field {Field} is no single-precision number");

    public ReadOnlyMemory<byte> Bytes()
    {
        if (!Is(LengthKind))
            throw Fault($"field {Field} has no length");
        ulong length = RawVarint();
        if (length > (ulong)(bytes.Length - _at))
            throw Fault($"{length} bytes are declared, but {bytes.Length - _at} are left; the file is cut short or damaged, save the model again");
        _at += (int)length;
        return bytes.Slice(_at - (int)length, (int)length);
    }

    public ProtoReader Message()
    {
        ReadOnlyMemory<byte> content = Bytes();
        return new ProtoReader(content, file, offset + _at - content.Length);
    }

    /// <summary>Adds the field's integers, one or packed.</summary>
    public void Varints(List<long> values)
    {
        if (!Is(LengthKind))
        {
            values.Add(Varint());
            return;
        }

        for (ProtoReader packed = Message(); packed._at < packed.Length;)
            values.Add((long)packed.RawVarint());
    }

    /// <summary>Adds the field's single-precision numbers, one or packed.</summary>
    public void Singles(List<double> values)
    {
        if (!Is(LengthKind))
        {
            values.Add(Single());
            return;
        }

        for (ProtoReader packed = Message(); packed._at < packed.Length;)
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(packed.Take(4)));
    }

    /// <summary>Adds the field's double-precision numbers, one or packed.</summary>
    public void Doubles(List<double> values)
    {
        if (!Is(LengthKind))
        {
            values.Add(Is(Fixed64Kind) ? BinaryPrimitives.ReadDoubleLittleEndian(Take(8)) : throw Fault($"field {Field} is no double-precision number"));
            return;
        }

        for (ProtoReader packed = Message(); packed._at < packed.Length;)
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed.Take(8)));
    }

    public readonly ModelFormatException Fault(string problem) => new(file, $"byte {offset + _at}", problem);

    private readonly int Length => bytes.Length;

    private readonly bool Is(int kind) => _kind == kind;

    private ulong RawVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Fault("an integer has more than ten bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at)
            throw Fault($"{count} bytes are expected, but {bytes.Length - _at} are left; the file is cut short or damaged, save the model again");
        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }
}
