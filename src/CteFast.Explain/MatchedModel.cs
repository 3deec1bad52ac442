using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.OneHot;

namespace CteFast.Explain;

/// <summary>A model and a table that were brought together: the columns in the model's order, its codes for their levels, and levels for its columns of 0 and 1.</summary>
/// <remarks>
/// Whatever takes a model and rows takes these: <c>SageValues.Compute(matched.Model, matched.Table.Rows, …)</c>. The features of both are <see cref="Table"/>'s.
/// <list type="bullet">
/// <item>Columns are found by the names of the model; where it has none, they are taken in their order. A blank in a name may be an underscore there, as LightGBM writes it.</item>
/// <item>Texts are the levels that the model knows, and others are missing. Where not all are levels, but all are codes of levels, they are taken for codes.</item>
/// <item>Where the model has <c>city_Lyon</c> and <c>city_Paris</c>, and the table has <c>city</c>, or those columns as a group, the model is that of the city (<see cref="OneHotEncoding"/>).</item>
/// </list>
/// </remarks>
/// <param name="Model">The model of the table's features.</param>
/// <param name="Table">The rows.</param>
/// <param name="Notes">A sentence for all that was assumed.</param>
public sealed record MatchedModel(IModel Model, FeatureTable Table, IReadOnlyList<string> Notes)
{
    /// <summary>Brings a model and a table together.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The table; columns that the model does not know are left out.</param>
    /// <exception cref="ArgumentException">A column is not there or of another kind, or there are not as many as features.</exception>
    public static MatchedModel Of(IModel model, FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        if (model.FeatureNames.Count == 0 && model.Schema is null) return OfGroups(model, MatchedTable.Of(table, model).Table, table.Schema.Groups, []);
        FeatureSchema columns = model.Schema ?? FeatureSchema.Numeric(model.FeatureNames);
        FeatureTable named = WithNamesOf(columns, table);
        int[] absent = [.. Enumerable.Range(0, columns.Count).Where(j => named.Schema.Find(columns[j].Name) is null)];
        if (absent.Length > 0) return OfLevels(model, columns, named, absent);

        List<string> notes = [];
        (FeatureTable numbers, int[] coded) = WithCodes(columns, named, notes);
        FeatureSchema wanted = coded.Length == 0 ? columns : new FeatureSchema(columns.Select((column, j) => coded.Contains(j) ? new Feature(column.Name) : column));
        var matched = MatchedTable.Of(numbers, wanted);
        FeatureTable rows = coded.Length == 0 ? matched.Table : matched.Table.With(new FeatureSchema(matched.Table.Schema.Select((feature, j) => coded.Contains(j) ? columns[j] : feature)));
        return OfGroups(model, rows, GroupsOf(named.Schema, columns), [.. notes, .. matched.Notes]);
    }

    /// <summary>The model has a column for each level of a column of the table.</summary>
    private static MatchedModel OfLevels(IModel model, FeatureSchema columns, FeatureTable table, int[] absent)
    {
        List<OneHotFeature> features = OneHotNames.Find(table, columns, absent, out List<int> unknown);
        if (unknown.Count > 0)
            throw new ArgumentException($"There is no column \"{columns[unknown[0]].Name}\", which the model needs; its features are {string.Join(", ", columns.Take(20).Select(feature => feature.Name))}{(columns.Count > 20 ? ", …" : "")}.", nameof(table));
        var encoding = new OneHotEncoding(columns, features);
        var matched = MatchedTable.Of(table, encoding.Schema);
        List<string> notes = [.. matched.Notes];
        foreach (OneHotFeature feature in features)
        {
            int place = encoding.Schema.IndexOf(feature.Name);
            notes.Add($"{feature.Name}: {feature.Columns.Count(column => column >= 0)} columns of the model, such as \"{columns[feature.Columns.First(column => column >= 0)].Name}\", are its levels; they are one feature");
            foreach (int level in Enumerable.Range(0, feature.Levels.Count).Where(level => feature.Columns[level] < 0))
            {
                int rows = Enumerable.Range(0, matched.Table.Count).Count(row => matched.Table[row][place] == level);
                if (rows > 0) notes.Add($"{feature.Name}: the model has no column for \"{feature.Levels[level]}\" ({(rows == 1 ? "1 row" : $"{rows} rows")}); it is taken for the level that was left out when the columns were made");
            }
        }

        return new MatchedModel(encoding.Decode(model), matched.Table, notes);
    }

