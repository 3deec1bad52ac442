using CteFast.Data;
using CteFast.Tables.Columns;

namespace CteFast.Tables.Inputs;

/// <summary>One reading of a table into features and targets.</summary>
internal static class ReadPass
{
    /// <summary>Reads all rows.</summary>
    public static ReadTable Read(TableInput input, TableOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        (string[] names, string[] targets) = Choose(input, options);
        var sinks = new ColumnSink?[input.Columns.Count];
        Dictionary<string, int> places = Names(input);
        foreach (string name in names.Concat(targets))
        {
            bool isTarget = targets.Contains(name);
            sinks[places[name]] = !isTarget && options.Schema is { } schema ? new SchemaColumn(schema[schema.IndexOf(name)], options.DateFormat, input.Place) { Store = new ColumnStore() }
                : new FoundColumn(name, options, input.Place, isTarget) { Store = new ColumnStore() };
        }

        long rows = 0;
        foreach (int count in input.Batches(sinks, progress, cancellationToken)) rows += count;
        if (rows == 0) throw new TableException(input.Place.Name, "there are no rows", "give a table with rows below the names of its columns");

        List<TableFinding> findings = [.. input.Findings];
        var stores = new List<ColumnStore>();
        var maps = new List<float[]?>();
        var features = new List<Feature>();
        foreach (string name in names)
        {
            ColumnSink sink = sinks[places[name]]!;
            if (sink.Finish(findings) is not { } finished)
            {
                sinks[places[name]] = null;
                continue;
            }

            features.Add(finished.Feature);
            stores.Add(sink.Store!);
            maps.Add(finished.Map);
        }

        if (features.Count == 0) throw new TableException(input.Place.Name, "no column is left to be a feature", "want other columns, or have keys or dates read as numbers", nameof(TableOptions.Columns));
        TableTarget[] read = [.. targets.Select(name => Target(sinks[places[name]]!, input.Place, findings))];
        float[] values = ColumnStore.TakeRows(stores, maps);
        var found = new FeatureSchema(features, options.Schema?.Groups);
        return new ReadTable(input.Place.Name, FeatureTable.Own(found, values), read, findings);
    }

    private static TableTarget Target(ColumnSink sink, Place place, List<TableFinding> findings)
    {
        if (sink.FirstMissing is { } at) throw new TableException($"{place.Describe(at.Row, at.Line)}, column {TableException.Quote(sink.Name)}", "the target is missing", "fill it in or leave the row out");
        (Feature feature, float[]? map) = sink.Finish(findings)!.Value;
        return new TableTarget(feature, ColumnStore.TakeRows([sink.Store!], [map]));
    }

    /// <summary>The columns that become features, in order, and those that become targets.</summary>
    public static (string[] Features, string[] Targets) Choose(TableInput input, TableOptions options)
    {
        Dictionary<string, int> places = Names(input);
        foreach ((string option, IEnumerable<string>? names) in new[]
        {
            (nameof(TableOptions.Columns), options.Columns), (nameof(TableOptions.Drop), options.Drop), (nameof(TableOptions.Targets), options.Targets),
            (nameof(TableOptions.Kinds), options.Kinds?.Keys), (nameof(TableOptions.Schema), options.Schema?.Select(feature => feature.Name)),
        })
        {
            if (names?.FirstOrDefault(name => !places.ContainsKey(name)) is { } missing)
                throw new TableException(input.Place.Name, $"there is no column {TableException.Quote(missing)}", $"its columns are {List(input.Columns)}", option);
        }

        string[] targets = [.. options.Targets ?? []];
        HashSet<string> without = [.. options.Drop ?? [], .. targets];
        if (options.Schema is { } schema)
        {
            if (schema.FirstOrDefault(feature => without.Contains(feature.Name)) is { } used)
                throw new TableException(input.Place.Name, $"{TableException.Quote(used.Name)} is a feature of the schema, but is to be a target or left out", "want it as one of these", nameof(TableOptions.Targets));
            return ([.. schema.Select(feature => feature.Name)], targets);
        }

        string[] features = [.. (options.Columns ?? input.Columns).Where(name => !without.Contains(name))];
        return features.Length > 0 ? (features, targets)
            : throw new TableException(input.Place.Name, "no column is left to be a feature", "leave fewer out", nameof(TableOptions.Drop));
    }

    private static Dictionary<string, int> Names(TableInput input)
    {
        var places = new Dictionary<string, int>();
        for (int column = 0; column < input.Columns.Count; column++)
        {
            if (!places.TryAdd(input.Columns[column], column))
                throw new TableException(input.Place.Name, $"{input.Columns.Count(name => name == input.Columns[column])} columns are called {TableException.Quote(input.Columns[column])}", "give each another name");
        }

        return places;
    }

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names.Take(20).Select(name => TableException.Quote(name))) + (names.Count > 20 ? ", …" : "");
}
