using System.Text;
using CteFast.Data;
using CteFast.Tables.Columns;
using CteFast.Tables.Inputs;
using nietras.SeparatedValues;

namespace CteFast.Tables.Csv;

/// <summary>A CSV file. Of its text only the row at hand is held, which has at most 16,777,216 characters.</summary>
internal sealed class CsvInput : TableInput
{
    private const int SampleLength = 1 << 16;
    private const int LongestHeader = 1 << 24;
    private const int MostColumns = 1_000_000;
    private const int BatchLength = 1024;

    private readonly Stream _stream;
    private readonly long _start;
    private readonly Encoding _encoding;
    private readonly CsvDialect _dialect;
    private readonly MissingWords _missing;
    private readonly int _skip;

    /// <summary>Looks at the beginning.</summary>
    /// <param name="stream">The file, which can be read from any place; it is closed in the end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How it is written, as far as that is known.</param>
    public CsvInput(Stream stream, string name, TableOptions options)
        : base(name)
    {
        (_stream, _start, _skip) = (stream, stream.Position, options.SkipLines);
        _missing = new MissingWords(options.Missing);
        _encoding = options.Encoding is { } given ? (Encoding)given.Clone() : TextMark.EncodingOf(stream);
        if (options.Encoding is not null) _encoding.DecoderFallback = DecoderFallback.ExceptionFallback;
        (string sample, bool isWhole) = Decode(Sample);
        _dialect = new CsvDialect(name, sample, isWhole, options);
        if (_dialect.Columns.Count > MostColumns) throw new TableException(name, $"the header names more than {MostColumns} columns", "a table here has at most that many");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _dialect.Columns;

    /// <inheritdoc/>
    public override IEnumerable<TableFinding> Findings => _missing.Finding() is { } missing ? _dialect.Findings.Append(missing) : _dialect.Findings;

    /// <inheritdoc/>
    protected override IEnumerable<int> Read(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int[] wanted = [.. Enumerable.Range(0, sinks.Length).Where(column => sinks[column] is not null)];
        ColumnSink[] wantedSinks = [.. wanted.Select(column => sinks[column]!)];
        using StreamReader text = Open();
        using SepReader reader = Rows(text, isUnescaped: true);
        bool isHeader = _dialect.HasHeader;
        int count = 0;
        while (Decode(reader.MoveNext))
        {
            SepReader.Row row = reader.Current;
            if (row.Span.IsEmpty || row.ColCount == 0) continue;
            Place.Line = row.LineNumberFrom + _skip;
            if (row.Span.Contains('"') && !CsvQuotes.AreWhole(row.Span, _dialect.Separator)) throw OpenQuote();
            if (isHeader)
            {
                isHeader = false;
                continue;
            }

            if (row.ColCount != Columns.Count) throw Ragged(row.ColCount);
            for (int j = 0; j < wanted.Length; j++) Give(row[wanted[j]].Span.Trim(), wantedSinks[j]);
            Place.Row++;
            if (++count < BatchLength) continue;
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report((double)(_stream.Position - _start) / Math.Max(1, _stream.Length - _start));
            yield return count;
            count = 0;
        }

        progress?.Report(1);
        if (count > 0) yield return count;
    }

    /// <summary>Rows as they stand in the file.</summary>
    /// <param name="lines">By row, its line, which is filled in.</param>
    /// <param name="header">Receives the line of the columns' names; null where there is none.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>How many of the rows there are.</returns>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public long ReadLines(Dictionary<long, string> lines, out string? header, CancellationToken cancellationToken)
    {
        header = null;
        long found = 0;
        using StreamReader text = Open();
        using SepReader reader = Rows(text, isUnescaped: false);
        bool isHeader = _dialect.HasHeader;
        for (long row = 0; found < lines.Count && Decode(reader.MoveNext);)
        {
            SepReader.Row at = reader.Current;
            if (at.Span.IsEmpty || at.ColCount == 0) continue;
            if (isHeader)
            {
                (header, isHeader) = (at.Span.ToString(), false);
                continue;
            }

            if (row % BatchLength == 0) cancellationToken.ThrowIfCancellationRequested();
            if (lines.ContainsKey(row))
            {
                lines[row] = at.Span.ToString();
                found++;
            }

            row++;
        }

        return found;
    }

    /// <inheritdoc/>
    public override void Dispose() => _stream.Dispose();

    private void Give(ReadOnlySpan<char> cell, ColumnSink sink)
    {
        if (_missing.Contains(cell)) sink.AddMissing();
        else if (!sink.TakesTexts && _dialect.Numbers.TryParse(cell, out double number)) sink.AddNumber(number);
        else sink.AddText(cell);
    }

    /// <summary>The beginning of the text, with the whole of its first lines.</summary>
    private (string Text, bool IsWhole) Sample()
    {
        using StreamReader reader = Open();
        char[] sample = new char[SampleLength];
        for (int length = 0; ;)
        {
            length += reader.ReadBlock(sample, length, sample.Length - length);
            ReadOnlySpan<char> text = sample.AsSpan(0, length);
            if (length < sample.Length || text.Count('\n') + text.Count('\r') > 2 * _skip + 1) return (new string(text), length < sample.Length);
            if (length >= LongestHeader) throw new TableException(Place.Name, $"the first {length} characters hold no line of columns", "give a CSV file, whose first line names the columns");
            Array.Resize(ref sample, 2 * length);
        }
    }

    private StreamReader Open()
    {
        _stream.Position = _start;
        return new StreamReader(_stream, _encoding, detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen: true);
    }

    // Rows are checked here, so that the message says where and what.
    private SepReader Rows(StreamReader text, bool isUnescaped)
    {
        for (int line = 0; line < _skip; line++) text.ReadLine();
        return Decode(() => Sep.New(_dialect.Separator).Reader(options => options with { HasHeader = false, Unescape = isUnescaped, DisableColCountCheck = true }).From(new LineGuard(text, _dialect.Separator, Columns.Count, TooManyFields)));
    }

    private T Decode<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException)
        {
            throw NotText();
        }
        catch (NotSupportedException)
        {
            throw OpenQuote();
        }
    }

    private TableException NotText() => new(Place.Line > 0 ? $"{Place.Name}, after line {Place.Line}" : Place.Name, $"the bytes are no text in {_encoding.WebName}", "save the file as UTF-8, or say its encoding", nameof(TableOptions.Encoding));

    private TableException OpenQuote() => new($"{Place.Name}, at or before line {Math.Max(1, Place.Line)}", "a quote is open or stands inside a field", "close or double it");

    private TableException TooManyFields() => new($"{Place.Name}, after line {Place.Line}", $"a line has far more fields than the {Columns.Count} that {(_dialect.HasHeader ? "the header names" : "the first line has")}", "add line ends or remove fields");

    private TableException Ragged(int fields) => new(Place.Text, $"{(fields == 1 ? "1 field" : $"{fields} fields")}, but {(_dialect.HasHeader ? "the header names" : "the first line has")} {Columns.Count}", "add or remove fields");
}