    /// <summary>The table has the model's columns of 0 and 1, and says which belong together.</summary>
    private static MatchedModel OfGroups(IModel model, FeatureTable rows, IReadOnlyList<FeatureGroup> groups, IReadOnlyList<string> notes)
    {
        OneHotFeature[] features = [.. groups.Where(group => group.Columns.Count > 1 && group.Columns.All(column => IsZeroOne(rows, column))).Select(group => OfGroup(rows, group))];
        if (features.Length == 0) return new MatchedModel(model, rows, notes);
        var encoding = new OneHotEncoding(rows.Schema, features);
        return new MatchedModel(encoding.Decode(model), encoding.Decode(rows), notes);
    }

    private static OneHotFeature OfGroup(FeatureTable rows, FeatureGroup group)
    {
        string[] names = [.. group.Columns.Select(column => rows.Schema[column].Name)];
        bool areLevels = names.All(name => name.Length > group.Name.Length + 1 && name.StartsWith(group.Name, StringComparison.Ordinal));
        string[] levels = areLevels ? [.. names.Select(name => name[(group.Name.Length + 1)..])] : names;
        bool hasNone = Enumerable.Range(0, rows.Count).Any(row => group.Columns.All(column => rows[row][column] == 0));
        return hasNone ? new OneHotFeature(group.Name, new FeatureLevels([.. levels, "none of them"]), [.. group.Columns, -1])
            : new OneHotFeature(group.Name, new FeatureLevels(levels), [.. group.Columns]);
    }

    private static bool IsZeroOne(FeatureTable rows, int column)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows[row][column] is not (0 or 1)) return false;
        }

        return true;
    }

    private static IReadOnlyList<FeatureGroup> GroupsOf(FeatureSchema table, FeatureSchema columns) =>
        [.. table.Groups.Where(group => group.Columns.All(column => columns.Find(table[column].Name) is not null))
            .Select(group => group with { Columns = [.. group.Columns.Select(column => columns.IndexOf(table[column].Name))] })];

    /// <summary>The table with the model's name for a column whose name differs from it in blanks only.</summary>
    private static FeatureTable WithNamesOf(FeatureSchema columns, FeatureTable table)
    {
        ILookup<string, int>? underscored = null;
        Feature[] features = [.. table.Schema];
        foreach (Feature column in columns)
        {
            if (table.Schema.Find(column.Name) is not null) continue;
            underscored ??= Enumerable.Range(0, features.Length).ToLookup(j => table.Schema[j].Name.Replace(' ', '_'));
            int[] like = [.. underscored[column.Name]];
            if (like.Length > 1)
                throw new ArgumentException($"The columns {string.Join(" and ", like.Select(j => $"\"{table.Schema[j].Name}\""))} are both called \"{column.Name}\" once blanks are underscores; rename one.", nameof(table));
            if (like.Length == 1) features[like[0]] = features[like[0]].WithName(column.Name);
        }

        return underscored is null ? table : table.With(new FeatureSchema(features, table.Schema.Groups));
    }

    /// <summary>The table with numbers for columns of codes of the model's levels, and which of the model's columns these are.</summary>
    private static (FeatureTable Table, int[] Coded) WithCodes(FeatureSchema columns, FeatureTable table, List<string> notes)
    {
        int[] coded = [.. Enumerable.Range(0, columns.Count).Where(j => columns[j].Levels.Count > 0 && columns[j].Kind != FeatureKind.Boolean)];
        (FeatureLevels Levels, string Text)[] texts = [.. coded.SelectMany(j => Texts(table, table.Schema.IndexOf(columns[j].Name)).Select(text => (columns[j].Levels, text)))];
        if (!texts.All(value => value.Levels.IsCode(value.Text)) || texts.All(value => value.Levels.TryCode(value.Text, out _))) return (table, []);

        notes.Add($"{string.Join(", ", coded.Select(j => columns[j].Name))}: taken for the codes of the model's levels, for not all values are levels");
        float[] rows = table.Rows.ToArray();
        Feature[] features = [.. table.Schema];
        foreach (int j in coded.Select(j => table.Schema.IndexOf(columns[j].Name)).Where(j => features[j].Levels.Count > 0))
        {
            float[] codes = [.. features[j].Levels.Select(level => NumberText.TrySingle(level, out float code) ? code : float.NaN)];
            for (int at = j; at < rows.Length; at += features.Length) rows[at] = float.IsNaN(rows[at]) ? float.NaN : codes[(int)rows[at]];
            features[j] = new Feature(features[j].Name);
        }

        return (new FeatureTable(new FeatureSchema(features, table.Schema.Groups), rows), coded);
    }

    private static HashSet<string> Texts(FeatureTable table, int column)
    {
        Feature feature = table.Schema[column];
        if (feature.Levels.Count > 0) return [.. feature.Levels];
        HashSet<float> numbers = [];
        for (int row = 0; row < table.Count; row++)
        {
            float value = table[row][column];
            if (!float.IsNaN(value)) numbers.Add(value);
        }

        return [.. numbers.Select(feature.Text)];
    }
}
