using CteFast.Data;

namespace CteFast.Explain.Models.OneHot;

/// <summary>The names that encoders give to columns: <c>city_Lyon</c>, <c>city=Lyon</c>, <c>city[T.Lyon]</c>, <c>cityLyon</c>.</summary>
internal static class OneHotNames
{
    private static readonly string[] Marks = ["=", "_", ".", ":", " ", "-", ""];

    /// <summary>The most different numbers of a column whose numbers are levels.</summary>
    private const int MostNumbers = 256;

    /// <summary>The columns of a table whose levels some columns of a model are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The model's columns.</param>
    /// <param name="absent">Those that are no columns of the table.</param>
    /// <param name="unknown">Receives those that are no level either.</param>
    public static List<OneHotFeature> Find(FeatureTable table, FeatureSchema columns, IReadOnlyList<int> absent, out List<int> unknown)
    {
        unknown = [];
        var found = new Dictionary<int, int[]>();
        var levels = new Dictionary<int, FeatureLevels>();
        // home_city_Lyon is a level of home_city, if there is one, and not of home.
        int[] longestFirst = [.. Enumerable.Range(0, table.Schema.Count).OrderByDescending(j => table.Schema[j].Name.Length)];
        foreach (int column in absent)
        {
            string name = columns[column].Name;
            bool isFound = false;
            foreach (int j in longestFirst.Where(j => name.StartsWith(table.Schema[j].Name, StringComparison.Ordinal) || Underscored(name).StartsWith(Underscored(table.Schema[j].Name), StringComparison.Ordinal)))
            {
                FeatureLevels of = levels.TryGetValue(j, out FeatureLevels? known) ? known : levels[j] = Levels(table, j);
                if (LevelOf(name[table.Schema[j].Name.Length..], of) is not { } level) continue;
                int[] places = found.TryGetValue(j, out int[]? some) ? some : found[j] = [.. Enumerable.Repeat(-1, of.Count)];
                isFound = places[level] < 0;
                if (isFound) places[level] = column;
                break;
            }

            if (!isFound) unknown.Add(column);
        }

        return [.. found.Select(pair => new OneHotFeature(table.Schema[pair.Key].Name, levels[pair.Key], pair.Value))];
    }

    private static string Underscored(string name) => name.Replace(' ', '_');

    /// <summary>The level that what follows a column's name stands for.</summary>
    private static int? LevelOf(string rest, FeatureLevels levels)
    {
        if (rest.StartsWith("[T.", StringComparison.Ordinal) && rest.EndsWith(']')) return levels.TryCode(rest.AsSpan(3, rest.Length - 4), out int coded) ? coded : null;
        foreach (string mark in Marks)
        {
            if (!rest.StartsWith(mark, StringComparison.Ordinal) || rest.Length == mark.Length) continue;
            ReadOnlySpan<char> text = rest.AsSpan(mark.Length);
            if (levels.TryCode(text, out int code)) return code;
            for (int level = 0; level < levels.Count; level++)
            {
                if (text.SequenceEqual(Underscored(levels[level]))) return level;
            }
        }

        return null;
    }

    private static FeatureLevels Levels(FeatureTable table, int column)
    {
        Feature feature = table.Schema[column];
        if (feature.Levels.Count > 0) return feature.Levels;
        var numbers = new SortedSet<float>();
        for (int row = 0; row < table.Count; row++)
        {
            float value = table[row][column];
            if (!float.IsNaN(value)) numbers.Add(value);
            if (numbers.Count > MostNumbers) return FeatureLevels.None;
        }

        return new FeatureLevels(numbers.Select(feature.Text));
    }
}
