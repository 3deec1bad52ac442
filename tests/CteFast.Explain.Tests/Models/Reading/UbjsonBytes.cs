using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace CteFast.Explain.Tests.Models.Reading;

/// <summary>Writes JSON as UBJSON, numbers and counts in the ways in which libraries do: typed arrays, counted ones, and plain ones.</summary>
internal static class UbjsonBytes
{
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        var bytes = new List<byte>();
        Value(bytes, document.RootElement);
        return [.. bytes];
    }

    private static void Value(List<byte> bytes, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                bytes.Add((byte)'{');
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Text(bytes, member.Name);
                    Value(bytes, member.Value);
                }

                bytes.Add((byte)'}');
                break;
            case JsonValueKind.Array:
                Array(bytes, [.. value.EnumerateArray()]);
                break;
            case JsonValueKind.String:
                bytes.Add((byte)'S');
                Text(bytes, value.GetString()!);
                break;
            case JsonValueKind.Number when value.TryGetInt32(out int whole):
                bytes.Add((byte)'l');
                Big(bytes, whole);
                break;
            case JsonValueKind.Number:
                bytes.Add((byte)'D');
                Big(bytes, BitConverter.DoubleToInt64Bits(value.GetDouble()));
                break;
            default:
                bytes.Add((byte)(value.ValueKind switch { JsonValueKind.True => 'T', JsonValueKind.False => 'F', _ => 'Z' }));
                break;
        }
    }

    private static void Array(List<byte> bytes, JsonElement[] items)
    {
        bytes.Add((byte)'[');
        if (items.Length > 0 && items.All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _)))
        {
            bytes.AddRange("$l#"u8);
            Length(bytes, items.Length);
            foreach (JsonElement item in items)
                Big(bytes, item.GetInt32());
        }
        else if (items.Length % 2 == 1)
        {
            bytes.Add((byte)'#');
            Length(bytes, items.Length);
            foreach (JsonElement item in items)
                Value(bytes, item);
        }
        else
        {
            foreach (JsonElement item in items)
                Value(bytes, item);
            bytes.Add((byte)']');
        }
    }

    private static void Text(List<byte> bytes, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Length(bytes, utf8.Length);
        bytes.AddRange(utf8);
    }

    private static void Length(List<byte> bytes, long length)
    {
        bytes.Add((byte)'L');
        Big(bytes, length);
    }

    private static void Big(List<byte> bytes, int value)
    {
        Span<byte> big = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(big, value);
        bytes.AddRange(big);
    }

    private static void Big(List<byte> bytes, long value)
    {
        Span<byte> big = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(big, value);
        bytes.AddRange(big);
    }
}
