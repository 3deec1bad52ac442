using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet.Columns;

/// <summary>A row of floats as ML.NET sees it, for one thread: whoever asks for a column gets the values set last.</summary>
internal sealed class RowValues : DataViewRow
{
    private readonly RawColumn?[] _columns;
    private readonly float[] _values;
    private long _position = -1;

    public RowValues(RawColumns columns)
    {
        Schema = columns.Schema;
        _columns = new RawColumn?[Schema.Count];
        foreach (RawColumn column in columns.All) _columns[column.Index] = column;
        _values = new float[columns.FeatureCount];
    }

    public ReadOnlySpan<float> Values => _values;

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Sets the values. The position moves on, by which ML.NET knows that what it computed is of another row.</summary>
    public void Set(ReadOnlySpan<float> values)
    {
        foreach (RawColumn? column in _columns) column?.Check(values.Slice(column.First, column.Count));
        values.CopyTo(_values);
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns[column.Index] is not null;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns[column.Index]?.Getter(this) as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"The pipeline asks for column \"{column.Name}\" as {typeof(TValue)}, which it did not say it needs.");

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
}
