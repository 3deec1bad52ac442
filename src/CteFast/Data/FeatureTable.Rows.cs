namespace CteFast.Data;

public sealed partial class FeatureTable
{
    /// <summary>The table of typed rows. The levels of a text are those of the rows, in ordinal order.</summary>
    /// <param name="rows">The rows.</param>
    /// <typeparam name="TRow">A type with <see cref="FeatureRowAttribute"/>.</typeparam>
    /// <exception cref="ArgumentException">A value is infinite as a float, or no member of its enumeration.</exception>
    public static FeatureTable From<TRow>(ReadOnlySpan<TRow> rows)
        where TRow : IFeatureRow<TRow>
    {
        FeatureSchema declared = TRow.FeatureSchema;
        var features = new Feature[declared.Count];
        for (int j = 0; j < features.Length; j++)
        {
            features[j] = declared[j];
            if (declared[j].Kind != FeatureKind.Categorical || declared[j].Levels.Count > 0) continue;
            var levels = new SortedSet<string>(StringComparer.Ordinal);
            foreach (ref readonly TRow row in rows)
            {
                if (TRow.Text(row, j) is { } text) levels.Add(text);
            }

            features[j] = new Feature(declared[j].Name, FeatureKind.Categorical, new FeatureLevels(levels));
        }

        FeatureTable table = From(rows, new FeatureSchema(features, declared.Groups), out int[] unknown);
        int stranger = unknown.AsSpan().IndexOfAnyExcept(0);
        return stranger < 0 ? table : throw new ArgumentException($"\"{features[stranger].Name}\" has {unknown[stranger]} values that are no member of its enumeration.", nameof(rows));
    }

    /// <summary>Typed rows as a table with the levels of an earlier one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="schema">The schema of a table made of rows of this type.</param>
    /// <param name="unknown">Receives how many values of each feature were levels that the schema does not know. They are missing in the result.</param>
    /// <typeparam name="TRow">A type with <see cref="FeatureRowAttribute"/>.</typeparam>
    /// <exception cref="ArgumentException">The schema is not of this type, or a value is infinite as a float.</exception>
    public static FeatureTable From<TRow>(ReadOnlySpan<TRow> rows, FeatureSchema schema, out int[] unknown)
        where TRow : IFeatureRow<TRow>
    {
        CheckOf<TRow>(schema);
        unknown = new int[schema.Count];
        float[] values = new float[rows.Length * schema.Count];
        for (int i = 0; i < rows.Length; i++) TRow.Write(rows[i], schema, values.AsSpan(i * schema.Count, schema.Count), unknown);
        return Own(schema, values);
    }

    /// <summary>A row as a typed one.</summary>
    /// <param name="row">The row's place.</param>
    /// <typeparam name="TRow">A type with <see cref="FeatureRowAttribute"/>, whose features are the table's.</typeparam>
    /// <exception cref="ArgumentException">The schema is not of this type, or a value is missing or wrong for its member.</exception>
    public TRow Read<TRow>(int row)
        where TRow : IFeatureRow<TRow>
    {
        CheckOf<TRow>(Schema);
        return TRow.Read(Schema, this[row]);
    }

    /// <summary>Codes mean the same only where names, kinds and declared levels are the same.</summary>
    private static void CheckOf<TRow>(FeatureSchema schema)
        where TRow : IFeatureRow<TRow>
    {
        ArgumentNullException.ThrowIfNull(schema);
        FeatureSchema declared = TRow.FeatureSchema;
        if (schema.Count != declared.Count) throw new ArgumentException($"There are {schema.Count} features; {typeof(TRow).Name} has {declared.Count}.", nameof(schema));
        for (int j = 0; j < schema.Count; j++)
        {
            bool same = schema[j].Name == declared[j].Name && schema[j].Kind == declared[j].Kind && (declared[j].Levels.Count == 0 || schema[j].Levels.SequenceEqual(declared[j].Levels));
            if (!same) throw new ArgumentException($"Feature {j} is \"{schema[j].Name}\" ({schema[j].Kind}) and not \"{declared[j].Name}\" of {typeof(TRow).Name} with its levels; bring the table into its form with {nameof(As)}.", nameof(schema));
        }
    }
}
