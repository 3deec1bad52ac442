namespace CteFast.Explain.Models;

internal static class ModelBatch
{
    /// <summary>The number of rows of a batch, once both spans are known to fit the model.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit the model's features or outputs.</exception>
    public static int RowCount(IModel model, ReadOnlySpan<float> rows, Span<float> outputs)
    {
        (int n, int rest) = Math.DivRem(rows.Length, model.FeatureCount);
        if (rest != 0)
            throw new ArgumentException($"{rows.Length} values are no whole number of rows of {model.FeatureCount} features.", nameof(rows));
        if (outputs.Length != (long)n * model.OutputCount)
            throw new ArgumentException($"{n} rows of {model.OutputCount} outputs need {(long)n * model.OutputCount} values, not {outputs.Length}.", nameof(outputs));
        return n;
    }

    /// <summary>The number of rows of a batch, once both spans are known to fit the model.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit the model's features or gradients.</exception>
    public static int GradientRowCount(IModel model, ReadOnlySpan<float> rows, Span<float> gradients)
    {
        (int n, int rest) = Math.DivRem(rows.Length, model.FeatureCount);
        if (rest != 0)
            throw new ArgumentException($"{rows.Length} values are no whole number of rows of {model.FeatureCount} features.", nameof(rows));
        if (gradients.Length != (long)rows.Length * model.OutputCount)
            throw new ArgumentException($"The gradients of {n} rows of {model.OutputCount} outputs and {model.FeatureCount} features need {(long)rows.Length * model.OutputCount} values, not {gradients.Length}.", nameof(gradients));
        return n;
    }

    /// <summary>A copy of the names, or no names.</summary>
    /// <exception cref="ArgumentException">There are names, but not one a feature, or one twice.</exception>
    public static string[] Names(IReadOnlyList<string>? names, int featureCount)
    {
        if (names is null || names.Count == 0)
            return [];
        if (names.Count != featureCount)
            throw new ArgumentException($"There are {names.Count} feature names for {featureCount} features.", nameof(names));
        var seen = new HashSet<string>();
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } twice)
            throw new ArgumentException($"Two features are called \"{twice}\"; give each its own name.", nameof(names));
        return [.. names];
    }

    /// <summary>A feature's name, or <c>x</c> and its number where the model knows none.</summary>
    public static string NameOf(this IModel model, int feature) => model.FeatureNames.Count == model.FeatureCount ? model.FeatureNames[feature] : $"x{feature}";
}
