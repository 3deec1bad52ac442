using CteFast.Cli.Shell;
using CteFast.Explain.Models;

namespace CteFast.Cli.Read;

/// <summary>Which columns of a file are a model's features.</summary>
internal static class FeatureColumns
{
    /// <summary>The columns by the model's names where it knows them, else all but the target in order.</summary>
    /// <param name="file">The data.</param>
    /// <param name="model">The model.</param>
    /// <param name="modelName">The model's name in messages.</param>
    /// <param name="target">The column that is not a feature, or null.</param>
    public static int[] Match(CsvFile file, IModel model, string modelName, string? target)
    {
        int? targetColumn = target is null ? null : file.IndexOf(target);
        return model.FeatureNames.Count > 0
            ? MatchNames(file, model.FeatureNames, modelName, target)
            : MatchCount(file, model.FeatureCount, modelName, targetColumn);
    }

    private static int[] MatchNames(CsvFile file, IReadOnlyList<string> names, string modelName, string? target)
    {
        if (target is not null && names.Contains(target))
            throw new InputException($"--target {target}: {modelName} uses this column as a feature; name another or leave --target out");
        if (names.FirstOrDefault(name => !file.Columns.Contains(name)) is { } missing)
        {
            throw new InputException($"{file.Name} has no column {InputException.Quote(missing)}, which {modelName} needs; "
                + $"its features are {InputException.List(names)}");
        }

        return [.. names.Select(file.IndexOf)];
    }

    private static int[] MatchCount(CsvFile file, int featureCount, string modelName, int? target)
    {
        int[] columns = [.. Enumerable.Range(0, file.Columns.Count).Where(column => column != target)];
        if (columns.Length != featureCount)
        {
            string advice = target is null && columns.Length == featureCount + 1
                ? "name the column that is not a feature with --target"
                : "give the data the model was trained on";
            throw new InputException($"{file.Name} has {columns.Length} feature columns, but {modelName} takes {featureCount}; {advice}");
        }

        return columns;
    }
}
