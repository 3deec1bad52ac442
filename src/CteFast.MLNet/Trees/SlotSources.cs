using CteFast.MLNet.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace CteFast.MLNet.Trees;

/// <summary>Follows the features of a table through the transformers of a pipeline.</summary>
/// <remarks>
/// What a column depends on, every transformer says itself. Where that is a single raw feature, nothing else need be known of the transformer. Concatenations are
/// known by what they do to a row of markers; of transformers that keep slots apart there is a list.
/// </remarks>
internal static class SlotSources
{
    /// <summary>The sources of a column's slots after some transformers.</summary>
    public static Slot[] Of(IEnumerable<ITransformer> transformers, RawColumns columns, string output)
    {
        DataViewSchema schema = columns.Schema;
        var slots = new Slot[]?[schema.Count];
        foreach (RawColumn column in columns.All)
            slots[column.Index] = [.. Enumerable.Range(column.First, column.Count).Select(feature => new Slot(feature, IsOrdered: true, "the table"))];
        foreach (ITransformer transformer in transformers)
        {
            IRowToRowMapper mapper = transformer.GetRowToRowMapper(schema);
            DataViewSchema made = mapper.OutputSchema;
            var next = new Slot[]?[made.Count];
            foreach (DataViewSchema.Column column in made)
            {
                // A column that a transformer makes comes after all there were, even if it takes a name over; only a selection moves columns.
                bool isThere = transformer is not ColumnSelectingTransformer && column.Index < schema.Count && schema[column.Index].Name == column.Name && schema[column.Index].Type.Equals(column.Type);
                next[column.Index] = isThere ? slots[column.Index] : Made(transformer, mapper, schema, column, slots);
            }

            (schema, slots) = (made, next);
        }

        return slots[schema[output].Index] ?? [];
    }

    private static Slot[]? Made(ITransformer transformer, IRowToRowMapper mapper, DataViewSchema schema, DataViewSchema.Column column, Slot[]?[] slots)
    {
        int size = column.Type is VectorDataViewType vector ? vector.Size : 1;
        if (transformer is ColumnConcatenatingTransformer && size > 0 && ItemType(column) == NumberDataViewType.Single) return Concatenated(mapper, schema, column, slots);

        DataViewSchema.Column[] needed = [.. mapper.GetDependencies([column])];
        if (needed.Length == 1 && slots[needed[0].Index] is { } before && before.Length == size && KeepsSlotsApart(transformer))
        {
            bool isOrdered = transformer is ColumnSelectingTransformer or ColumnCopyingTransformer || (IsNumber(ItemType(needed[0])) && IsNumber(ItemType(column)));
            return [.. before.Select(slot => slot with { IsOrdered = slot.IsOrdered && isOrdered, Maker = isOrdered ? slot.Maker : Name(transformer) })];
        }

        // A column that is no feature is not needed for the prediction, nor is what comes from it.
        if (needed.Any(source => slots[source.Index] is null)) return null;
        int[] features = [.. needed.SelectMany(source => slots[source.Index]!).Select(slot => slot.Feature).Distinct()];
        var all = new Slot(features.Length == 1 ? features[0] : -1, IsOrdered: false, Name(transformer));
        return [.. Enumerable.Repeat(all, Math.Max(1, size))];
    }

    private static Slot[] Concatenated(IRowToRowMapper mapper, DataViewSchema schema, DataViewSchema.Column column, Slot[]?[] slots)
    {
        var markers = new MarkerRow(schema);
        DataViewRow row = mapper.GetRow(markers, [column]);
        VBuffer<float> vector = default;
        if (column.Type is VectorDataViewType)
        {
            row.GetGetter<VBuffer<float>>(column)(ref vector);
        }
        else
        {
            float number = 0;
            row.GetGetter<float>(column)(ref number);
            vector = new VBuffer<float>(1, [number]);
        }

        return [.. vector.DenseValues().Select(marker => markers.Source(marker) is { } source && slots[source.Column] is { } before && source.Slot < before.Length
            ? before[source.Slot] : new Slot(-1, IsOrdered: false, nameof(ColumnConcatenatingTransformer)))];
    }

    // What stands in a slot is computed from the same slot of the source, and never falls as that grows.
    private static bool KeepsSlotsApart(ITransformer transformer) => transformer is NormalizingTransformer or MissingValueReplacingTransformer or MissingValueIndicatorTransformer
        or TypeConvertingTransformer or ColumnCopyingTransformer or ColumnSelectingTransformer;

    private static DataViewType ItemType(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;

    private static bool IsNumber(DataViewType type) => type is BooleanDataViewType or NumberDataViewType;

    private static string Name(ITransformer transformer) => transformer.GetType().Name;
}
