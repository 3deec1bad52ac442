namespace CteFast.Explain.Asking;

/// <summary>Finds features by name or by the size of their values, for results.</summary>
internal static class FeatureNameLists
{
    /// <summary>The index of a feature.</summary>
    /// <exception cref="ArgumentException">There is no such feature.</exception>
    public static int IndexOfName(this IReadOnlyList<string> names, string feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        for (int j = 0; j < names.Count; j++)
        {
            if (names[j] == feature) return j;
        }

        throw new ArgumentException($"There is no feature \"{feature}\"; the features are {string.Join(", ", names)}.", nameof(feature));
    }

    /// <summary>The features with the largest values, largest first; among equal ones, the first column comes first.</summary>
    public static IReadOnlyList<(string Feature, double Value)> Largest(this IReadOnlyList<string> names, IReadOnlyList<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Enumerable.Range(0, names.Count).OrderByDescending(j => values[j]).Take(count).Select(j => (names[j], values[j]))];
    }
}
