using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using CteFast.Cli.Shell;
using CteFast.Numerics;

namespace CteFast.Cli.Read;

/// <summary>The rows of a CSV file, one after the other: of the text, only the row at hand is held. Rows count from 0, lines from 1.</summary>
internal sealed class CsvRows : IDisposable
{
    private const int RowsBetweenReports = 1024;

    // A quote that is never closed would take in the rest of the file.
    private const int LongestField = 1 << 24;

    private readonly string _name;
    private readonly Stream _stream;
    private readonly CsvParser _parser;
    private readonly IProgress<double>? _progress;
    private readonly RoundedColumns? _rounded;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Reads the header.</summary>
    /// <param name="name">The file's name in messages.</param>
    /// <param name="stream">The file, closed in the end.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="rounded">Receives every number read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public CsvRows(string name, Stream stream, IProgress<double>? progress = null, RoundedColumns? rounded = null, CancellationToken cancellationToken = default)
    {
        (_name, _stream, _progress, _cancellationToken, _rounded) = (name, stream, progress, cancellationToken, rounded);
        _parser = new CsvParser(new CsvSource(name, stream), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ",",
            MaxFieldSize = LongestField,
            BadDataFound = _ => throw OpenQuote(),
        });
        try
        {
            if (!ReadRecord())
                throw new InputException($"{name} is empty; the first line must name the columns");
        }
        catch
        {
            Dispose();
            throw;
        }

        Header = _parser.Record!;
    }

    /// <summary>The header's cells.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The number of the row at hand; −1 before the first.</summary>
    public long Row { get; private set; } = -1;

    /// <summary>The row at hand, or the header before the first, as it stands in the file.</summary>
    public string Text => _parser.RawRecord.Trim('\r', '\n');

    /// <summary>A cell of the row at hand, without blanks around it.</summary>
    public ReadOnlySpan<char> this[int column] => _parser[column].AsSpan().Trim();

    /// <summary>Goes on to the next row; false after the last.</summary>
    public bool Read()
    {
        if (!ReadRecord())
            return false;
        Row++;
        if (Row % RowsBetweenReports == 0)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _progress?.Report((double)_stream.Position / _stream.Length);
        }

        if (_parser.Count == Header.Count)
            return true;
        string fields = _parser.Count == 1 ? "1 field" : $"{_parser.Count} fields";
        throw new InputException($"{Place}: {fields}, but the header names {Header.Count}; add or remove fields");
    }

    /// <summary>Whether a cell says that there is no value: it is empty, NaN or NA.</summary>
    public bool IsMissing(int column) => this[column] is var cell && (cell.IsEmpty || cell.Equals("NaN", StringComparison.OrdinalIgnoreCase) || cell.SequenceEqual("NA"));

    /// <summary>A cell as a finite number.</summary>
    public float Number(int column)
        => TryNumber(column, out float number) ? number
            : throw (this[column].IsEmpty ? Fault(column, "the value is missing; fill it in or leave the row out")
                : Fault(column, $"{InputException.Quote(this[column])} is not a number; correct it, or give categories numbers"));

    /// <summary>A cell as a finite number with all its digits, which single precision therefore does not change.</summary>
    public double Double(int column)
    {
        if (!TryNumber(column, isHeldInSingle: false, out _)) _ = Number(column);
        return double.Parse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>A cell as a number, false where it is not one; throws where it is one that is not finite.</summary>
    public bool TryNumber(int column, out float number) => TryNumber(column, isHeldInSingle: true, out number);

    private bool TryNumber(int column, bool isHeldInSingle, out float number)
    {
        ReadOnlySpan<char> cell = this[column];
        if (!NumberText.TrySingle(cell, out number))
            return false;
        if (float.IsNaN(number))
            throw Fault(column, $"{InputException.Quote(cell)} is no value; if it is missing, leave the cell empty, where missing values are allowed, or the row out");
        if (!float.IsFinite(number))
            throw Fault(column, $"{InputException.Quote(cell)} is not finite; correct it or leave the row out");
        if (isHeldInSingle) _rounded?.Add(column, cell, number);
        return true;
    }

    /// <summary>A failure at a cell of the row at hand.</summary>
    public InputException Fault(int column, string what) => new($"{Place}, column {InputException.Quote(Header[column].Trim())}: {what}");

    /// <summary>Closes the file.</summary>
    public void Dispose() => _parser.Dispose();

    private string Place => $"{_name}, line {_parser.RawRow} (row {Row})";

    private bool ReadRecord()
    {
        try
        {
            if (!_parser.Read())
                return false;
            // All cells are looked at: an open quote is found in any column.
            for (int column = 0; column < _parser.Count; column++)
                _ = _parser[column];
            return true;
        }
        catch (DecoderFallbackException)
        {
            throw new InputException($"{_name} is not UTF-8 text; save it as UTF-8");
        }
        catch (MaxFieldSizeException)
        {
            throw OpenQuote();
        }
    }

    private InputException OpenQuote()
        => new($"{_name}, at or before line {_parser.RawRow}: a quote is open or stands inside a field; close or double it");
}
