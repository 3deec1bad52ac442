using CteFast.Tables.Columns;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace CteFast.Tables.Inputs;

/// <summary>A Parquet file: a column of a group of rows is held at a time, and only the columns wanted are read.</summary>
internal sealed class ParquetInput : TableInput
{
    private readonly ParquetReader _reader;
    private readonly Field[] _fields;

    /// <summary>Reads what the columns are.</summary>
    public ParquetInput(Stream stream, string name)
        : base(name)
    {
        try
        {
            _reader = ParquetReader.CreateAsync(stream, leaveStreamOpen: false).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ParquetException or InvalidOperationException or ArgumentException)
        {
            stream.Dispose();
            throw new TableException(name, $"the file is no whole Parquet file ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "write it again");
        }

        _fields = [.. _reader.Schema.Fields];
        Columns = [.. _fields.Select(field => field.Name)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override IEnumerable<int> Batches(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long start = 0;
        for (int group = 0; group < _reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader rows = _reader.OpenRowGroupReader(group);
            int count = checked((int)rows.RowCount);
            for (int column = 0; column < sinks.Length; column++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (sinks[column] is not { } sink) continue;
                Place.Row = start;
                if (_fields[column] is not DataField { IsArray: false, MaxRepetitionLevel: 0 } field)
                    throw Place.Fault(sink.Name, "the column is nested: it holds lists or records", "leave the column out, or take its parts apart before", nameof(TableOptions.Drop));
                using RawColumnData data = rows.ReadRawColumnDataBaseAsync(field, cancellationToken).AsTask().GetAwaiter().GetResult();
                Give(data, field, count, start, sink);
            }

            start += count;
            progress?.Report((double)(group + 1) / _reader.RowGroupCount);
            yield return count;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Give(RawColumnData data, DataField field, int count, long start, ColumnSink sink)
    {
        switch (data)
        {
            case RawColumnData<double> column: Each(column, field, count, start, sink, Value.Number); break;
            case RawColumnData<float> column: Each(column, field, count, start, sink, static (value, to) => Value.Number(value, to)); break;
            case RawColumnData<int> column: Each(column, field, count, start, sink, static (value, to) => to.AddNumber(value)); break;
            case RawColumnData<long> column: Each(column, field, count, start, sink, static (value, to) => to.AddNumber(value)); break;
            case RawColumnData<ReadOnlyMemory<char>> column: Each(column, field, count, start, sink, static (value, to) => Value.Text(value.Span, to)); break;
            case RawColumnData<bool> column: Each(column, field, count, start, sink, static (value, to) => to.AddBoolean(value)); break;
            case RawColumnData<DateTime> column: Each(column, field, count, start, sink, static (value, to) => to.AddDate(value)); break;
            case RawColumnData<DateOnly> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<TimeSpan> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<TimeOnly> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<decimal> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<short> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<ushort> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<sbyte> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<byte> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<uint> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<ulong> column: Boxed(column, field, count, start, sink); break;
            case RawColumnData<Guid> column: Boxed(column, field, count, start, sink); break;
            default: throw Place.Fault(sink.Name, $"the column holds values of the type {field.ClrType.Name}, which is no feature's", "leave the column out", nameof(TableOptions.Drop));
        }
    }

    private void Boxed<T>(RawColumnData<T> column, DataField field, int count, long start, ColumnSink sink)
        where T : struct
        => Each(column, field, count, start, sink, (value, to) => Value.Give(value, to, Place));

    /// <summary>Gives a column's values; those below the deepest level of definition are missing and take no place among the values.</summary>
    private void Each<T>(RawColumnData<T> column, DataField field, int count, long start, ColumnSink sink, Action<T, ColumnSink> give)
        where T : struct
    {
        ReadOnlySpan<T> values = column.Values;
        ReadOnlySpan<int> levels = field.MaxDefinitionLevel > 0 ? column.DefinitionLevels : [];
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            Place.Row = start + i;
            if (!levels.IsEmpty && levels[i] < field.MaxDefinitionLevel) sink.AddMissing();
            else give(values[next++], sink);
        }
    }
}
