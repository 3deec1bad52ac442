using CteFast.Explain.Models;
using CteFast.MLNet.Columns;
using CteFast.MLNet.Rows;
using CteFast.MLNet.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet;

/// <summary>Makes a model of a pipeline: finds its columns and outputs, takes its trees, and checks what it made.</summary>
internal static class PipelineReader
{
    private const int CheckedRows = 256;

    public static MLNetModel Read(MLContext context, ITransformer transformer, IDataView data, in MLNetOptions options)
    {
        if (!transformer.IsRowToRowMapper)
            throw new ArgumentException("The pipeline does not work row by row: a transformer in it looks at several rows, or drops some. Take the part of it that maps one row to one prediction.", nameof(transformer));
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);
        string output = options.Output == MLNetOutput.Probability ? "Probability" : "Score";
        DataViewSchema.Column column = Output(mapper.OutputSchema, output);
        DataViewSchema.Column[] columns = Columns(data.Schema, [.. mapper.GetDependencies([column])], options.Columns);
        foreach (string name in options.Levels ?? [])
        {
            if (columns.All(one => one.Name != name)) throw new ArgumentException($"Column \"{name}\" is named as levels, but is none of those explained: {string.Join(", ", columns.Select(one => one.Name))}.");
        }

        RawColumns raw = RawColumns.From(data, columns, options);
        string[] names = OutputNames(column);
        bool isClassifier = names.Length == 1 && mapper.OutputSchema.GetColumnOrNull("PredictedLabel") is not null;
        var pipeline = new Pipeline(transformer, raw, output)
        {
            OutputNames = names,
            OutputKind = options.Output == MLNetOutput.Probability ? OutputKind.Probability : isClassifier ? OutputKind.Margin : OutputKind.Value,
            LeftOut = [.. data.Schema.Where(other => !other.IsHidden && columns.All(used => used.Index != other.Index)).Select(other => other.Name)],
        };

        float[] rows = raw.Read(data, CheckedRows);
        if (rows.Length == 0) throw new ArgumentException("The table has no rows.", nameof(data));
        float[] expected = Check(context, pipeline, data, rows);
        MLNetTreeModel? trees = TreeReader.Read(pipeline, options.Output, rows, expected, out string reason);
        if (trees is not null) return trees;
        if (options.Output == MLNetOutput.Margin)
            throw new ArgumentException($"There are no margins: {reason}. Take the output {nameof(MLNetOutput.Score)}.", nameof(options));
        return new MLNetModel(pipeline, new ModelInfo { Library = "ML.NET", Notes = [$"Values are estimated: {reason}.", .. Notes(pipeline)] });
    }

    /// <summary>What was assumed or left out.</summary>
    public static IEnumerable<string> Notes(Pipeline pipeline)
    {
        if (pipeline.LeftOut.Count > 0) yield return $"Left out, since the prediction does not depend on them: {string.Join(", ", pipeline.LeftOut)}.";
        foreach (RawColumn column in pipeline.Columns.All.Where(column => column.IsRounded))
            yield return $"Column \"{column.Name}\" has whole numbers that are others in single precision.";
    }

    private static DataViewSchema.Column Output(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw new ArgumentException(name == "Probability"
            ? "The pipeline gives no column \"Probability\": its trainer has no calibrator. Take the output Score, or append a calibrator (mlContext.BinaryClassification.Calibrators)."
            : $"The pipeline gives no column \"{name}\": it has no trainer, or the column is dropped behind it.");
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        return item == NumberDataViewType.Single && column.Type is not VectorDataViewType { IsKnownSize: false } ? column
            : throw new ArgumentException($"Column \"{name}\" has the type {column.Type}; a number or a vector of known length is wanted.");
    }

    private static DataViewSchema.Column[] Columns(DataViewSchema schema, DataViewSchema.Column[] needed, IReadOnlyList<string>? named)
    {
        if (needed.Length == 0) throw new ArgumentException("The prediction depends on no column of the table.");
        if (named is null) return [.. needed.OrderBy(column => column.Index)];
        if (named.Distinct(StringComparer.Ordinal).Count() != named.Count) throw new ArgumentException("A column is named twice.");
        foreach (DataViewSchema.Column column in needed)
        {
            if (!named.Contains(column.Name))
                throw new ArgumentException($"The prediction depends on column \"{column.Name}\", which is not among those named: name {string.Join(", ", needed.Select(one => one.Name))}.");
        }

        return [.. named.Select(name => schema.GetColumnOrNull(name) ?? throw new ArgumentException($"The data has no column \"{name}\"."))];
    }

    private static string[] OutputNames(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector) return [column.Name];
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (column.HasSlotNames()) column.GetSlotNames(ref names);
        return names.Length == vector.Size ? [.. names.DenseValues().Select((name, k) => name.IsEmpty ? $"class {k}" : name.ToString())]
            : [.. Enumerable.Range(0, vector.Size).Select(k => $"class {k}")];
    }

    /// <summary>Compares predictions row by row with those of the pipeline for the whole table, and returns them.</summary>
    private static float[] Check(MLContext context, Pipeline pipeline, IDataView data, float[] rows)
    {
        int k = pipeline.OutputNames.Length, d = pipeline.Columns.FeatureCount;
        var made = new float[rows.Length / d * k];
        MappedRow row = pipeline.NewRow();
        for (int i = 0; i < rows.Length / d; i++) row.Map(rows.AsSpan(i * d, d), made.AsSpan(i * k, k));

        IDataView predicted = pipeline.Transformer.Transform(context.Data.TakeRows(data, CheckedRows));
        DataViewSchema.Column column = predicted.Schema[pipeline.Output];
        float[] expected = k == 1 && column.Type is not VectorDataViewType ? [.. predicted.GetColumn<float>(column)]
            : [.. predicted.GetColumn<VBuffer<float>>(column).SelectMany(vector => vector.DenseValues())];
        // Numbers of type Double are rounded on their way here, which may move a prediction a little, but at a threshold a lot: few rows may differ.
        int differing = expected.Length != made.Length ? made.Length : Enumerable.Range(0, made.Length).Count(i => !TreeScore.Equal(made.AsSpan(i, 1), expected.AsSpan(i, 1)) && !(float.IsNaN(made[i]) && float.IsNaN(expected[i])));
        if (differing > made.Length / 20)
            throw new ArgumentException($"Row by row the pipeline gives other predictions than for the whole table ({differing} of {made.Length}): it is no function of the columns that it says it depends on.", nameof(data));
        return made;
    }
}
