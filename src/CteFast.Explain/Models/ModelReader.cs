using CteFast.Explain.Models.Trees;
using CteFast.Explain.Models.Trees.Formats;

namespace CteFast.Explain.Models;

/// <summary>Reads a model file of any format there is a reader for, told apart by its contents.</summary>
public static class ModelReader
{
    /// <summary>Reads an XGBoost model (JSON, UBJSON), a LightGBM model (text), an ONNX tree ensemble, or a <c>ctefast-mlp/1</c> network.</summary>
    /// <returns>A <see cref="TreeEnsemble"/> giving margins, or a <see cref="NetworkModel"/>.</returns>
    /// <exception cref="ModelFormatException">The file is none of them, or its contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IModel ReadFile(string path) => Read(ModelFile.ReadAll(path), path);

    /// <summary>Reads a stream to its end; the formats are those of <see cref="ReadFile"/>.</summary>
    /// <param name="stream">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static IModel Read(Stream stream, string name) => Read(ModelFile.ReadAll(stream, name), name);

    /// <summary>Reads a model in memory; the formats are those of <see cref="ReadFile"/>.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static IModel Read(ReadOnlyMemory<byte> bytes, string name) =>
        LightGbmText.IsLightGbm(bytes.Span) ? LightGbmReader.Read(bytes, name)
        : OnnxModel.IsOnnx(bytes.Span) ? OnnxReader.Read(bytes, name)
        : JsonPlace.Parse<IModel>(bytes, name, Read);

    private static IModel Read(JsonPlace root)
    {
        if (root.IsObject && root.TryGet("learner", out _))
            return XgboostReader.Read(root);
        if (root.IsObject && root.TryGet("format", out _))
            return NetworkJsonReader.Read(root);
        throw root.Fault("not a model that can be read; supported are XGBoost's save_model (JSON and UBJSON), LightGBM's save_model, "
            + $"ONNX tree ensembles and networks of format \"{NetworkJsonReader.Format}\"");
    }
}
