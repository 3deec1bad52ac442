using System.Buffers.Binary;
using System.Text;

namespace CteFast.Explain.Models.Reading;

/// <summary>Reads the wire format of protocol buffers: fields one after another, sub-messages as readers of their own.</summary>
/// <remarks>
/// The few messages that are needed of ONNX are read by hand: generated classes for the whole of it would be a dependency, a build step
/// and a copy of the model in memory. All readers of a file share its bytes, so a message must be read to its end, or skipped, before the
/// one around it goes on. Lengths are compared with the message around them; nothing is allocated by what the file declares.
/// </remarks>
internal struct ProtoReader
{
    private const int VarintKind = 0, Fixed64Kind = 1, LengthKind = 2, Fixed32Kind = 5;
    private const int LongestText = 1 << 16;

    private readonly ByteSource _source;
    private readonly long _end;
    private int _kind;

    /// <summary>Reads a file's fields.</summary>
    public ProtoReader(ByteSource source)
        : this(source, long.MaxValue)
    {
    }

    private ProtoReader(ByteSource source, long end) => (_source, _end) = (source, end);

    /// <summary>The number of the field that is to be read or skipped next.</summary>
    public int Field { get; private set; }

    /// <summary>Goes on to the next field, which must then be read or skipped; false at the end.</summary>
    public bool Next()
    {
        if (IsAtEnd)
            return false;
        ulong key = RawVarint();
        Field = (int)(key >> 3 & 0x1FFFFFFF);
        _kind = (int)(key & 7);
        return Field > 0 && key <= uint.MaxValue && _kind is VarintKind or Fixed64Kind or LengthKind or Fixed32Kind
            ? true
            : throw Fault("no field can begin here");
    }

    public readonly void Skip()
    {
        switch (_kind)
        {
            case VarintKind:
                RawVarint();
                break;
            case LengthKind:
                _source.Skip(Length());
                break;
            default:
                Take(_kind == Fixed64Kind ? 8 : 4);
                break;
        }
    }

    public readonly long Varint() => _kind == VarintKind ? (long)RawVarint() : throw Fault($"field {Field} is no integer");

    public readonly float Single() => _kind == Fixed32Kind ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Fault($"field {Field} is no single-precision number");

    public readonly byte[] Bytes() => _source.ToArray(Length());

    public readonly string Text()
    {
        long length = Length();
        return length <= LongestText ? Encoding.UTF8.GetString(_source.Take((int)length)) : throw Fault($"a text of {length} bytes is longer than is supported here");
    }

    public readonly ProtoReader Message()
    {
        long length = Length();
        return new ProtoReader(_source, _source.Position + length);
    }

    /// <summary>Adds the field's integers, one or packed.</summary>
    public readonly void Varints(List<long> values)
    {
        if (_kind != LengthKind)
        {
            values.Add(Varint());
            return;
        }

        for (ProtoReader packed = Message(); !packed.IsAtEnd;)
            values.Add((long)packed.RawVarint());
    }

    /// <summary>Adds the field's single-precision numbers, one or packed.</summary>
    public readonly void Singles(List<double> values)
    {
        if (_kind != LengthKind)
        {
            values.Add(Single());
            return;
        }

        for (ProtoReader packed = Message(); !packed.IsAtEnd;)
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(packed.Take(4)));
    }

    /// <summary>Adds the field's double-precision numbers, one or packed.</summary>
    public readonly void Doubles(List<double> values)
    {
        if (_kind != LengthKind)
        {
            values.Add(_kind == Fixed64Kind ? BinaryPrimitives.ReadDoubleLittleEndian(Take(8)) : throw Fault($"field {Field} is no double-precision number"));
            return;
        }

        for (ProtoReader packed = Message(); !packed.IsAtEnd;)
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed.Take(8)));
    }

    public readonly ModelFormatException Fault(string problem) => _source.Fault(problem);

    /// <summary>Whether the message, or the file, has ended.</summary>
    private readonly bool IsAtEnd => _end == long.MaxValue ? _source.IsAtEnd : _source.Position >= _end;

    private readonly long Left => _end - _source.Position;

    private readonly long Length()
    {
        if (_kind != LengthKind)
            throw Fault($"field {Field} has no length");
        ulong length = RawVarint();
        return length <= (ulong)Left ? (long)length : throw Cut(length);
    }

    private readonly ulong RawVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (Left < 1)
                throw Cut(1);
            byte next = _source.Take();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Fault("an integer has more than ten bytes");
    }

    private readonly ReadOnlySpan<byte> Take(int count) => count <= Left ? _source.Take(count) : throw Cut((ulong)count);

    private readonly ModelFormatException Cut(ulong count) =>
        Fault($"{count} bytes are expected, but the {(_end == long.MaxValue ? "file" : "message")} ends; it is cut short or damaged, save the model again");
}
