namespace CteFast.Data;

/// <summary>Columns that are explained as one feature: all of them are present, or all absent.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Columns">The columns, from 0; at least one, each in one group at most.</param>
public sealed record FeatureGroup(string Name, IReadOnlyList<int> Columns)
{
    /// <summary>The group of each column, null for a column that is in none.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="featureCount">The number of columns, d.</param>
    /// <exception cref="ArgumentException">A group is empty or without a name, or a column does not exist or is in two groups.</exception>
    internal static FeatureGroup?[] Check(IEnumerable<FeatureGroup> groups, int featureCount)
    {
        var groupOf = new FeatureGroup?[featureCount];
        foreach (FeatureGroup group in groups)
        {
            if (group is null || string.IsNullOrEmpty(group.Name)) throw new ArgumentException("A feature group has no name.", nameof(groups));
            if (group.Columns is null || group.Columns.Count == 0) throw new ArgumentException($"The feature group \"{group.Name}\" has no columns.", nameof(groups));
            foreach (int column in group.Columns)
            {
                if (column < 0 || column >= featureCount)
                    throw new ArgumentException($"The feature group \"{group.Name}\" has column {column}; the model's are 0 to {featureCount - 1}.", nameof(groups));
                if (groupOf[column] is { } other)
                    throw new ArgumentException($"Column {column} is in the feature groups \"{other.Name}\" and \"{group.Name}\".", nameof(groups));
                groupOf[column] = group;
            }
        }

        return groupOf;
    }
}
