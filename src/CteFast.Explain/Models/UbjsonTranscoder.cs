using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace CteFast.Explain.Models;

/// <summary>Rewrites Universal Binary JSON (draft 12, ubjson.org) as JSON, so that one reader reads both; numbers keep all their bits.</summary>
/// <remarks>
/// Counts a file declares are compared with the bytes it has left, never allocated: the JSON is at most some four times as long as the
/// file. Numbers that are not finite become null. Numbers of arbitrary precision (H), which no model library writes, are refused.
/// </remarks>
internal ref struct UbjsonTranscoder
{
    private const int DeepestNesting = 64;       // as deep as System.Text.Json reads
    private const long LongestJson = 1L << 30;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _file;
    private readonly Utf8JsonWriter _writer;
    private int _at;

    private UbjsonTranscoder(ReadOnlySpan<byte> bytes, string file, Utf8JsonWriter writer)
    {
        _bytes = bytes;
        _file = file;
        _writer = writer;
    }

    /// <summary>Whether the bytes begin an object as UBJSON does and JSON never does: a name's length, or an optimised container.</summary>
    public static bool IsUbjson(ReadOnlySpan<byte> bytes) => bytes.Length > 1 && bytes[0] == '{' && "LliUI$#N"u8.Contains(bytes[1]);

    /// <summary>The JSON of the file's one value.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged, or hold what is not supported.</exception>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> bytes, string file)
    {
        var json = new ArrayBufferWriter<byte>(Math.Max(16, bytes.Length));
        using var writer = new Utf8JsonWriter(json);
        var reader = new UbjsonTranscoder(bytes, file, writer);
        reader.Value(reader.Marker(), 0);
        if (reader._at != bytes.Length)
            throw reader.Fault("the value ends here, but the file goes on");
        writer.Flush();
        return json.WrittenMemory;
    }

    private void Value(byte marker, int depth)
    {
        if (depth > DeepestNesting)
            throw Fault($"nested more than {DeepestNesting} deep");
        if (_writer.BytesCommitted + _writer.BytesPending > LongestJson)
            throw Fault("as JSON the file would be longer than a gigabyte; train a smaller model");
        switch ((char)marker)
        {
            case '{':
                Object(depth);
                break;
            case '[':
                Array(depth);
                break;
            case 'S':
                Text(Length(), isName: false);
                break;
            case 'C':
                Text(1, isName: false);
                break;
            case 'Z':
                _writer.WriteNullValue();
                break;
            case 'T':
                _writer.WriteBooleanValue(true);
                break;
            case 'F':
                _writer.WriteBooleanValue(false);
                break;
            case 'd':
                Number(BinaryPrimitives.ReadSingleBigEndian(Take(4)));
                break;
            case 'D':
                Number(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case 'H':
                throw Fault("numbers of arbitrary precision are not supported");
            default:
                _writer.WriteNumberValue(Integer(marker));
                break;
        }
    }

    private void Object(int depth)
    {
        _writer.WriteStartObject();
        (byte type, long count) = Header();
        for (long i = 0; count < 0 ? !Ends('}') : i < count; i++)
        {
            Text(Length(), isName: true);
            Value(type != 0 ? type : Marker(), depth + 1);
        }

        _writer.WriteEndObject();
    }

    private void Array(int depth)
    {
        _writer.WriteStartArray();
        (byte type, long count) = Header();
        for (long i = 0; count < 0 ? !Ends(']') : i < count; i++)
            Value(type != 0 ? type : Marker(), depth + 1);
        _writer.WriteEndArray();
    }

    /// <summary>The type of all items ($), or 0, and their number (#), or -1.</summary>
    private (byte Type, long Count) Header()
    {
        byte type = 0;
        if (Ends('$'))
        {
            type = Take(1)[0];
            // Items of these types take no bytes: nothing would bound their number.
            if ("ZNTF"u8.Contains(type))
                throw Fault($"items of type '{(char)type}' in a typed container are not supported");
            if (!Ends('#'))
                throw Fault("a number of items ('#') is expected after their type");
        }
        else if (!Ends('#'))
        {
            return (0, -1);
        }

        long count = Length();
        return count <= _bytes.Length - _at ? (type, count) : throw Fault($"{count} items are declared, but only {_bytes.Length - _at} bytes are left");
    }

    private long Length()
    {
        long length = Integer(Marker());
        return length >= 0 ? length : throw Fault("a length is negative");
    }

    private long Integer(byte marker) => (char)marker switch
    {
        'i' => (sbyte)Take(1)[0],
        'U' => Take(1)[0],
        'I' => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        'l' => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        'L' => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        _ => throw Fault($"0x{marker:X2} is no type that is expected here"),
    };

    private readonly void Number(float value)
    {
        if (float.IsFinite(value))
            _writer.WriteNumberValue(value);
        else
            _writer.WriteNullValue();
    }

    private readonly void Number(double value)
    {
        if (double.IsFinite(value))
            _writer.WriteNumberValue(value);
        else
            _writer.WriteNullValue();
    }

    private void Text(long length, bool isName)
    {
        ReadOnlySpan<byte> text = Take(length);
        if (!Utf8.IsValid(text))
            throw Fault("a string is not valid UTF-8");
        if (isName)
            _writer.WritePropertyName(text);
        else
            _writer.WriteStringValue(text);
    }

    private byte Marker()
    {
        byte marker;
        do
            marker = Take(1)[0];
        while (marker == 'N');
        return marker;
    }

    private bool Ends(char marker)
    {
        while (_at < _bytes.Length && _bytes[_at] == 'N')
            _at++;
        if (_at >= _bytes.Length || _bytes[_at] != marker)
            return false;
        _at++;
        return true;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _bytes.Length - _at)
            throw Fault($"{count} bytes are expected, but {_bytes.Length - _at} are left; the file is cut short or damaged, save the model again");
        _at += (int)count;
        return _bytes.Slice(_at - (int)count, (int)count);
    }

    private readonly ModelFormatException Fault(string problem) => new(_file, $"byte {_at}", problem);
}
