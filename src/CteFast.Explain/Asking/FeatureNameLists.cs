namespace CteFast.Explain.Asking;

/// <summary>What results answer by a feature's name.</summary>
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

    /// <summary>The features of the largest values, largest first; of equal ones, the first in column order.</summary>
    public static IReadOnlyList<(string Feature, double Value)> Largest(this IReadOnlyList<string> names, IReadOnlyList<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Enumerable.Range(0, names.Count).OrderByDescending(j => values[j]).Take(count).Select(j => (names[j], values[j]))];
    }
}
