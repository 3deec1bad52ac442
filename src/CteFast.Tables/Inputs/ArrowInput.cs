using System.Text;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using CteFast.Tables.Columns;

namespace CteFast.Tables.Inputs;

/// <summary>Record batches of Arrow, one after the other.</summary>
internal sealed class ArrowInput : TableInput
{
    private readonly IEnumerable<RecordBatch> _batches;
    private readonly IDisposable? _owned;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Takes record batches.</summary>
    /// <param name="schema">What the columns are.</param>
    /// <param name="batches">The batches; each is let go once it was read where they are owned.</param>
    /// <param name="name">A name for messages.</param>
    /// <param name="owned">What is closed in the end; null where the batches are the caller's.</param>
    public ArrowInput(Schema schema, IEnumerable<RecordBatch> batches, string name, IDisposable? owned)
        : base(name)
    {
        (_batches, _owned) = (batches, owned);
        Columns = ColumnNames.Fill(schema.FieldsList.Select(field => field.Name), _findings);
    }

    /// <summary>Opens Arrow's IPC format, that of files or that of streams.</summary>
    /// <param name="stream">The file, which can be read from any place; closed in the end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="TableException">It is no Arrow file.</exception>
    public static ArrowInput Open(Stream stream, string name)
    {
        Span<byte> mark = stackalloc byte[6];
        long start = stream.Position;
        bool isFile = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && mark.SequenceEqual("ARROW1"u8);
        stream.Position = start;
        var compression = new CompressionCodecFactory();
        ArrowStreamReader reader = isFile ? new ArrowFileReader(stream, compression) : new ArrowStreamReader(stream, compression);
        try
        {
            return new ArrowInput(reader.Schema ?? throw NoArrow("it has no schema"), Batches(reader), name, reader);
        }
        catch (Exception e) when (IsOfTheFormat(e))
        {
            reader.Dispose();
            throw NoArrow(e.Message.ReplaceLineEndings(" ").TrimEnd('.'));
        }

        TableException NoArrow(string why) => new(name, $"the file is no whole Arrow file ({why})", "write it again");
    }

    private static IEnumerable<RecordBatch> Batches(ArrowStreamReader reader)
    {
        while (reader.ReadNextRecordBatch() is { } batch) yield return batch;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    protected override IEnumerable<int> Read(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long start = 0;
        foreach (RecordBatch batch in _batches)
        {
            for (int column = 0; column < sinks.Length; column++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (sinks[column] is { } sink) Give(batch.Column(column), batch.Length, start, sink);
            }

            start += batch.Length;
            int count = batch.Length;
            if (_owned is not null) batch.Dispose();
            yield return count;
        }
    }

    /// <inheritdoc/>
    protected override bool IsDamage(Exception e) => IsOfTheFormat(e);

    /// <inheritdoc/>
    public override void Dispose() => _owned?.Dispose();

    private void Give(IArrowArray array, int count, long start, ColumnSink sink)
    {
        for (int i = 0; i < count; i++)
        {
            Place.Row = start + i;
            GiveOne(array, i, sink);
        }
    }

    private void GiveOne(IArrowArray array, int i, ColumnSink sink)
    {
        if (array.IsNull(i))
        {
            sink.AddMissing();
            return;
        }

        switch (array)
        {
            case DictionaryArray column: GiveOne(column.Dictionary, Index(column.Indices, i), sink); break;
            case DoubleArray column: Value.Number(column.Values[i], sink); break;
            case FloatArray column: Value.Number(column.Values[i], sink); break;
            case HalfFloatArray column: Value.Number((double)column.Values[i], sink); break;
            case Int64Array column: sink.AddNumber(column.Values[i]); break;
            case Int32Array column: sink.AddNumber(column.Values[i]); break;
            case Int16Array column: sink.AddNumber(column.Values[i]); break;
            case Int8Array column: sink.AddNumber(column.Values[i]); break;
            case UInt64Array column: sink.AddNumber(column.Values[i]); break;
            case UInt32Array column: sink.AddNumber(column.Values[i]); break;
            case UInt16Array column: sink.AddNumber(column.Values[i]); break;
            case UInt8Array column: sink.AddNumber(column.Values[i]); break;
            case BooleanArray column: sink.AddBoolean(column.GetValue(i)!.Value); break;
            case StringArray column: Value.Text(Text(column.GetBytes(i)), sink); break;
            case LargeStringArray column: Value.Text(Text(column.GetBytes(i)), sink); break;
            case StringViewArray column: Value.Text(Text(column.GetBytes(i)), sink); break;
            case Decimal128Array column: sink.AddNumber(Decimal(column.GetString(i))); break;
            case Decimal256Array column: sink.AddNumber(Decimal(column.GetString(i))); break;
            case TimestampArray column: sink.AddDate(column.GetTimestamp(i)!.Value.UtcDateTime); break;
            case Date32Array column: sink.AddDate(column.GetDateTime(i)!.Value); break;
            case Date64Array column: sink.AddDate(column.GetDateTime(i)!.Value); break;
            case NullArray: sink.AddMissing(); break;
            default: throw Place.Fault(sink.Name, $"the column holds values of the type {array.Data.DataType.Name}, which is no feature's", "leave the column out, or take its parts apart before", nameof(TableOptions.Drop));
        }
    }

    // The library's own strings are made of memory that a damaged file may point beyond; its bytes are within.
    private static string Text(ReadOnlySpan<byte> bytes) => Strict.GetString(bytes);

    private static double Decimal(string? text) => double.Parse(text!, System.Globalization.CultureInfo.InvariantCulture);

    private int Index(IArrowArray indices, int i) => indices switch
    {
        Int32Array column => column.Values[i],
        Int8Array column => column.Values[i],
        Int16Array column => column.Values[i],
        Int64Array column => checked((int)column.Values[i]),
        UInt8Array column => column.Values[i],
        UInt16Array column => column.Values[i],
        UInt32Array column => checked((int)column.Values[i]),
        _ => throw new TableException(Place.Text, $"the codes of a dictionary are of the type {indices.Data.DataType.Name}", "write them as 32-bit integers"),
    };
}
