using System.Text.Json;

namespace CteFast.Explain.Models.Reading;

internal abstract partial class ValueReader
{
    /// <summary>Reads a file's one value, JSON or UBJSON.</summary>
    /// <param name="source">The file.</param>
    /// <param name="read">Reads the value; what it leaves is passed over.</param>
    /// <exception cref="ModelFormatException">The contents are neither, or <paramref name="read"/> threw it.</exception>
    public static T Read<T>(ByteSource source, Func<ValueReader, T> read)
    {
        if (source.Peek(3).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            source.Skip(3);
        ValueReader reader = UbjsonReader.IsUbjson(source.Peek(2)) ? new UbjsonReader(source) : JsonTextReader.Of(source);
        try
        {
            return reader.ReadWhole(read);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(source.File, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine}",
                "not valid JSON (cut short, nested too deep, or not a model); save the model again", e);
        }
    }
}
