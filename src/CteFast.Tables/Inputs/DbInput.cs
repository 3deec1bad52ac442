using System.Data.Common;
using CteFast.Tables.Columns;

namespace CteFast.Tables.Inputs;

/// <summary>The rows of a database's reader. The reader stays the caller's.</summary>
internal sealed class DbInput : TableInput
{
    private const int BatchLength = 1024;

    private readonly DbDataReader _reader;

    public DbInput(DbDataReader reader, string name)
        : base(name)
    {
        _reader = reader;
        Columns = ColumnNames.Fill(Enumerable.Range(0, reader.FieldCount).Select(reader.GetName), _findings);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override IEnumerable<int> Read(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int count = 0;
        for (long row = 0; _reader.Read(); row++)
        {
            Place.Row = row;
            for (int column = 0; column < sinks.Length; column++)
            {
                if (sinks[column] is { } sink) Value.Give(_reader.IsDBNull(column) ? null : _reader.GetValue(column), sink, Place);
            }

            if (++count < BatchLength) continue;
            cancellationToken.ThrowIfCancellationRequested();
            yield return count;
            count = 0;
        }

        if (count > 0) yield return count;
    }
}
