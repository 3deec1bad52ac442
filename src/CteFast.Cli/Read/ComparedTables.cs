using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Numerics;

namespace CteFast.Cli.Read;

/// <summary>Two tables that are compared: the same columns with the same codes for levels, of which either may have some that the other has not.</summary>
internal static class ComparedTables
{
    /// <summary>Reads both.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    public static (FeatureTable First, FeatureTable Second) Read(DataFile first, DataFile second, IProgress<double>? progress)
    {
        // What is left out may be in one table only.
        string[] dropped = [.. first.Options.Drop ?? []];
        foreach (string column in dropped.Except(second.Columns)) first.Check(column);
        string[] columns = [.. first.Columns.Except(dropped)], others = [.. second.Columns.Except(dropped)];
        if (first.Options.Schema is null)
        {
            if (columns.Except(others).FirstOrDefault() is { } missing)
                throw new InputException($"{second.Name} has no column {InputException.Quote(missing)}, which {first.Name} has; leave it out with --drop {missing}");
            if (others.Except(columns).FirstOrDefault() is { } added)
                throw new InputException($"{first.Name} has no column {InputException.Quote(added)}, which {second.Name} has; leave it out with --drop {added}");
        }

        IProgress<double>?[] parts = PartProgress.Split(progress, 1, 1);
        FeatureTable one = Features(first, parts[0]), two = Features(second, parts[1]);
        string[] kept = [.. one.Schema.Select(feature => feature.Name).Where(name => two.Schema.Find(name) is not null)];
        if (kept.Length == 0) throw new InputException($"{first.Name} and {second.Name} have no column left to compare; --keep-ids and --dates keep keys and dates");
        FeatureSchema both = new(kept.Select(name => Union(one, two, name, first.Name, second.Name)));
        return (one.As(both, out _), two.As(both, out _));

        FeatureTable Features(DataFile file, IProgress<double>? part) => file.Read(file.Options with { Drop = [.. dropped.Intersect(file.Columns)] }, part).Features;
    }

    private static Feature Union(FeatureTable first, FeatureTable second, string name, string firstName, string secondName)
    {
        int i = first.Schema.IndexOf(name), j = second.Schema.IndexOf(name);
        Feature one = first.Schema[i], two = second.Schema[j];
        if (one.Levels.Count == 0 && two.Levels.Count == 0) return one;
        // A column without any value is of either kind.
        if (one.Levels.Count == 0 && first.MissingCount(i) == first.Count) return two;
        if (two.Levels.Count == 0 && second.MissingCount(j) == second.Count) return one;
        if (one.Levels.Count == 0 || two.Levels.Count == 0)
        {
            (string numbers, string texts, Feature levels) = one.Levels.Count == 0 ? (firstName, secondName, two) : (secondName, firstName, one);
            throw new InputException($"column {InputException.Quote(name)} holds numbers in {numbers}, but texts in {texts}, such as {InputException.Quote(levels.Levels[0])}; correct it, or call the column categorical in a --schema");
        }

        return one.Levels.SequenceEqual(two.Levels) ? one
            : new Feature(name, FeatureKind.Categorical, new FeatureLevels(one.Levels.Union(two.Levels, one.Levels.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal), one.Levels.IgnoreCase));
    }
}
