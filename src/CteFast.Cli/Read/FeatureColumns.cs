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
        // LightGBM writes an underscore for each blank in a name.
        ILookup<string, int>? underscored = null;
        int[] columns = [.. names.Select(name => file.Find(name) ?? Like(file, name, underscored ??= Underscored(file)))];
        if (target is not null && columns.Contains(file.IndexOf(target)))
            throw new InputException($"--target {target}: {modelName} uses this column as a feature; name another or leave --target out");
        if (Array.IndexOf(columns, -1) is >= 0 and int missing)
        {
            throw new InputException($"{file.Name} has no column {InputException.Quote(names[missing])}, which {modelName} needs; "
                + $"its features are {InputException.List(names)}");
        }

        return columns;
    }

    private static ILookup<string, int> Underscored(CsvFile file) => Enumerable.Range(0, file.Columns.Count).ToLookup(column => file.Columns[column].Replace(' ', '_'));

    private static int Like(CsvFile file, string name, ILookup<string, int> underscored)
    {
        int[] like = [.. underscored[name]];
        return like.Length == 1 ? like[0]
            : like.Length == 0 ? -1
            : throw new InputException($"{file.Name}: the columns {InputException.List([.. like.Select(column => file.Columns[column])])} are all called {InputException.Quote(name)} once blanks are underscores; rename one");
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
