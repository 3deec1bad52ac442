using CteFast.Data;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>A table as a model takes it, and what was assumed on the way.</summary>
/// <param name="Table">The rows.</param>
/// <param name="Notes">A sentence for every feature with levels that are not known.</param>
internal sealed record MatchedTable(FeatureTable Table, IReadOnlyList<string> Notes)
{
    /// <summary>Matches a table's columns with a model's features: by the model's names, kinds and levels as far as it knows them, else by their order.</summary>
    /// <exception cref="ArgumentException">A column is not there or of another kind, or there are not as many as features.</exception>
    public static MatchedTable Of(FeatureTable table, IModel model)
    {
        if (model.Schema is { } schema) return Of(table, schema);
        if (model.FeatureNames.Count > 0) return new MatchedTable(table.Select(model.FeatureNames), []);
        return table.Schema.Count == model.FeatureCount ? new MatchedTable(table, [])
            : throw new ArgumentException($"The table has {table.Schema.Count} columns, the model {model.FeatureCount} features without names; give the columns it was trained on, in their order.", nameof(table));
    }

    /// <summary>Whether a table has the columns that a model names; one that has texts where the model has a column for each level has not.</summary>
    public static bool HasColumns(FeatureTable table, IModel model) =>
        (model.Schema?.Select(feature => feature.Name) ?? model.FeatureNames).All(name => table.Schema.Find(name) is not null);

    /// <summary>Matches a table's columns with those of a schema.</summary>
    /// <exception cref="ArgumentException">A column is not there or of another kind.</exception>
    public static MatchedTable Of(FeatureTable table, FeatureSchema schema)
    {
        if (ReferenceEquals(table.Schema, schema)) return new MatchedTable(table, []);
        FeatureTable matched = table.As(schema, out int[] unknown);
        List<string> notes = [];
        for (int j = 0; j < unknown.Length; j++)
        {
            if (unknown[j] > 0) notes.Add($"{schema[j].Name}: {(unknown[j] == 1 ? "1 value is" : $"{unknown[j]} values are")} no level that is known ({Examples(table, table.Schema.IndexOf(schema[j].Name), schema[j])}), and taken for missing");
        }

        return new MatchedTable(matched.With(WithYesAndNo(schema, table.Schema)), notes);
    }

    /// <summary>The first of the values that are no levels.</summary>
    private static string Examples(FeatureTable table, int column, Feature to)
    {
        const int Most = 3;
        List<string> texts = [];
        for (int row = 0; row < table.Count && texts.Count < Most; row++)
        {
            string text = table.Text(row, column);
            if (!table.Schema[column].IsMissing(table[row][column]) && !to.TryValue(text, out _) && !texts.Contains(text)) texts.Add(text);
        }

        return string.Join(", ", texts);
    }

    /// <summary>A model that takes numbers does not know that one is no or yes; the table does.</summary>
    private static FeatureSchema WithYesAndNo(FeatureSchema schema, FeatureSchema table) => new(
        schema.Select(feature => feature.Kind == FeatureKind.Numeric && table[table.IndexOf(feature.Name)] is { Kind: FeatureKind.Boolean } answer ? answer : feature), schema.Groups);
}
