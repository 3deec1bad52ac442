using System.Data.Common;
using Apache.Arrow;
using CteFast.Tables.Csv;
using CteFast.Tables.Inputs;

namespace CteFast.Tables;

/// <summary>Reads tables: files and database readers in, features with names, kinds and levels out.</summary>
public static class TableReader
{
    /// <summary>Reads a CSV file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">The file is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadTable ReadCsv(string path, TableOptions options = default, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadCsv(File.OpenRead(path), path, options, progress, cancellationToken);
    }

    /// <summary>Reads a CSV file from a stream. What can be read only once is kept in a temporary file meanwhile.</summary>
    /// <param name="stream">The file from where it stands; closed in the end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">The file is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadTable ReadCsv(Stream stream, string name, TableOptions options = default, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using Stream held = stream.CanSeek ? stream : TemporaryCopy.Of(stream, cancellationToken);
        using CsvInput input = new(held, name, options);
        return ReadPass.Read(input, options, progress, cancellationToken);
    }

    /// <summary>Reads the rows that a database gives: SQLite, PostgreSQL, DuckDB and others.</summary>
    /// <param name="reader">The reader, before its first row; left open.</param>
    /// <param name="name">A name for messages.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">The rows are no table: the message says where and what to do.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadTable Read(DbDataReader reader, string name = "the query", TableOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        using DbInput input = new(reader, name);
        return ReadPass.Read(input, options, progress: null, cancellationToken);
    }

    /// <summary>Reads a Parquet file, of it only the columns wanted, a group of rows at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">The file is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadTable ReadParquet(string path, TableOptions options = default, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadParquet(File.OpenRead(path), path, options, progress, cancellationToken);
    }

    /// <summary>Reads a Parquet file from a stream. What can be read only once is kept in a temporary file meanwhile.</summary>
    /// <param name="stream">The file; closed in the end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">The file is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadTable ReadParquet(Stream stream, string name, TableOptions options = default, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using ParquetInput input = new(stream.CanSeek ? stream : TemporaryCopy.Of(stream, cancellationToken), name);
        return ReadPass.Read(input, options, progress, cancellationToken);
    }

    /// <summary>Reads record batches of Arrow, which stay the caller's.</summary>
    /// <param name="batches">The batches, of one schema; at least one.</param>
    /// <param name="name">A name for messages.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">The batches are no table: the message says where and what to do.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadTable ReadArrow(IEnumerable<RecordBatch> batches, string name = "the batches", TableOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        RecordBatch[] all = [.. batches];
        if (all.Length == 0) throw new TableException(name, "there is no record batch", "give one at least");
        using ArrowInput input = new(all[0].Schema, all, name, owned: null);
        return ReadPass.Read(input, options, progress: null, cancellationToken);
    }

    /// <summary>Reads Arrow's IPC format, that of files (also called Feather) or that of streams, a record batch at a time.</summary>
    /// <param name="stream">The file; closed in the end. One of the file format must be seekable.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">The file is no table: the message says where and what to do.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadTable ReadArrow(Stream stream, string name, TableOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using Stream held = stream.CanSeek ? stream : TemporaryCopy.Of(stream, cancellationToken);
        using ArrowInput input = ArrowInput.Open(held, name);
        return ReadPass.Read(input, options, progress: null, cancellationToken);
    }
}
