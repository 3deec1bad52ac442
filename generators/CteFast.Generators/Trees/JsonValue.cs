using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;

namespace CteFast.Generators.Trees;

/// <summary>What is wrong with a JSON text, and where.</summary>
internal sealed class JsonException(int position, string message) : Exception(message)
{
    public int Position { get; } = position;
}

/// <summary>A value of a JSON text that knows its place: the compiler brings no reader that a generator may use.</summary>
internal sealed class JsonValue
{
    private const int DeepestNesting = 64;

    private readonly int _position;
    private readonly string? _text;                              // of a string or, as written, a number, true, false, null
    private readonly List<JsonValue>? _items;
    private readonly Dictionary<string, JsonValue>? _members;

    private JsonValue(int position, string? text, List<JsonValue>? items, Dictionary<string, JsonValue>? members) =>
        (_position, _text, _items, _members) = (position, text, items, members);

    public static JsonValue Parse(string text, CancellationToken cancellationToken)
    {
        var reader = new Reader(text, cancellationToken);
        JsonValue value = reader.Value(0);
        reader.End();
        return value;
    }

    public JsonValue this[string name] => TryGet(name) ?? throw Fault($"there is no \"{name}\"; is this a model saved by XGBoost?");

    public JsonValue? TryGet(string name) => (_members ?? throw Fault("an object is expected here")).TryGetValue(name, out JsonValue? value) ? value : null;

    public IReadOnlyList<JsonValue> Items => _items ?? throw Fault("an array is expected here");

    public string Text => _text ?? throw Fault("a string is expected here");

    public int Integer => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Fault("a 32-bit integer is expected here");

    /// <summary>A finite number.</summary>
    public float Single => float.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && !float.IsNaN(value) && !float.IsInfinity(value)
        ? value
        : throw Fault("a finite single-precision number is expected here");

    /// <summary>Any number, NaN and infinite ones too, which JSON has no way to write and XGBoost writes all the same.</summary>
    public float AnyNumber => Text switch
    {
        "NaN" => float.NaN,
        "Infinity" => float.PositiveInfinity,
        "-Infinity" => float.NegativeInfinity,
        _ => Single,
    };

    /// <summary>A truth value, written as such or as 0 and 1.</summary>
    public bool Flag => Text switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => throw Fault("0 or 1 is expected here"),
    };

    public T[] Array<T>(Func<JsonValue, T> read)
    {
        IReadOnlyList<JsonValue> items = Items;
        var values = new T[items.Count];
        for (int i = 0; i < values.Length; i++) values[i] = read(items[i]);
        return values;
    }

    public JsonException Fault(string problem) => new(_position, problem);

    private sealed class Reader(string text, CancellationToken cancellationToken)
    {
        private int _at;

        public JsonValue Value(int depth)
        {
            if (depth > DeepestNesting) throw Fault($"nested more than {DeepestNesting} deep");
            cancellationToken.ThrowIfCancellationRequested();
            SkipBlanks();
            int start = _at;
            switch (Peek())
            {
                case '{':
                    return new JsonValue(start, null, null, Members(depth));
                case '[':
                    return new JsonValue(start, null, Items(depth), null);
                case '"':
                    return new JsonValue(start, String(), null, null);
                default:
                    while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '-' or '+' or '.')) _at++;
                    return _at > start ? new JsonValue(start, text.Substring(start, _at - start), null, null) : throw Fault("a value is expected here");
            }
        }

        public void End()
        {
            SkipBlanks();
            if (_at < text.Length) throw Fault("the value ends here, but the file goes on");
        }

        private Dictionary<string, JsonValue> Members(int depth)
        {
            var members = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
            for (char separator = '{'; Begins(separator, '}'); separator = ',')
            {
                SkipBlanks();
                string name = String();
                SkipBlanks();
                Expect(':');
                members[name] = Value(depth + 1);
            }

            return members;
        }

        private List<JsonValue> Items(int depth)
        {
            var items = new List<JsonValue>();
            for (char separator = '['; Begins(separator, ']'); separator = ',') items.Add(Value(depth + 1));
            return items;
        }

        /// <summary>Whether another item begins: behind the opening bracket or a comma, and not at the closing bracket.</summary>
        private bool Begins(char separator, char close)
        {
            SkipBlanks();
            if (separator == ',' && Peek() == close)
            {
                _at++;
                return false;
            }

            Expect(separator);
            SkipBlanks();
            if (separator == ',' || Peek() != close) return true;
            _at++;
            return false;
        }

        private string String()
        {
            Expect('"');
            var value = new StringBuilder();
            while (Peek() != '"')
            {
                char next = text[_at++];
                value.Append(next != '\\' ? next : Escaped());
            }

            _at++;
            return value.ToString();
        }

        private char Escaped()
        {
            char kind = Peek();
            _at++;
            if (kind != 'u') return kind switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', '"' or '\\' or '/' => kind, _ => throw Fault("this is no escape") };
            if (_at + 4 > text.Length || !ushort.TryParse(text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
                throw Fault("four hexadecimal digits are expected here");
            _at += 4;
            return (char)code;
        }

        private char Peek() => _at < text.Length ? text[_at] : throw Fault("the file ends here; it is cut short, save the model again");

        private void Expect(char wanted)
        {
            if (Peek() != wanted) throw Fault($"'{wanted}' is expected here");
            _at++;
        }

        private void SkipBlanks()
        {
            while (_at < text.Length && (text[_at] is ' ' or '\n' or '\r' or '\t' or '\uFEFF')) _at++;
        }

        private JsonException Fault(string problem) => new(_at, problem);
    }
}
