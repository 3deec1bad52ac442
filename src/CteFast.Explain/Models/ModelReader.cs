using CteFast.Explain.Models.Trees;
using CteFast.Explain.Models.Trees.Formats;

namespace CteFast.Explain.Models;

/// <summary>Reads a model file of any format there is a reader for, told apart by its contents.</summary>
public static class ModelReader
{
    /// <summary>Reads an XGBoost JSON model or a <c>ctefast-mlp/1</c> network.</summary>
    /// <returns>A <see cref="TreeEnsemble"/> giving margins, or a <see cref="NetworkModel"/>.</returns>
    /// <exception cref="ModelFormatException">The file is neither, or its contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IModel ReadFile(string path) => JsonPlace.Parse<IModel>(JsonPlace.ReadAll(path), path, Read);

    private static IModel Read(JsonPlace root)
    {
        if (root.IsObject && root.TryGet("learner", out _))
            return XgboostReader.Read(root);
        if (root.IsObject && root.TryGet("format", out _))
            return NetworkJsonReader.Read(root);
        throw root.Fault($"not a model that can be read; supported are XGBoost's save_model(\"name.json\") and networks of format \"{NetworkJsonReader.Format}\"");
    }
}
