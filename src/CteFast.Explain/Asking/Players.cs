using System.Runtime.InteropServices;
using CteFast.Data;
using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>The players of a game: each a column of a row, or a feature group, whose columns join a coalition together.</summary>
internal sealed class Players
{
    private readonly int[][] _columns;

    private Players(string[] names, int[][] columns, int featureCount) => (Names, _columns, FeatureCount) = (names, columns, featureCount);

    /// <summary>The number of players, p.</summary>
    public int Count => _columns.Length;

    /// <summary>The number of columns of a row, d.</summary>
    public int FeatureCount { get; }

    /// <summary>The players' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The player of each column, d.</summary>
    public int[] OfColumns()
    {
        int[] players = new int[FeatureCount];
        for (int player = 0; player < _columns.Length; player++)
        {
            foreach (int column in _columns[player]) players[column] = player;
        }

        return players;
    }

    /// <summary>The columns of a player.</summary>
    public ReadOnlySpan<int> Columns(int player) => _columns[player];

    /// <summary>As the other overload, for the columns of a schema.</summary>
    public static Players Of(FeatureSchema schema, IReadOnlyList<FeatureGroup>? groups) => Of(schema.Count, [.. schema.Select(feature => feature.Name)], groups);

    /// <summary>Makes a player of every feature group and of every other column, in the order of their first columns.</summary>
    /// <param name="featureCount">The number of columns, d.</param>
    /// <param name="featureNames">The columns' names, or none for x0, x1, ….</param>
    /// <param name="groups">The feature groups, or null.</param>
    /// <exception cref="ArgumentException">A group is empty or without a name, a column does not exist or is in two groups, or two players have one name.</exception>
    public static Players Of(int featureCount, IReadOnlyList<string> featureNames, IReadOnlyList<FeatureGroup>? groups)
    {
        FeatureGroup?[] groupOf = FeatureGroup.Check(groups ?? [], featureCount);
        var names = new List<string>();
        var columns = new List<int[]>();
        for (int column = 0; column < featureCount; column++)
        {
            FeatureGroup? group = groupOf[column];
            if (group is not null && group.Columns.Min() < column) continue;
            names.Add(group is not null ? group.Name : featureNames.Count == featureCount ? featureNames[column] : $"x{column}");
            columns.Add(group is not null ? [.. group.Columns] : [column]);
        }

        ModelBatch.CheckDistinct(names);
        return new Players([.. names], [.. columns], featureCount);
    }

    /// <summary>Copies a player's columns from <paramref name="from"/> to <paramref name="target"/>.</summary>
    public void Give(int player, ReadOnlySpan<float> from, Span<float> target)
    {
        foreach (int column in _columns[player]) target[column] = from[column];
    }

    /// <summary>Writes the players in which two rows differ, bit for bit, and returns their number. The other players have the value 0 in a game between the two rows.</summary>
    public int Differing(ReadOnlySpan<float> x, ReadOnlySpan<float> z, Span<int> destination)
    {
        // Bits are compared, not values: a missing value (NaN) then equals itself, and −0 differs from 0, as it may for a model.
        ReadOnlySpan<int> left = MemoryMarshal.Cast<float, int>(x), right = MemoryMarshal.Cast<float, int>(z);
        int count = 0;
        for (int player = 0; player < _columns.Length; player++)
        {
            foreach (int column in _columns[player])
            {
                if (left[column] == right[column]) continue;
                destination[count++] = player;
                break;
            }
        }

        return count;
    }

    /// <summary>The values of the players in rows, r x p; NaN for a player of several columns.</summary>
    public float[] Values(ReadOnlySpan<float> rows)
    {
        float[] values = new float[rows.Length / FeatureCount * Count];
        for (int i = 0; i < values.Length; i++)
        {
            int[] columns = _columns[i % Count];
            values[i] = columns.Length == 1 ? rows[i / Count * FeatureCount + columns[0]] : float.NaN;
        }

        return values;
    }
}
