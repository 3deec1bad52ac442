using System.Data.Common;
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
}
