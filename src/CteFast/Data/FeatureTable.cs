using System.Diagnostics;

namespace CteFast.Data;

/// <summary>Rows of features with the words for their values. Immutable; threads may share it.</summary>
[DebuggerDisplay("{Count} rows of {Schema.Count} features")]
public sealed partial class FeatureTable
{
    private readonly float[] _rows;

    /// <summary>Takes a copy of rows.</summary>
    /// <param name="schema">What the features are.</param>
    /// <param name="rows">Row-major rows, n x d: numbers, codes of levels, and NaN where a value is missing.</param>
    /// <exception cref="ArgumentException">The values do not fill whole rows, or one is infinite.</exception>
    public FeatureTable(FeatureSchema schema, ReadOnlySpan<float> rows)
        : this(schema, rows.ToArray())
    {
    }

    private FeatureTable(FeatureSchema schema, float[] rows)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (rows.Length % schema.Count != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {schema.Count} features.", nameof(rows));
        int infinite = rows.AsSpan().IndexOfAny(float.NegativeInfinity, float.PositiveInfinity);
        if (infinite >= 0) throw new ArgumentException($"Row {infinite / schema.Count}, feature \"{schema[infinite % schema.Count].Name}\" is {rows[infinite]}.", nameof(rows));
        (Schema, _rows) = (schema, rows);
    }

    /// <summary>What the features are.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>The number of rows, n.</summary>
    public int Count => _rows.Length / Schema.Count;

    /// <summary>Row-major rows, n x d.</summary>
    public ReadOnlySpan<float> Rows => _rows;

    /// <summary>A row, d features.</summary>
    public ReadOnlySpan<float> this[int row] => _rows.AsSpan(row * Schema.Count, Schema.Count);

    /// <summary>Takes rows over without a copy; nobody else may keep them.</summary>
    internal static FeatureTable Own(FeatureSchema schema, float[] rows) => new(schema, rows);

    /// <summary>The same values under another description of as many features.</summary>
    internal FeatureTable With(FeatureSchema schema) => new(schema, _rows);

    /// <summary>The number of rows in which a feature is missing.</summary>
    public int MissingCount(int feature)
    {
        int missing = 0;
        for (int at = feature; at < _rows.Length; at += Schema.Count) missing += Schema[feature].IsMissing(_rows[at]) ? 1 : 0;
        return missing;
    }

    /// <summary>The same rows with other groups.</summary>
    /// <param name="groups">The features that are explained as one.</param>
    /// <exception cref="ArgumentException">A group is empty, overlaps another or has a column that is not there.</exception>
    public FeatureTable WithGroups(IEnumerable<FeatureGroup> groups) => With(Schema.WithGroups(groups));

    /// <summary>A value in words: the level, the number, or that it is missing.</summary>
    public string Text(int row, int feature) => Schema[feature].Text(this[row][feature]);

    /// <summary>Some of the rows, in the order given.</summary>
    public FeatureTable Take(ReadOnlySpan<int> rows)
    {
        float[] taken = new float[rows.Length * Schema.Count];
        for (int i = 0; i < rows.Length; i++) this[rows[i]].CopyTo(taken.AsSpan(i * Schema.Count));
        return new FeatureTable(Schema, taken);
    }

    /// <summary>Some of the features, in the order given.</summary>
    /// <exception cref="ArgumentException">There is no feature of a name, or one is named twice.</exception>
    public FeatureTable Select(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        int[] columns = [.. names.Select(Schema.IndexOf)];
        float[] rows = new float[Count * columns.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = _rows[i / columns.Length * Schema.Count + columns[i % columns.Length]];
        var groups = Schema.Groups.Where(group => group.Columns.All(column => columns.Contains(column)))
            .Select(group => group with { Columns = [.. group.Columns.Select(column => Array.IndexOf(columns, column))] });
        return new FeatureTable(new FeatureSchema(columns.Select(column => Schema[column]), groups), rows);
    }

    /// <summary>
    /// The same rows as another schema has them, such as that of a model: its features by name in its order, its codes for their levels. A number that is
    /// a level's text counts as that level.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="unknown">Receives how many values of each of its features were levels it does not know. They are missing in the result.</param>
    /// <exception cref="ArgumentException">A feature is not there, or has levels where numbers are wanted: the message names it.</exception>
    public FeatureTable As(FeatureSchema schema, out int[] unknown)
    {
        ArgumentNullException.ThrowIfNull(schema);
        unknown = new int[schema.Count];
        float[] rows = new float[Count * schema.Count];
        for (int j = 0; j < schema.Count; j++)
        {
            Feature to = schema[j];
            int column = Schema.IndexOf(to.Name);
            Func<float, float> map = MapTo(Schema[column], to);
            for (int i = 0; i < Count; i++)
            {
                float value = _rows[i * Schema.Count + column], mapped = Schema[column].IsMissing(value) ? to.Missing : map(value);
                if (float.IsNaN(mapped) && !Schema[column].IsMissing(value)) (mapped, unknown[j]) = (to.Missing, unknown[j] + 1);
                rows[i * schema.Count + j] = mapped;
            }
        }

        return new FeatureTable(schema, rows);
    }

    /// <summary>From the values of one feature to those of another that means the same; NaN for a level it does not know.</summary>
    private static Func<float, float> MapTo(Feature from, Feature to)
    {
        if (to.Levels.Count == 0)
        {
            // The codes of one table mean nothing to others.
            if (from.Levels.Count > 0 && from.Kind != FeatureKind.Boolean)
                throw new ArgumentException($"\"{to.Name}\" has levels here, such as \"{from.Levels[0]}\", but numbers are wanted; give the numbers it stands for.");
            return value => value;
        }

        if (from.Levels.Count == 0) return value => to.TryValue(from.Text(value), out float code) ? code : float.NaN;
        float[] codes = [.. from.Levels.Select(level => to.TryValue(level, out float code) ? code : float.NaN)];
        return value => value >= 0 && value < codes.Length ? codes[(int)value] : float.NaN;
    }
}
