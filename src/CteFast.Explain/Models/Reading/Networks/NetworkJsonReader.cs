using CteFast.Explain.Models.Networks;

namespace CteFast.Explain.Models.Reading.Networks;

/// <summary>Reads networks of format <c>ctefast-mlp/1</c>.</summary>
/// <remarks>
/// A JSON object:
/// <code>
/// {
///   "format": "ctefast-mlp/1",
///   "features": ["carat", "depth"],                          names in column order, d of them
///   "standardize": { "mean": [0.8, 61.7], "scale": [0.5, 1.4] },   optional: x becomes (x − mean) / scale first
///   "layers": [
///     { "weights": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]],       inputs x outputs: one inner array an input
///       "bias": [0, 0, 0],                                   one number an output
///       "activation": "relu" },                              relu | identity | sigmoid | softmax (last layer only)
///     { "weights": [[1], [2], [3]], "bias": [0.5], "activation": "identity" }
///   ]
/// }
/// </code>
/// Numbers are finite; members may stand in any order, and those of other names are passed over. The file is read
/// in a stream: beside the network itself, a buffer is held.
/// </remarks>
public static class NetworkJsonReader
{
    /// <summary>The value of the member <c>format</c>.</summary>
    public const string Format = "ctefast-mlp/1";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name leads every error message.</param>
    /// <exception cref="ModelFormatException">The file's contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static NetworkModel ReadFile(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        return ValueReader.Read(source, Read);
    }

    /// <summary>Reads a stream, which need not be seekable, to its end.</summary>
    /// <param name="stream">The network's JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static NetworkModel Read(Stream stream, string name) => ValueReader.Read(new ByteSource(stream, name), Read);

    /// <summary>Reads a network in memory.</summary>
    /// <param name="utf8">The network's JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static NetworkModel Read(ReadOnlyMemory<byte> utf8, string name) => ValueReader.Read(ByteSource.Of(utf8, name), Read);

    private static NetworkModel Read(ValueReader file)
    {
        var network = new NetworkFile(file);
        file.Members(network.Read);
        return network.Build();
    }
}
