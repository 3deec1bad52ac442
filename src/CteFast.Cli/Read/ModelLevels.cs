using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Cli.Read;

/// <summary>Whether and how a table's categorical columns are translated to the codes that a model was trained on.</summary>
/// <remarks>
/// A table has the levels (3, 4, 5, 6, 8 cylinders) or, rarely, their codes (0 to 4). It has codes only if some of its cells are no levels
/// and all cells of all such columns are codes: else what is no level is a level the model does not know, which is missing.
/// </remarks>
internal static class ModelLevels
{
    /// <summary>The translations by feature, null for a column of numbers; none where nothing is translated. What was decided is said on standard error.</summary>
    /// <param name="file">The table.</param>
    /// <param name="columns">The columns of the features.</param>
    /// <param name="model">The model.</param>
    /// <param name="modelName">The model's name in messages.</param>
    /// <param name="terminal">Whose standard error is meant.</param>
    public static LevelCodes?[]? Of(CsvFile file, int[] columns, IModel model, string modelName, Terminal terminal)
    {
        if (model is not TreeEnsemble { FeatureLevels.Count: > 0, Schema: { } schema })
            return null;
        LevelCodes?[] codes = [.. schema.Select(feature => feature.Kind == FeatureKind.Numeric ? null : new LevelCodes(feature.Levels))];
        string names = InputException.List([.. Enumerable.Range(0, codes.Length).Where(j => codes[j] is not null).Select(j => file.Columns[columns[j]])]);
        if (HoldsCodes(file, columns, codes))
        {
            Say(terminal, $"{names}: taken for the codes of {modelName}'s levels, for not all cells are levels; levels are translated by themselves");
            return null;
        }

        Say(terminal, $"{names}: levels are translated to the codes that {modelName} stores for them");
        return codes;
    }

    /// <summary>Says which cells were no levels.</summary>
    public static void SayUnknown(CsvFile file, int[] columns, LevelCodes?[]? codes, string modelName, Terminal terminal)
    {
        for (int j = 0; j < codes?.Length; j++)
        {
            if (codes[j] is not { UnknownCount: > 0 } column) continue;
            string cells = column.UnknownCount == 1 ? "1 cell is" : $"{column.UnknownCount} cells are";
            Say(terminal, $"{file.Columns[columns[j]]}: {cells} no level that {modelName} knows ({InputException.List(column.Unknown)}), and taken for missing");
        }
    }

    private static bool HoldsCodes(CsvFile file, int[] columns, LevelCodes?[] codes)
    {
        bool allLevels = true, allCodes = true;
        using CsvRows rows = file.OpenRows();
        while (allCodes && rows.Read())
        {
            for (int j = 0; j < codes.Length; j++)
            {
                if (codes[j] is not { } column || rows.IsMissing(columns[j])) continue;
                ReadOnlySpan<char> cell = rows[columns[j]];
                allLevels &= column.Levels.TryCode(cell, out _);
                allCodes &= column.Levels.IsCode(cell);
            }
        }

        return allCodes && !allLevels;
    }

    private static void Say(Terminal terminal, string what) => terminal.Error.WriteLine(InputException.OneLine(what));
}
