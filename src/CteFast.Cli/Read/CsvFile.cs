using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Explain.Models.Trees;

namespace CteFast.Cli.Read;

/// <summary>
/// A CSV file with a header: commas, quotes, UTF-8, any line ends. It is read from its beginning each time; its text is never
/// held in memory.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private const string StandardInput = "-";

    private readonly Func<Stream> _open;
    private readonly HeldFile? _file;
    private readonly TextWriter? _notes;
    private readonly RoundedColumns _rounded;
    private readonly Dictionary<string, int> _places = [];
    private readonly CancellationToken _cancellationToken;

    /// <summary>Reads the header.</summary>
    /// <param name="name">The file's name in messages.</param>
    /// <param name="open">Opens the file at its beginning.</param>
    /// <param name="cancellationToken">Cancels whatever is read of it.</param>
    public CsvFile(string name, Func<Stream> open, CancellationToken cancellationToken = default)
        : this(name, open, file: null, notes: null, cancellationToken)
    {
    }

    private CsvFile(string name, Func<Stream> open, HeldFile? file, TextWriter? notes, CancellationToken cancellationToken)
    {
        Name = name;
        _open = open;
        _file = file;
        _notes = notes;
        _cancellationToken = cancellationToken;

        using CsvRows header = new(name, open());
        Columns = [.. header.Header.Select(column => column.Trim())];
        HeaderLine = header.Text;
        _rounded = new RoundedColumns(Columns.Count);
        if (Columns is [string only] && !HeaderLine.Contains('"') && only.AsSpan().IndexOfAny(';', '\t') >= 0)
            throw new InputException($"{name} has one column, {InputException.Quote(only)}; fields are separated by commas, and numbers written with a point: save it so");
        for (int i = 0; i < Columns.Count; i++) _places.TryAdd(Columns[i], i);
        if (_places.Count < Columns.Count && Columns.CountBy(column => column).First(column => column.Value > 1) is { Key: string twice } same)
            throw new InputException($"{name}: {same.Value} columns are called {InputException.Quote(twice)}; give each another name");
    }

    /// <summary>Opens a file, or standard input for <c>-</c>, and reads the header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="terminal">Whose standard input is meant, and on whose standard error columns are named that single precision changes.</param>
    /// <param name="cancellationToken">Cancels whatever is read of it.</param>
    public static CsvFile Open(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        if (path == StandardInput)
            return OpenCopy("standard input", terminal.In, terminal.Error, cancellationToken);
        InputFile.Check(path);
        FileStream stream = InputFile.Wait(() => File.OpenRead(path), cancellationToken);
        // Pipes can be read only once.
        return stream.CanSeek ? Hold(path, stream, terminal.Error, cancellationToken) : OpenCopy(path, stream, terminal.Error, cancellationToken);
    }

    /// <summary>Keeps what can be read only once: on disk, where there is room for more than in memory.</summary>
    private static CsvFile OpenCopy(string name, Stream stream, TextWriter notes, CancellationToken cancellationToken)
    {
        FileStream copy = TemporaryFile.OpenUnnamed();
        try
        {
            using (stream)
            {
                InputFile.Wait(() =>
                {
                    stream.CopyTo(copy);
                    return true;
                }, cancellationToken);
            }

            copy.Flush();
        }
        catch
        {
            copy.Dispose();
            throw;
        }

        return Hold(name, copy, notes, cancellationToken);
    }

    /// <summary>Holds a file open and reads its header.</summary>
    private static CsvFile Hold(string name, FileStream stream, TextWriter? notes, CancellationToken cancellationToken)
    {
        HeldFile file = new(name, stream);
        try
        {
            return new CsvFile(name, file.Open, file, notes, cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file's name, as the user gave it.</summary>
    public string Name { get; }

    /// <summary>The columns' names in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The header as it stands in the file.</summary>
    public string HeaderLine { get; }

    /// <summary>The place of a column.</summary>
    public int IndexOf(string column) => Find(column) ?? throw new InputException($"{Name} has no column {InputException.Quote(column)}; its columns are {InputException.List(Columns)}");

    /// <summary>The place of a column, or null where there is none.</summary>
    public int? Find(string column) => _places.TryGetValue(column, out int place) ? place : null;

    /// <summary>The rows, from the first.</summary>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    public CsvRows OpenRows(IProgress<double>? progress = null) => new(Name, _open(), progress, _rounded, _cancellationToken);

    /// <summary>The most rows there can be: as many as lines.</summary>
    public long CountLines()
    {
        using Stream stream = _open();
        byte[] buffer = new byte[1 << 16];
        long lines = 1;
        while (stream.Read(buffer) is > 0 and int read)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            // Where \r and \n lie on two sides of a buffer's end they count twice: still no fewer than there are.
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, read);
            lines += bytes.Count((byte)'\n') + bytes.Count((byte)'\r') - bytes.Count("\r\n"u8);
        }

        return lines;
    }

    /// <summary>Reads every row's cells in the given columns, in the order given: finite numbers all of them.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="allowMissing">Whether cells may be empty, NaN or NA; they are read as NaN.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="codes">By column, the levels whose codes are read instead of their cells; null for a column of numbers.</param>
    /// <param name="trees">The trees that compare the columns in double precision, or null.</param>
    public NumberTable ReadNumbers(ReadOnlySpan<int> columns, bool allowMissing = false, IProgress<double>? progress = null, LevelCodes?[]? codes = null, DoubleTrees? trees = null)
        => ReadNumbers(columns, allowMissing, progress, codes, trees, static _ => { });

    /// <summary>As <see cref="ReadNumbers(ReadOnlySpan{int}, bool, IProgress{double}, LevelCodes[], DoubleTrees)"/>, and of one more column the labels' texts, which may not be missing.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="label">The labels' column.</param>
    /// <param name="allowMissing">Whether cells of the other columns may be empty, NaN or NA; they are read as NaN.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="codes">By column, the levels whose codes are read instead of their cells; null for a column of numbers.</param>
    /// <param name="trees">The trees that compare the columns in double precision, or null.</param>
    public (NumberTable Table, string[] Labels) ReadLabelled(ReadOnlySpan<int> columns, int label, bool allowMissing = false, IProgress<double>? progress = null,
        LevelCodes?[]? codes = null, DoubleTrees? trees = null)
    {
        List<string> labels = [];
        HashSet<string> distinct = [];
        var known = distinct.GetAlternateLookup<ReadOnlySpan<char>>();
        NumberTable table = ReadNumbers(columns, allowMissing, progress, codes, trees, row =>
        {
            if (row.IsMissing(label)) throw row.Fault(label, "the label is missing; fill it in or leave the row out");
            // Labels are few or short: each text is held once.
            if (!known.TryGetValue(row[label], out string? text)) distinct.Add(text = row[label].ToString());
            labels.Add(text);
        });
        return (table, [.. labels]);
    }

    private NumberTable ReadNumbers(ReadOnlySpan<int> columns, bool allowMissing, IProgress<double>? progress, LevelCodes?[]? codes, DoubleTrees? trees, Action<CsvRows> readMore)
    {
        bool isMoved = trees is not null && Enumerable.Range(0, columns.Length).Any(trees.IsMoved);
        NumberTable? shown = isMoved ? new NumberTable(this, columns.Length) : null;
        NumberTable table = shown is null ? new(this, columns.Length) : new(this, columns.Length) { Shown = shown };
        using CsvRows rows = OpenRows(progress);
        float[] row = new float[columns.Length], toShow = new float[columns.Length];
        while (rows.Read())
        {
            for (int j = 0; j < row.Length; j++)
            {
                if (trees is not null && codes?[j] is null && !(allowMissing && rows.IsMissing(columns[j])))
                {
                    double number = rows.Double(columns[j]);
                    (row[j], toShow[j]) = (trees.ToSingle(j, number), (float)number);
                    continue;
                }

                row[j] = allowMissing && rows.IsMissing(columns[j]) ? float.NaN : codes?[j] is { } levels ? levels.Code(rows[columns[j]]) : rows.Number(columns[j]);
                toShow[j] = row[j];
            }

            table.Add(row);
            shown?.Add(toShow);
            readMore(rows);
        }

        table.CheckNotEmpty();
        return table;
    }

    /// <summary>The rows of the given numbers as they stand in the file, in the order given.</summary>
    /// <exception cref="InputException">The file changed, or has no such row.</exception>
    public IEnumerable<string> Lines(IReadOnlyList<long> numbers)
    {
        HashSet<long> missing = [.. numbers];
        Dictionary<long, string> lines = [];
        using CsvRows rows = OpenRows();
        while (missing.Count > 0 && rows.Read())
        {
            if (missing.Remove(rows.Row)) lines[rows.Row] = rows.Text;
        }

        _file?.CheckUnchanged();
        if (missing.Count > 0)
            throw new InputException($"{Name} has no row {missing.Min()} any more; run the command again when nothing writes to the file");
        return numbers.Select(number => lines[number]);
    }

    /// <summary>Names the columns that single precision changed, once for all readings, and closes the file; what was kept of standard input is removed.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        if (_notes is null) return;
        foreach (string note in _rounded.Notes(Name, Columns)) _notes.WriteLine(InputException.OneLine(note));
    }
}
