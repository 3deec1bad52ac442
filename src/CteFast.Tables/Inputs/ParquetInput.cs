using CteFast.Tables.Columns;
using Parquet;
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
            _fields = [.. _reader.Schema.Fields];
        }
        catch (Exception e) when (e is IOException || IsOfTheFormat(e))
        {
            stream.Dispose();
            throw new TableException(name, $"the file is no whole Parquet file ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "write it again");
        }

        Columns = ColumnNames.Fill(_fields.Select(field => field.Name), _findings);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    protected override IEnumerable<int> Read(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken)
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
                Give(rows, field, count, start, sink, cancellationToken);
            }

            start += count;
            progress?.Report((double)(group + 1) / _reader.RowGroupCount);
            yield return count;
        }
    }

    /// <inheritdoc/>
    protected override bool IsDamage(Exception e) => e is IOException || IsOfTheFormat(e);

    /// <inheritdoc/>
    public override void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Give(ParquetRowGroupReader rows, DataField field, int count, long start, ColumnSink sink, CancellationToken cancellationToken)
    {
        // Each type by its name: the reader's own choice by the type at hand does not work ahead of time.
        switch (field.ClrType)
        {
            case var type when type == typeof(double): Each<double>(Value.Number); break;
            case var type when type == typeof(float): Each<float>(static (value, to) => Value.Number(value, to)); break;
            case var type when type == typeof(int): Each<int>(static (value, to) => to.AddNumber(value)); break;
            case var type when type == typeof(long): Each<long>(static (value, to) => to.AddNumber(value)); break;
            case var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>): Each<ReadOnlyMemory<char>>(static (value, to) => Value.Text(value.Span, to)); break;
            case var type when type == typeof(bool): Each<bool>(static (value, to) => to.AddBoolean(value)); break;
            case var type when type == typeof(DateTime): Each<DateTime>(static (value, to) => to.AddDate(value)); break;
            case var type when type == typeof(DateOnly): Each<DateOnly>(Boxed); break;
            case var type when type == typeof(TimeSpan): Each<TimeSpan>(Boxed); break;
            case var type when type == typeof(TimeOnly): Each<TimeOnly>(Boxed); break;
            case var type when type == typeof(decimal): Each<decimal>(Boxed); break;
            case var type when type == typeof(short): Each<short>(Boxed); break;
            case var type when type == typeof(ushort): Each<ushort>(Boxed); break;
            case var type when type == typeof(sbyte): Each<sbyte>(Boxed); break;
            case var type when type == typeof(byte): Each<byte>(Boxed); break;
            case var type when type == typeof(uint): Each<uint>(Boxed); break;
            case var type when type == typeof(ulong): Each<ulong>(Boxed); break;
            case var type when type == typeof(Guid): Each<Guid>(Boxed); break;
            default: throw Place.Fault(sink.Name, $"the column holds values of the type {field.ClrType.Name}, which is no feature's", "leave the column out", nameof(TableOptions.Drop));
        }

        void Each<T>(Action<T, ColumnSink> give)
            where T : struct
        {
            // Values that are there, one after the other, and the level of definition of every row.
            T[] values = new T[count];
            int[] levels = field.MaxDefinitionLevel > 0 ? new int[count] : [];
            rows.ReadRawAsync<T>(field, values, levels.Length > 0 ? (Memory<int>?)levels : null, null, cancellationToken).AsTask().GetAwaiter().GetResult();
            int next = 0;
            for (int i = 0; i < count; i++)
            {
                Place.Row = start + i;
                if (levels.Length > 0 && levels[i] < field.MaxDefinitionLevel) sink.AddMissing();
                else give(values[next++], sink);
            }
        }

        void Boxed<T>(T value, ColumnSink to)
            where T : struct => Value.Give(value, to, Place);
    }
}
