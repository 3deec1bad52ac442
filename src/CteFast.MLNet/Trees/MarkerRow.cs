using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet.Trees;

/// <summary>A row in which every number of type Single is a different one, so that a copy tells where it was copied from.</summary>
internal sealed class MarkerRow : DataViewRow
{
    private const int Most = 1 << 24;       // beyond, neighbouring floats are more than one apart

    private readonly int[] _first;

    public MarkerRow(DataViewSchema schema)
    {
        Schema = schema;
        _first = new int[schema.Count + 1];
        for (int i = 0; i < schema.Count; i++) _first[i + 1] = Math.Min(Most, _first[i] + Size(schema[i].Type));
    }

    public override DataViewSchema Schema { get; }

    public override long Position => 0;

    public override long Batch => 0;

    /// <summary>The column and the slot that a number marks; null for numbers that mark none.</summary>
    public (int Column, int Slot)? Source(float marker)
    {
        if (!(marker >= 0 && marker < _first[^1] && float.IsInteger(marker))) return null;
        int column = Array.FindLastIndex(_first, _first.Length - 2, first => first <= marker);
        return (column, (int)marker - _first[column]);
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        (int first, int count) = (_first[column.Index], _first[column.Index + 1] - _first[column.Index]);
        Delegate getter = column.Type is VectorDataViewType
            ? new ValueGetter<VBuffer<float>>((ref VBuffer<float> vector) => vector = new VBuffer<float>(count, [.. Enumerable.Range(first, count).Select(marker => (float)marker)]))
            : new ValueGetter<float>((ref float value) => value = first);
        return getter as ValueGetter<TValue> ?? throw new NotSupportedException($"Column \"{column.Name}\" of type {column.Type} cannot be marked.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = default;

    private static int Size(DataViewType type) => type switch
    {
        VectorDataViewType { IsKnownSize: true } vector when vector.ItemType == NumberDataViewType.Single => vector.Size,
        NumberDataViewType number when number == NumberDataViewType.Single => 1,
        _ => 0,
    };
}
