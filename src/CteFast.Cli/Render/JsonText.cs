using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CteFast.Data;

namespace CteFast.Cli.Render;

/// <summary>JSON as text, one value to a line end.</summary>
internal static class JsonText
{
    /// <summary>The text of the object whose members <paramref name="writeMembers"/> writes.</summary>
    public static string Render(Action<Utf8JsonWriter> writeMembers)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Writes a number, or null where there is none.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    /// <summary>Writes numbers as an array; what is not finite has no JSON number and becomes null.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray();
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what a feature is in a row: a level as text, a number as it is, null where it is missing.</summary>
    public static void WriteFeatureValue(this Utf8JsonWriter json, Feature feature, float value)
    {
        if (feature.IsMissing(value)) json.WriteNullValue();
        else if (feature.Levels.Count > 0) json.WriteStringValue(feature.Text(value));
        else json.WriteNumberValue(value);
    }
}
