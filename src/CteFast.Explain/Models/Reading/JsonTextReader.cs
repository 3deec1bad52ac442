using System.Text;
using System.Text.Json;

namespace CteFast.Explain.Models.Reading;

/// <summary>Reads JSON through a buffer: a <see cref="Utf8JsonReader"/> goes as far as the bytes there are, and from the same place on with more.</summary>
internal sealed class JsonTextReader(ByteSource source) : ValueReader(source)
{
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = DeepestNesting });
    private int _length;       // of the token at hand

    private delegate bool TryRead<T>(ref Utf8JsonReader reader, out T value);

    public override int[] Integers() => Numbers("32-bit integers are",
        static (ref Utf8JsonReader item, out int value) => IsNumber(item, out value) && item.TryGetInt32(out value));

    /// <summary>Reads a source that stands at its beginning.</summary>
    public static JsonTextReader Of(ByteSource source)
    {
        source.RewriteTokens();
        return new JsonTextReader(source);
    }

    public override float[] Singles(bool anyNumber) => anyNumber ? Numbers<float>("single-precision numbers are", TryReadAny) : Numbers("finite single-precision numbers are",
        static (ref Utf8JsonReader item, out float value) => IsNumber(item, out value) && item.TryGetSingle(out value) && float.IsFinite(value));

    private static bool TryReadAny(ref Utf8JsonReader item, out float value)
    {
        if (item.TokenType == JsonTokenType.String && !item.HasValueSequence)
        {
            bool isInfinite = JsonTokens.IsInfinity(item.ValueSpan, out bool isNegative);
            value = isNegative ? float.NegativeInfinity : isInfinite ? float.PositiveInfinity : float.NaN;
            return isInfinite || JsonTokens.IsNaN(item.ValueSpan);
        }

        return IsNumber(item, out value) && item.TryGetSingle(out value) && float.IsFinite(value);
    }

    public override double[] Doubles() => Numbers("finite numbers are",
        static (ref Utf8JsonReader item, out double value) => IsNumber(item, out value) && item.TryGetDouble(out value) && double.IsFinite(value));

    public override bool[] Flags() => Numbers("0 and 1 are", static (ref Utf8JsonReader item, out bool value) =>
    {
        value = item.TokenType == JsonTokenType.True;
        if (value || item.TokenType == JsonTokenType.False)
            return true;
        if (!IsNumber(item, out int number) || !item.TryGetInt32(out number) || number is not (0 or 1))
            return false;
        value = number == 1;
        return true;
    });

    protected override ValueKind Next()
    {
        while (true)
        {
            Utf8JsonReader reader = Resume();
            if (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    Name = String(ref reader, "a name in this object");
                _length = (int)(reader.BytesConsumed - reader.TokenStartIndex);
                Keep(reader);
                return Kind = KindOf(reader.TokenType);
            }

            Keep(reader);
            if (Source.IsLast)
                return Kind = ValueKind.None;
            Source.Fill();
        }
    }

    protected override void Skip()
    {
        for (int depth = 1; ;)
        {
            Utf8JsonReader reader = Resume();
            while (reader.Read())
            {
                depth += reader.TokenType switch
                {
                    JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                    JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                    _ => 0,
                };
                if (depth > 0)
                    continue;
                Keep(reader);
                Kind = ValueKind.End;
                return;
            }

            Keep(reader);
            Source.Fill();
        }
    }

    protected override string Decode()
    {
        ReadOnlySpan<byte> token = Source.Taken(_length);
        if (Kind == ValueKind.Number)
            return Encoding.ASCII.GetString(token);
        var reader = new Utf8JsonReader(token);
        reader.Read();
        return String(ref reader, "the string");
    }

    // An unfinished file makes the last Read throw, so these loops end.
    private T[] Numbers<T>(string expected, TryRead<T> tryRead)
    {
        Require(ValueKind.Array, "an array is");
        var values = new List<T>();
        while (true)
        {
            Utf8JsonReader reader = Resume();
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    Keep(reader);
                    Kind = ValueKind.End;
                    return [.. values];
                }

                values.Add(tryRead(ref reader, out T value) ? value : throw Fault($"item {values.Count}: {expected} expected here"));
            }

            Keep(reader);
            Source.Fill();
        }
    }

    private Utf8JsonReader Resume() => new(Source.Available, Source.IsLast, _state);

    private void Keep(in Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        Source.Take((int)reader.BytesConsumed);
    }

    private string String(ref Utf8JsonReader reader, string what)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Fault($"{what} is not valid Unicode", e);
        }
    }

    private static bool IsNumber<T>(in Utf8JsonReader item, out T? value)
    {
        value = default;
        return item.TokenType == JsonTokenType.Number;
    }

    private static ValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => ValueKind.Object,
        JsonTokenType.StartArray => ValueKind.Array,
        JsonTokenType.EndObject or JsonTokenType.EndArray => ValueKind.End,
        JsonTokenType.PropertyName => ValueKind.Name,
        JsonTokenType.String => ValueKind.Text,
        JsonTokenType.Number => ValueKind.Number,
        JsonTokenType.True => ValueKind.True,
        JsonTokenType.False => ValueKind.False,
        _ => ValueKind.Null,
    };
}
