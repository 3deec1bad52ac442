namespace CteFast.Explain.Models;

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
/// Numbers are finite; members of other names are passed over. Memory stays within a small multiple of the file.
/// </remarks>
public static class NetworkJsonReader
{
    /// <summary>The value of the member <c>format</c>.</summary>
    public const string Format = "ctefast-mlp/1";

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">The file's contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static NetworkModel ReadFile(string path) => Read(ModelFile.ReadAll(path), path);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The network's JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static NetworkModel Read(Stream stream, string name) => Read(ModelFile.ReadAll(stream, name), name);

    /// <summary>Reads a network in memory.</summary>
    /// <param name="utf8">The network's JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static NetworkModel Read(ReadOnlyMemory<byte> utf8, string name) => JsonPlace.Parse(utf8, name, Read);

    internal static NetworkModel Read(JsonPlace root)
    {
        if (root["format"].Text() != Format)
            throw root["format"].Fault($"\"{root["format"].Text()}\" is not supported; \"{Format}\" is");
        string[] features = root["features"].Texts();
        NetworkLayer[] layers = [.. root["layers"].Items().Select(ReadLayer)];
        NetworkStandardization? standardization = root.TryGet("standardize", out JsonPlace place) ? ReadStandardization(place) : null;
        if (layers.Length > 0 && features.Length != layers[0].InputCount)
            throw root["features"].Fault($"there are {features.Length} names, but the first layer takes {layers[0].InputCount} inputs");
        try
        {
            return new NetworkModel(layers, features, standardization);
        }
        catch (ArgumentException e)
        {
            throw root["layers"].Fault(FirstLine(e), e);
        }
    }

    private static NetworkLayer ReadLayer(JsonPlace place)
    {
        float[] bias = place["bias"].Singles();
        JsonPlace rows = place["weights"];
        var weights = new List<float>();
        foreach (JsonPlace row in rows.Items())
        {
            float[] values = row.Singles();
            if (values.Length != bias.Length)
                throw row.Fault($"there are {values.Length} weights for {bias.Length} outputs");
            weights.AddRange(values);
        }

        NetworkActivation activation = place["activation"].Text() switch
        {
            "identity" => NetworkActivation.Identity,
            "relu" => NetworkActivation.Relu,
            "sigmoid" => NetworkActivation.Sigmoid,
            "softmax" => NetworkActivation.Softmax,
            string other => throw place["activation"].Fault($"\"{other}\" is not supported; identity, relu, sigmoid and softmax are"),
        };
        if (weights.Count == 0)
            throw rows.Fault("the layer has no weights");
        return new NetworkLayer([.. weights], bias, activation);
    }

    private static NetworkStandardization ReadStandardization(JsonPlace place)
    {
        try
        {
            return new NetworkStandardization(place["mean"].Doubles(), place["scale"].Doubles());
        }
        catch (ArgumentException e)
        {
            throw place.Fault(FirstLine(e), e);
        }
    }

    private static string FirstLine(ArgumentException e) => e.Message.Split(" (Parameter")[0];
}
