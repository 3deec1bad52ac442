using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;
using CteFast.Tables;

namespace CteFast.Cli.Read;

/// <summary>Which columns of a file a model needs, and how their cells are read for it.</summary>
internal static class ModelColumns
{
    /// <summary>The options that read them.</summary>
    /// <param name="file">The table.</param>
    /// <param name="model">The model.</param>
    /// <param name="modelName">The model's name in messages.</param>
    /// <param name="target">The column that is not a feature, or null.</param>
    /// <param name="exact">The trees that compare in double precision, or null.</param>
    public static TableOptions Of(DataFile file, IModel model, string modelName, string? target, DoubleTrees? exact)
    {
        if (target is not null) file.Check(target);
        string[] candidates = [.. file.Columns.Where(column => column != target && file.Options.Drop?.Contains(column) != true)];
        bool hasNames = model.FeatureNames.Count > 0;
        if (!hasNames && candidates.Length != model.FeatureCount)
        {
            string advice = target is null && candidates.Length == model.FeatureCount + 1
                ? "name the column that is not a feature with --target" : "give the data the model was trained on";
            throw new InputException($"{file.Name} has {candidates.Length} feature columns, but {modelName} takes {model.FeatureCount}; {advice}");
        }

        if (target is not null && model.FeatureNames.Contains(target))
            throw new InputException($"--target {target}: {modelName} uses this column as a feature; name another or leave --target out");

        // By the model's name, its feature; a blank may be an underscore there.
        Dictionary<string, int> features = [];
        for (int j = 0; j < model.FeatureCount; j++) features[hasNames ? model.FeatureNames[j] : candidates[j]] = j;
        int? FeatureOf(string column) => features.TryGetValue(column, out int j) || features.TryGetValue(column.Replace(' ', '_'), out j) ? j : null;
        bool areAllThere = candidates.Select(FeatureOf).OfType<int>().Distinct().Count() == model.FeatureCount;
        // Of columns of 0 and 1 for each level, the table may have the column of the levels.
        string[] columns = areAllThere ? [.. candidates.Where(column => FeatureOf(column) is not null)]
            : [.. candidates.Where(column => FeatureOf(column) is not null || features.Keys.Any(name => name.StartsWith(column, StringComparison.Ordinal) || name.StartsWith(column.Replace(' ', '_'), StringComparison.Ordinal)))];
        Dictionary<string, FeatureKind> kinds = new(file.Options.Kinds ?? file.Options.Schema?.ToDictionary(feature => feature.Name, feature => feature.Kind) ?? []);
        Dictionary<string, Func<double, float>> toSingle = [];
        foreach (string column in columns)
        {
            if (FeatureOf(column) is not { } j)
            {
                kinds.TryAdd(column, FeatureKind.Categorical);
                continue;
            }

            if (model.Schema is { } schema && schema[j].Levels.Count > 0) kinds.TryAdd(column, FeatureKind.Categorical);
            else if (exact is not null) toSingle[column] = value => exact.ToSingle(j, value);
        }

        if (columns.Length == 0)
            throw new InputException($"{file.Name} has no column {InputException.Quote(model.FeatureNames[0])}, which {modelName} needs; its features are {InputException.List(model.FeatureNames)}");
        return file.Options with
        {
            Columns = columns,
            Drop = null,
            Schema = null,
            Kinds = kinds,
            KeepIds = true,
            // Trees know a way for what is missing; in a sum it adds nothing.
            RefuseMissing = model is not (TreeEnsemble or LinearModel),
            ToSingle = toSingle.Count > 0 ? toSingle : null,
        };
    }
}
