using CteFast.Data;

namespace CteFast.Cli.Read;

/// <summary>The rows of a table of numbers, categories and missing values.</summary>
/// <param name="Numbers">Numbers, codes of categories, and NaN where a value is missing.</param>
/// <param name="Columns">The features.</param>
internal sealed record CsvFeatures(NumberTable Numbers, IReadOnlyList<FeatureColumn> Columns)
{
    /// <summary>Reads every row's cells in the given columns, in the order given.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="schema">The kinds that the user gave, by column.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    public static CsvFeatures Read(CsvFile file, ReadOnlySpan<int> columns, IReadOnlyDictionary<string, FeatureKind> schema, IProgress<double>? progress)
    {
        FeatureColumn[] features = new FeatureColumn[columns.Length];
        for (int j = 0; j < features.Length; j++)
        {
            string name = file.Columns[columns[j]];
            features[j] = new FeatureColumn(name, schema.TryGetValue(name, out FeatureKind kind) ? kind : null);
        }

        return Read(file, columns, features, progress);
    }

    /// <summary>Reads every row's cells in the given columns as features of a table read before: the same text is the same category.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns, one for each feature.</param>
    /// <param name="features">The features, which learn of more categories and missing values.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    public static CsvFeatures Read(CsvFile file, ReadOnlySpan<int> columns, IReadOnlyList<FeatureColumn> features, IProgress<double>? progress)
    {
        NumberTable table = new(file, columns.Length);
        using CsvRows rows = file.OpenRows(progress);
        float[] row = new float[columns.Length];
        while (rows.Read())
        {
            for (int j = 0; j < row.Length; j++)
                row[j] = features[j].Read(rows, columns[j]);
            table.Add(row);
        }

        table.CheckNotEmpty();
        return new CsvFeatures(table, features);
    }

    /// <summary>Whether all values are numbers and present.</summary>
    public bool IsNumeric => Columns.All(column => column.Kind == FeatureKind.Numeric && column.MissingCount == 0);
}
