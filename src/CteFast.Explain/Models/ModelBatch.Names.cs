namespace CteFast.Explain.Models;

internal static partial class ModelBatch
{
    /// <summary>A copy of the names, or no names.</summary>
    /// <exception cref="ArgumentException">There are names, but not one a feature, or one twice, or an empty one.</exception>
    public static string[] Names(IReadOnlyList<string>? names, int featureCount)
    {
        if (names is null || names.Count == 0)
            return [];
        if (names.Count != featureCount)
            throw new ArgumentException($"There are {names.Count} feature names for {featureCount} features.", nameof(names));
        for (int j = 0; j < names.Count; j++)
        {
            if (string.IsNullOrEmpty(names[j]))
                throw new ArgumentException($"Feature {j} has an empty name; give it one, or no feature any.", nameof(names));
        }

        CheckDistinct(names);
        return [.. names];
    }

    /// <summary>The names of a file, those that are empty made up as where there are no names: <c>x</c> and the feature's number.</summary>
    /// <param name="names">The names; none if the file has none.</param>
    /// <param name="notes">Receives a sentence if a name was made up.</param>
    public static string[] Complete(IReadOnlyList<string> names, List<string> notes)
    {
        var taken = new HashSet<string>(names);
        string[] all = [.. names];
        List<string> made = [];
        for (int j = 0; j < all.Length; j++)
        {
            if (all[j].Length > 0)
                continue;
            all[j] = $"x{j}";
            while (!taken.Add(all[j]))
                all[j] += "_";
            made.Add(all[j]);
        }

        if (made.Count > 0)
            notes.Add($"{(made.Count == 1 ? "A feature has" : $"{made.Count} features have")} an empty name in the file, and {(made.Count == 1 ? "is" : "are")} called by number from 0 on: {string.Join(", ", made)}.");
        return all;
    }

    /// <summary>Throws where two features have one name.</summary>
    /// <exception cref="ArgumentException">There are two.</exception>
    public static void CheckDistinct(IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } twice)
            throw new ArgumentException($"Two features are called \"{twice}\"; give each its own name.", nameof(names));
    }
}
