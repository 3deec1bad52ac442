using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CteFast.Explain.Models.Reading;

/// <summary>Reads Universal Binary JSON (draft 12, ubjson.org).</summary>
/// <remarks>Numbers of arbitrary precision (H), which no model library writes, are refused.</remarks>
internal sealed class UbjsonReader(ByteSource source) : ValueReader(source)
{
    private readonly Stack<Container> _open = new();
    private long _textLength;          // of the string at hand, until it is read or passed over
    private bool _isReal;
    private long _whole;
    private double _real;

    private delegate bool TryRead<T>(UbjsonReader reader, out T value);

    /// <summary>Whether the bytes begin an object as UBJSON does and JSON never does: a name's length, or an optimised container.</summary>
    public static bool IsUbjson(ReadOnlySpan<byte> bytes) => bytes.Length > 1 && bytes[0] == '{' && "LliUI$#N"u8.Contains(bytes[1]);

    public override int[] Integers() => Numbers("32-bit integers are",
        static (UbjsonReader item, out int value) => (value = (int)item._whole) == item._whole && item.Kind == ValueKind.Number && !item._isReal);

    public override float[] Singles(bool anyNumber) => anyNumber
        ? Numbers("single-precision numbers are", static (UbjsonReader item, out float value) =>
        {
            value = item._isReal ? (float)item._real : item._whole;
            return item.Kind == ValueKind.Number;
        })
        : Numbers("finite single-precision numbers are",
        static (UbjsonReader item, out float value) => float.IsFinite(value = item._isReal ? (float)item._real : item._whole) && item.Kind == ValueKind.Number);

    public override double[] Doubles() => Numbers("finite numbers are",
        static (UbjsonReader item, out double value) => double.IsFinite(value = item._isReal ? item._real : item._whole) && item.Kind == ValueKind.Number);

    public override bool[] Flags() => Numbers("0 and 1 are", static (UbjsonReader item, out bool value) =>
    {
        bool isNumber = item.Kind == ValueKind.Number && !item._isReal;
        value = item.Kind == ValueKind.True || isNumber && item._whole == 1;
        return value || item.Kind == ValueKind.False || isNumber && item._whole == 0;
    });

    protected override ValueKind Next()
    {
        if (_textLength > 0)
            Source.Skip(_textLength);
        _textLength = 0;
        if (_open.TryPop(out Container at))
        {
            if (!at.IsNamed && (at.Left < 0 ? Ends(at.IsObject ? '}' : ']') : at.Left == 0))
                return Kind = ValueKind.End;
            if (at.IsObject && !at.IsNamed)
            {
                Name = Text(Length());
                _open.Push(at with { IsNamed = true, Left = Math.Max(-1, at.Left - 1) });
                return Kind = ValueKind.Name;
            }

            _open.Push(at.IsObject ? at with { IsNamed = false } : at with { Left = Math.Max(-1, at.Left - 1) });
            return Kind = Value(at.Type != 0 ? at.Type : Marker());
        }

        if (Kind == ValueKind.None)
            return Kind = Value(Marker());
        Kind = ValueKind.None;
        return Source.IsAtEnd ? Kind : throw Source.Fault("the value ends here, but the file goes on");
    }

    protected override void Skip()
    {
        Container at = _open.Peek();
        long size = at.Left < 0 || at.IsObject ? 0 : SizeOf(at.Type);
        if (size > 0)
        {
            Source.Skip(at.Left > long.MaxValue / size ? long.MaxValue : at.Left * size);
            _open.Pop();
            Kind = ValueKind.End;
            return;
        }

        for (int outside = _open.Count - 1; _open.Count > outside;)
            Next();
    }

    protected override string Decode()
    {
        if (Kind == ValueKind.Number)
            return _isReal ? _real.ToString(CultureInfo.InvariantCulture) : _whole.ToString(CultureInfo.InvariantCulture);
        string text = Text(_textLength);
        _textLength = 0;
        return text;
    }

