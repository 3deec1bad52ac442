namespace CteFast.Explain.Models;

/// <summary>The bytes of a model file.</summary>
internal static class ModelFile
{
    private const long LongestFile = 1L << 30;

    /// <summary>Reads a whole file, up to a gigabyte.</summary>
    /// <exception cref="ModelFormatException">It is longer.</exception>
    public static byte[] ReadAll(string path) => new FileInfo(path).Length <= LongestFile ? File.ReadAllBytes(path) : throw TooLong(path);

    /// <summary>Reads a stream to its end, up to a gigabyte.</summary>
    /// <exception cref="ModelFormatException">There is more.</exception>
    public static byte[] ReadAll(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int length; (length = stream.Read(chunk)) > 0;)
        {
            if (buffer.Length + length > LongestFile)
                throw TooLong(file);
            buffer.Write(chunk, 0, length);
        }

        return buffer.ToArray();
    }

    private static ModelFormatException TooLong(string file) => new(file, "", "longer than a gigabyte; train a smaller model");
}
