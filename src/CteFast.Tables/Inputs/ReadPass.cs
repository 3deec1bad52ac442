using CteFast.Data;
using CteFast.Tables.Columns;

namespace CteFast.Tables.Inputs;

/// <summary>One reading of a table into features and targets.</summary>
internal static class ReadPass
{
    /// <summary>Reads all rows.</summary>
    public static ReadTable Read(TableInput input, TableOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        (string[] names, string[] targets, ColumnSink?[] sinks, Dictionary<string, int> places) = Sinks(input, options, isStored: true);
        long rows = 0, most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (int count in input.Batches(sinks, progress, cancellationToken))
        {
            rows += count;
            // The columns, and the rows made of them in the end.
            if (rows * (names.Length + targets.Length) > most / (2 * sizeof(float)))
                throw new TableException(input.Place.Name, $"{rows} rows and more of {names.Length} columns do not fit into memory", "want fewer columns, or read it in blocks", nameof(TableSource.ReadBlocks));
        }

        List<TableFinding> findings = [.. input.Findings];
        Dictionary<string, (Feature Feature, float[]? Map)> kept = Finish(input, options, rows, names, sinks, places, findings);
        TableTarget[] read = [.. targets.Select(name => Target(sinks[places[name]]!, input.Place, findings))];
        float[] values = ColumnStore.TakeRows([.. kept.Keys.Select(name => sinks[places[name]]!.Store!)], [.. kept.Values.Select(column => column.Map)]);
        var found = new FeatureSchema(kept.Values.Select(column => column.Feature), options.Schema?.Groups);
        return new ReadTable(input.Place.Name, FeatureTable.Own(found, values), read, findings);
    }

    /// <summary>Reads all rows and keeps none.</summary>
    public static TableDescription Describe(TableInput input, TableOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        (string[] names, _, ColumnSink?[] sinks, Dictionary<string, int> places) = Sinks(input, options, isStored: false);
        long rows = 0;
        foreach (int count in input.Batches(sinks, progress, cancellationToken)) rows += count;
        List<TableFinding> findings = [.. input.Findings];
        Dictionary<string, (Feature Feature, float[]? Map)> kept = Finish(input, options, rows, names, sinks, places, findings);
        return new TableDescription(new FeatureSchema(kept.Values.Select(column => column.Feature), options.Schema?.Groups), rows, [.. kept.Keys.Select(name => sinks[places[name]]!.MissingCount)], findings);
    }

    /// <summary>Reads the rows in blocks, of which one is held at a time.</summary>
    public static IEnumerable<FeatureTable> Blocks(TableInput input, TableOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        FeatureSchema schema = options.Schema!;
        (string[] names, _, ColumnSink?[] sinks, Dictionary<string, int> places) = Sinks(input, options, isStored: true);
        ColumnStore[] stores = [.. names.Select(name => sinks[places[name]]!.Store!)];
        foreach (int _ in input.Batches(sinks, progress, cancellationToken)) yield return FeatureTable.Own(schema, ColumnStore.TakeRows(stores, new float[]?[stores.Length]));
    }

    private static (string[] Names, string[] Targets, ColumnSink?[] Sinks, Dictionary<string, int> Places) Sinks(TableInput input, TableOptions options, bool isStored)
    {
        (string[] names, string[] targets) = Choose(input, options);
        HashSet<string> areTargets = [.. targets];
        // Where there is but one feature, its numbers are more than keys.
        if (names.Length == 1) options = options with { KeepIds = true };
        var sinks = new ColumnSink?[input.Columns.Count];
        Dictionary<string, int> places = Names(input);
        foreach (string name in names.Concat(targets))
        {
            Func<double, float>? toSingle = options.ToSingle?.GetValueOrDefault(name);
            ColumnStore? store = isStored ? new ColumnStore() : null;
            sinks[places[name]] = !areTargets.Contains(name) && options.Schema is { } schema ? new SchemaColumn(schema[schema.IndexOf(name)], options, input.Place) { Store = store, ToSingle = toSingle }
                : new FoundColumn(name, options, input.Place, areTargets.Contains(name)) { Store = store, ToSingle = toSingle };
        }

        return (names, targets, sinks, places);
    }

    /// <summary>The columns that are features, once all values came; those left out are in the findings.</summary>
    private static Dictionary<string, (Feature Feature, float[]? Map)> Finish(TableInput input, TableOptions options, long rows, string[] names, ColumnSink?[] sinks, Dictionary<string, int> places, List<TableFinding> findings)
    {
        if (rows == 0) throw new TableException(input.Place.Name, "there are no rows", "give a table with rows below the names of its columns");
        Dictionary<string, (Feature, float[]?)> kept = [];
        foreach (string name in names)
        {
            ColumnSink sink = sinks[places[name]]!;
            if (sink.Finish(findings) is not { } finished) continue;
            if (options.RefuseMissing && sink.FirstMissing is { } at)
                throw new TableException($"{input.Place.Describe(at.Row, at.Line)}, column {TableException.Quote(name)}", "the value is missing", "fill it in or leave the row out");
            kept.Add(name, finished);
        }

        return kept.Count > 0 ? kept
            : throw new TableException(input.Place.Name, "no column is left to be a feature", "want other columns, or have keys or dates read as numbers", nameof(TableOptions.Columns));
    }

    private static TableTarget Target(ColumnSink sink, Place place, List<TableFinding> findings)
    {
        if (sink.FirstMissing is { } at) throw new TableException($"{place.Describe(at.Row, at.Line)}, column {TableException.Quote(sink.Name)}", "the target is missing", "fill it in or leave the row out");
        (Feature feature, float[]? map) = sink.Finish(findings)!.Value;
        return new TableTarget(feature, ColumnStore.TakeRows([sink.Store!], [map]));
    }

    /// <summary>The columns that become features, in order, and those that become targets.</summary>
    private static (string[] Features, string[] Targets) Choose(TableInput input, TableOptions options)
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

    /// <summary>The place of each column.</summary>
    /// <exception cref="TableException">Two columns have one name.</exception>
    public static Dictionary<string, int> Names(TableInput input)
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
