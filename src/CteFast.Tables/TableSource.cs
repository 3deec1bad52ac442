using CteFast.Data;
using CteFast.Tables.Columns;
using CteFast.Tables.Csv;
using CteFast.Tables.Inputs;

namespace CteFast.Tables;

/// <summary>
/// A table that can be read more than once: its columns first, then all its rows, or blocks of them in bounded memory. CSV, Parquet and Arrow files are told apart by
/// their first bytes. A file is held open until the end, so that another under its name changes nothing; a change of the file itself is refused.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class TableSource : IDisposable
{
    private readonly Func<Stream> _open;
    private readonly HeldFile? _file;

    /// <summary>Takes what can be opened again and again, such as a resource.</summary>
    /// <param name="name">The table's name in messages.</param>
    /// <param name="open">Opens it at its beginning; the stream is closed after each reading.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="TableException">It is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public TableSource(string name, Func<Stream> open, TableOptions options = default)
        : this(name, open, file: null, options)
    {
    }

    private TableSource(string name, Func<Stream> open, HeldFile? file, TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(open);
        (Name, Options, _open, _file) = (name, options, open, file);
        using TableInput input = Input(options);
        Columns = [.. input.Columns];
        IsText = input is CsvInput;
        _ = ReadPass.Names(input);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="cancellationToken">Cancels the copying of what can be read only once.</param>
    /// <exception cref="TableException">It is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The copying was cancelled.</exception>
    public static TableSource Open(string path, TableOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(File.OpenRead(path), path, options, cancellationToken);
    }

    /// <summary>Opens a stream. What is no file on a disk is kept in a temporary file meanwhile.</summary>
    /// <param name="stream">The table; closed in the end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="cancellationToken">Cancels the copying.</param>
    /// <exception cref="TableException">It is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The copying was cancelled.</exception>
    public static TableSource Open(Stream stream, string name, TableOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = new HeldFile(name, stream is FileStream { CanSeek: true } seekable ? seekable : TemporaryCopy.Of(stream, cancellationToken));
        try
        {
            return new TableSource(name, file.Open, file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The name in messages.</summary>
    public string Name { get; }

    /// <summary>How it is read unless a reading says otherwise.</summary>
    public TableOptions Options { get; }

    /// <summary>The columns' names in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Whether it is a text file of lines, not Parquet or Arrow.</summary>
    public bool IsText { get; }

    /// <summary>Reads all rows.</summary>
    /// <param name="options">What is read: <see cref="Options"/> with more, such as columns and targets. How the file is written is as in <see cref="Options"/>.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">It cannot be read so: the message says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public ReadTable Read(TableOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        using TableInput input = Input(options);
        ReadTable table = ReadPass.Read(input, options, progress, cancellationToken);
        _file?.CheckUnchanged();
        return table;
    }

    /// <summary>Reads all rows and keeps none: what the columns are, in memory that does not grow with the rows.</summary>
    /// <param name="options">As of <see cref="Read"/>.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">It cannot be read so: the message says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public TableDescription Describe(TableOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        using TableInput input = Input(options);
        TableDescription description = ReadPass.Describe(input, options, progress, cancellationToken);
        _file?.CheckUnchanged();
        return description;
    }

    /// <summary>Reads the rows in blocks, of which one is held at a time: some thousand rows, or a group of rows of a Parquet file.</summary>
    /// <param name="schema">The features, as <see cref="Describe"/> found them: other columns are not read.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">It cannot be read so: the message says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public IEnumerable<FeatureTable> ReadBlocks(FeatureSchema schema, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Blocks();

        IEnumerable<FeatureTable> Blocks()
        {
            using TableInput input = Input(Options);
            foreach (FeatureTable block in ReadPass.Blocks(input, Options with { Schema = schema, Columns = null, Drop = null, Targets = null }, progress, cancellationToken)) yield return block;
            _file?.CheckUnchanged();
        }
    }

    /// <summary>Rows as lines of a CSV file: those of a text file as they stand in it, of others with commas between the cells.</summary>
    /// <param name="rows">The rows' numbers from 0.</param>
    /// <param name="header">Receives the line of the columns' names; null where a text file has none.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The lines, in the order of <paramref name="rows"/>.</returns>
    /// <exception cref="TableException">There is no such row any more.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public IReadOnlyList<string> ReadLines(IReadOnlyList<long> rows, out string? header, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Dictionary<long, string> lines = rows.Distinct().ToDictionary(row => row, _ => "");
        using TableInput input = Input(Options);
        long found = input is CsvInput csv ? csv.ReadLines(lines, out header, cancellationToken) : LineSink.ReadLines(input, lines, out header, cancellationToken);
        _file?.CheckUnchanged();
        return found == lines.Count ? [.. rows.Select(row => lines[row])]
            : throw new TableException(Name, $"there is no row {lines.Where(line => line.Value.Length == 0).Min(line => line.Key)} any more", "read it again when nothing writes to it");
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private TableInput Input(TableOptions options)
    {
        Stream stream = _open();
        try
        {
            Span<byte> mark = stackalloc byte[6];
            int length = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            mark = mark[..length];
            return mark.StartsWith("PAR1"u8) ? new ParquetInput(stream, Name)
                : mark.StartsWith("ARROW1"u8) || mark.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF]) ? ArrowInput.Open(stream, Name)
                : new CsvInput(stream, Name, options);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
