using System.Globalization;
using System.Text.Json;

namespace CteFast.Explain.Models;

/// <summary>A value in a JSON file that knows where it stands, so that every complaint about it can say so.</summary>
internal readonly struct JsonPlace
{
    private readonly JsonElement _element;
    private readonly string _file;
    private readonly string _path;

    private JsonPlace(JsonElement element, string file, string path)
    {
        _element = element;
        _file = file;
        _path = path;
    }

    /// <summary>Parses a file's contents, JSON or UBJSON, and hands the outermost value to <paramref name="read"/>.</summary>
    /// <exception cref="ModelFormatException">The contents are neither, or <paramref name="read"/> threw it.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> utf8, string file, Func<JsonPlace, T> read)
    {
        ReadOnlySpan<byte> bytes = utf8.Span;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = (utf8 = utf8[3..]).Span;
        if (UbjsonTranscoder.IsUbjson(bytes))
            utf8 = UbjsonTranscoder.ToJson(bytes, file);
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return read(new JsonPlace(document.RootElement, file, ""));
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(file, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine}",
                "not valid JSON (cut short, nested too deep, or not a model); save the model again", e);
        }
    }

    /// <summary>The member of that name, which must be there.</summary>
    public JsonPlace this[string name] => TryGet(name, out JsonPlace member) ? member : throw Fault($"there is no \"{name}\"; is this a complete model file?");

    /// <summary>The number of items of an array.</summary>
    public int Count => Array().GetArrayLength();

    public bool TryGet(string name, out JsonPlace member)
    {
        if (_element.ValueKind != JsonValueKind.Object)
            throw Fault("an object is expected here");
        if (!TryGetProperty(name, out JsonElement element) || element.ValueKind == JsonValueKind.Null)
        {
            member = default;
            return false;
        }

        member = new JsonPlace(element, _file, _path.Length == 0 ? name : $"{_path}.{name}");
        return true;
    }

    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    public IEnumerable<JsonPlace> Items()
    {
        int i = 0;
        foreach (JsonElement item in Array().EnumerateArray())
            yield return new JsonPlace(item, _file, $"{_path}[{i++}]");
    }

    public string Text()
    {
        if (_element.ValueKind == JsonValueKind.Number)
            return _element.GetRawText();
        if (_element.ValueKind != JsonValueKind.String)
            throw Fault("a string is expected here");
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Fault("the string is not valid Unicode", e);
        }
    }

    /// <summary>An integer, written as a number or, as XGBoost does, as a string.</summary>
    public int Integer() => int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
        ? value
        : throw Fault("a 32-bit integer is expected here");

    public string[] Texts() => [.. Items().Select(item => item.Text())];

    public int[] Integers() => Numbers<int>("32-bit integers are", static (JsonElement e, out int value) => e.TryGetInt32(out value));

    /// <summary>Finite numbers.</summary>
    public float[] Singles() => Numbers<float>("finite single-precision numbers are",
        static (JsonElement e, out float value) => e.TryGetSingle(out value) && float.IsFinite(value));

    /// <summary>Finite numbers.</summary>
    public double[] Doubles() => Numbers<double>("finite numbers are",
        static (JsonElement e, out double value) => e.TryGetDouble(out value) && double.IsFinite(value));

    /// <summary>Truth values, written as such or as 0 and 1.</summary>
    public bool[] Flags()
    {
        var flags = new bool[Count];
        int i = 0;
        foreach (JsonElement item in _element.EnumerateArray())
        {
            flags[i++] = item.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number when item.TryGetInt32(out int value) && value is 0 or 1 => value == 1,
                _ => throw Fault("0 and 1 are expected here"),
            };
        }

        return flags;
    }

    /// <summary>The exception that says what is wrong with this value.</summary>
    public ModelFormatException Fault(string problem, Exception? inner = null) => new(_file, _path, problem, inner);

    private delegate bool TryRead<T>(JsonElement element, out T value);

    private T[] Numbers<T>(string expected, TryRead<T> tryRead)
    {
        var values = new T[Count];
        int i = 0;
        foreach (JsonElement item in _element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !tryRead(item, out values[i]))
                throw Fault($"item {i}: {expected} expected here");
            i++;
        }

        return values;
    }

    private JsonElement Array() => _element.ValueKind == JsonValueKind.Array ? _element : throw Fault("an array is expected here");

    private bool TryGetProperty(string name, out JsonElement element)
    {
        try
        {
            return _element.TryGetProperty(name, out element);
        }
        catch (InvalidOperationException e)
        {
            throw Fault("a name in this object is not valid Unicode", e);
        }
    }
}
