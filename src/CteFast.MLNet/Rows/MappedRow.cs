using CteFast.MLNet.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet.Rows;

/// <summary>What a pipeline makes of one row after the other: a column of numbers, or of vectors of them. For one thread.</summary>
#pragma warning disable CA1001 // A row of ML.NET is disposable for those that hold a file; this one holds nothing.
internal sealed class MappedRow
#pragma warning restore CA1001
{
    private readonly RowValues _values;
    private readonly ValueGetter<float>? _number;
    private readonly ValueGetter<VBuffer<float>>? _vector;
    private VBuffer<float> _buffer;

    public MappedRow(RawColumns columns, ITransformer transformer, string output)
    {
        _values = new RowValues(columns);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(columns.Schema);
        DataViewSchema.Column column = mapper.OutputSchema[output];
        DataViewRow row = mapper.GetRow(_values, [column]);
        if (column.Type is VectorDataViewType) _vector = row.GetGetter<VBuffer<float>>(column);
        else _number = row.GetGetter<float>(column);
    }

    /// <summary>Maps a row.</summary>
    public void Map(ReadOnlySpan<float> row, Span<float> outputs)
    {
        _values.Set(row);
        if (_vector is null)
        {
            _number!(ref outputs[0]);
            return;
        }

        _vector(ref _buffer);
        if (_buffer.Length != outputs.Length) throw new InvalidOperationException($"The pipeline gives {_buffer.Length} outputs instead of {outputs.Length}.");
        if (_buffer.IsDense) _buffer.GetValues().CopyTo(outputs);
        else _buffer.CopyTo(outputs);
    }
}