    private T[] Numbers<T>(string expected, TryRead<T> tryRead)
    {
        Require(ValueKind.Array, "an array is");
        var values = new List<T>();
        while (Next() != ValueKind.End)
            values.Add(tryRead(this, out T value) ? value : throw Fault($"item {values.Count}: {expected} expected here"));
        return [.. values];
    }

    private ValueKind Value(byte marker)
    {
        switch ((char)marker)
        {
            case '{':
                Open(isObject: true);
                return ValueKind.Object;
            case '[':
                Open(isObject: false);
                return ValueKind.Array;
            case 'S':
                _textLength = Length();
                return ValueKind.Text;
            case 'C':
                _textLength = 1;
                return ValueKind.Text;
            case 'Z':
                return ValueKind.Null;
            case 'T':
                return ValueKind.True;
            case 'F':
                return ValueKind.False;
            case 'H':
                throw Source.Fault("numbers of arbitrary precision are not supported");
            case 'd' or 'D':
                _isReal = true;
                _real = marker == 'd' ? BinaryPrimitives.ReadSingleBigEndian(Source.Take(4)) : BinaryPrimitives.ReadDoubleBigEndian(Source.Take(8));
                return ValueKind.Number;
            default:
                _isReal = false;
                _whole = Integer(marker);
                return ValueKind.Number;
        }
    }

    /// <summary>Begins an object or array: the type of all items ($) may follow, and their number (#).</summary>
    private void Open(bool isObject)
    {
        if (_open.Count >= DeepestNesting)
            throw Source.Fault($"nested more than {DeepestNesting} deep");
        byte type = 0;
        if (Ends('$'))
        {
            type = Source.Take();
            // Items of these types take no bytes: nothing would bound their number.
            if ("ZNTF"u8.Contains(type))
                throw Source.Fault($"items of type '{(char)type}' in a typed container are not supported");
            if (!Ends('#'))
                throw Source.Fault("a number of items ('#') is expected after their type");
        }
        else if (!Ends('#'))
        {
            _open.Push(new Container(isObject, 0, -1, false));
            return;
        }

        _open.Push(new Container(isObject, type, Length(), false));
    }

    private long Length()
    {
        long length = Integer(Marker());
        return length >= 0 ? length : throw Source.Fault("a length is negative");
    }

    private long Integer(byte marker) => (char)marker switch
    {
        'i' => (sbyte)Source.Take(),
        'U' => Source.Take(),
        'I' => BinaryPrimitives.ReadInt16BigEndian(Source.Take(2)),
        'l' => BinaryPrimitives.ReadInt32BigEndian(Source.Take(4)),
        'L' => BinaryPrimitives.ReadInt64BigEndian(Source.Take(8)),
        _ => throw Source.Fault($"0x{marker:X2} is no type that is expected here"),
    };

    private static int SizeOf(byte type) => (char)type switch
    {
        'i' or 'U' or 'C' => 1,
        'I' => 2,
        'l' or 'd' => 4,
        'L' or 'D' => 8,
        _ => 0,
    };

    private string Text(long length)
    {
        ReadOnlySpan<byte> text = Source.Take((int)Math.Min(length, int.MaxValue));
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw Source.Fault("a string is not valid UTF-8");
    }

    private byte Marker()
    {
        byte marker;
        do
            marker = Source.Take();
        while (marker == 'N');
        return marker;
    }

    private bool Ends(char marker)
    {
        while (!Source.IsAtEnd)
        {
            byte next = Source.Peek(1)[0];
            if (next != 'N' && next != marker)
                return false;
            Source.Take();
            if (next == marker)
                return true;
        }

        return false;
    }

    /// <summary>An object or array that has begun.</summary>
    /// <param name="IsObject">Whether its items have names.</param>
    /// <param name="Type">The type of all items, or 0.</param>
    /// <param name="Left">The items to come, or -1 where a marker ends it.</param>
    /// <param name="IsNamed">Whether the next item's name has been read.</param>
    private readonly record struct Container(bool IsObject, byte Type, long Left, bool IsNamed);
}
