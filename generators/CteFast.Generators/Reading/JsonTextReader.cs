using System.Globalization;
using System.Text;

namespace CteFast.Explain.Models.Reading;

/// <summary>Reads the tokens of JSON: the compiler brings no reader that a generator may use. What they mean is the shared sources' affair.</summary>
internal sealed class JsonTextReader(ByteSource source) : ValueReader(source)
{
    private readonly Stack<bool> _open = new();      // of each object or array that is not at its end: whether it is an object
    private bool _isFirst = true;
    private string _text = "";

    private delegate bool TryRead<T>(string text, out T value);

    /// <summary>Where the value at hand begins, in bytes.</summary>
    public long Start { get; private set; }

    /// <summary>Reads the file's one value.</summary>
    public T ReadFile<T>(Func<ValueReader, T> read) => ReadWhole(read);

    public override int[] Integers() => Numbers("32-bit integers are",
        static (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public override float[] Singles(bool anyNumber) => anyNumber ? Numbers<float>("single-precision numbers are", TryReadAny)
        : Numbers("finite single-precision numbers are", static (string text, out float value) => TryReadAny(text, out value) && float.IsFinite(value));

    public override double[] Doubles() => Numbers("finite numbers are",
        static (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value));

    public override bool[] Flags() => Numbers("0 and 1 are", static (string text, out bool value) =>
    {
        value = text is "1" or "true";
        return value || text is "0" or "false";
    }, ValueKind.True, ValueKind.False);

    protected override ValueKind Next()
    {
        bool isValue = Kind == ValueKind.Name, isFirst = _isFirst;
        SkipBlanks();
        Start = Source.Position;
        _isFirst = false;
        if (isValue || (_open.Count == 0 && isFirst)) return Kind = Value();
        if (_open.Count == 0) return Source.IsAtEnd ? Kind = ValueKind.None : throw Source.Fault("the value ends here, but the file goes on");
        if (Peek() == (_open.Peek() ? '}' : ']'))
        {
            Source.Take();
            _open.Pop();
            return Kind = ValueKind.End;
        }

        if (!isFirst)
        {
            Expect(',');
            SkipBlanks();
            Start = Source.Position;
        }

        if (!_open.Peek()) return Kind = Value();
        Name = String();
        SkipBlanks();
        Expect(':');
        return Kind = ValueKind.Name;
    }

    protected override void Skip()
    {
        for (int depth = _open.Count - 1; _open.Count > depth;) Next();
    }

    protected override string Decode() => _text;

    private static bool TryReadAny(string text, out float value)
    {
        value = text switch { "NaN" => float.NaN, "Infinity" => float.PositiveInfinity, "-Infinity" => float.NegativeInfinity, _ => 0f };
        return value != 0f || (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value));
    }

    private T[] Numbers<T>(string expected, TryRead<T> tryRead, params ValueKind[] others)
    {
        var values = new List<T>();
        Items(() => values.Add((Kind == ValueKind.Number || others.Contains(Kind)) && tryRead(_text, out T value) ? value : throw Fault($"{expected} expected here")));
        return [.. values];
    }

    private ValueKind Value()
    {
        char first = Peek();
        switch (first)
        {
            case '{' or '[':
                if (_open.Count == DeepestNesting) throw Source.Fault($"nested more than {DeepestNesting} deep");
                Source.Take();
                _open.Push(first == '{');
                _isFirst = true;
                return first == '{' ? ValueKind.Object : ValueKind.Array;
            case '"':
                _text = String();
                return ValueKind.Text;
        }

        var word = new StringBuilder();
        while (!Source.IsAtEnd && ((char)Source.Peek(1)[0] is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-' or '+' or '.'))
            word.Append((char)Source.Take());
        _text = word.ToString();
        return _text switch
        {
            "true" => ValueKind.True,
            "false" => ValueKind.False,
            "null" => ValueKind.Null,
            "NaN" or "Infinity" or "-Infinity" => ValueKind.Number,
            _ when IsNumber(_text) => ValueKind.Number,
            _ => throw Source.Fault("a value is expected here"),
        };
    }

    /// <summary>Whether JSON writes numbers so: no sign or dot before the first digit but a minus, no zero before others.</summary>
    private static bool IsNumber(string text)
    {
        string digits = text.StartsWith('-') ? text.Substring(1) : text;
        int point = digits.IndexOf('.');
        bool begins = digits.Length > 0 && digits[0] is >= '0' and <= '9' && !(digits[0] == '0' && digits.Length > 1 && digits[1] is >= '0' and <= '9');
        bool isFull = point < 0 || (point + 1 < digits.Length && digits[point + 1] is >= '0' and <= '9');
        return begins && isFull && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private string String()
    {
        Expect('"');
        var bytes = new List<byte>();
        while (Peek() != '"')
        {
            byte next = Source.Take();
            if (next < ' ') throw Source.Fault("a string may not hold a control character");
            if (next == '\\') bytes.AddRange(Escaped());
            else bytes.Add(next);
        }

        Source.Take();
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private byte[] Escaped()
    {
        char kind = Peek();
        Source.Take();
        string text = kind switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'b' => "\b",
            'f' => "\f",
            '"' or '\\' or '/' => kind.ToString(),
            'u' => Coded(),
            _ => throw Source.Fault("this is no escape"),
        };
        return Encoding.UTF8.GetBytes(text);
    }

    // A character beyond 16 bits is written as two.
    private string Coded()
    {
        char first = Code();
        if (!char.IsSurrogate(first)) return first.ToString();
        Expect('\\');
        Expect('u');
        char second = Code();
        return char.IsSurrogatePair(first, second) ? new string([first, second]) : throw Source.Fault("half a character stands alone");
    }

    private char Code()
    {
        ReadOnlySpan<byte> digits = Source.Peek(4);
        if (digits.Length < 4 || !ushort.TryParse(Encoding.UTF8.GetString(digits[..4].ToArray()), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            throw Source.Fault("four hexadecimal digits are expected here");
        Source.Take(4);
        return (char)code;
    }

    private char Peek() => Source.IsAtEnd ? throw Source.Fault("the file ends here; it is cut short, save the model again") : (char)Source.Peek(1)[0];

    private void Expect(char wanted)
    {
        if (Peek() != wanted) throw Source.Fault($"'{wanted}' is expected here");
        Source.Take();
    }

    private void SkipBlanks()
    {
        while (!Source.IsAtEnd && Source.Peek(1)[0] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') Source.Take();
    }
}
