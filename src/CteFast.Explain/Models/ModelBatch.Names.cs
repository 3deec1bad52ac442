namespace CteFast.Explain.Models;

internal static partial class ModelBatch
{
    /// <summary>A copy of the names, or no names.</summary>
    /// <exception cref="ArgumentException">There are names, but not one a feature, or one twice.</exception>
    public static string[] Names(IReadOnlyList<string>? names, int featureCount)
    {
        if (names is null || names.Count == 0)
            return [];
        if (names.Count != featureCount)
            throw new ArgumentException($"There are {names.Count} feature names for {featureCount} features.", nameof(names));
        CheckDistinct(names);
        return [.. names];
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
