namespace CteFast.Explain.Models.Reading;

internal abstract partial class ValueReader
{
    /// <summary>Reads a file's one value; only JSON is a text.</summary>
    /// <exception cref="ModelFormatException">The contents are no JSON, or <paramref name="read"/> threw it.</exception>
    public static T Read<T>(ByteSource source, Func<ValueReader, T> read) => new JsonTextReader(source).ReadFile(read);
}
