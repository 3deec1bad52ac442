using System.Buffers;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Read;

/// <summary>
/// The text of a CSV file, decoded strictly: chosen rows are written as they stand, so no byte may be replaced in silence. It ends with a failure where a line
/// has far more fields than the header, before the parser makes room for them all.
/// </summary>
internal sealed class CsvSource(string name, Stream stream) : TextReader
{
    /// <summary>The most columns of a file.</summary>
    public const int MostColumns = 1_000_000;

    // A line with a few fields too many is named by the parser's reader, which knows their number.
    private const int Allowance = 1000;

    private static readonly SearchValues<char> Marks = SearchValues.Create(",\"\r\n");

    private readonly StreamReader _reader = new(stream, TextMark.EncodingOf(stream), detectEncodingFromByteOrderMarks: false);
    private long _line = 1, _commas, _most = MostColumns;
    private bool _isQuoted, _isHeader = true, _isEmpty = true;

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        int read = _reader.Read(buffer, index, count);
        Look(buffer.AsSpan(index, read));
        return read;
    }

    /// <inheritdoc/>
    public override int Peek() => _reader.Peek();

    /// <inheritdoc/>
    public override int Read()
    {
        int read = _reader.Read();
        if (read >= 0) Look([(char)read]);
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _reader.Dispose();
        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Marks) is >= 0 and int at)
        {
            _isEmpty &= at == 0;
            Mark(text[at]);
            text = text[(at + 1)..];
        }

        _isEmpty &= text.IsEmpty;
    }

    private void Mark(char mark)
    {
        if (mark is '\r' or '\n')
        {
            if (mark == '\n') _line++;
            if (_isQuoted || _isEmpty) return;
            if (_isHeader) (_isHeader, _most) = (false, Math.Min(MostColumns, 2 * _commas + Allowance));
            (_commas, _isEmpty) = (0, true);
            return;
        }

        _isEmpty = false;
        if (mark == '"') _isQuoted = !_isQuoted;
        else if (!_isQuoted && ++_commas > _most) throw TooManyFields();
    }

    private InputException TooManyFields() => new(_isHeader ? $"{name}: the header names more than {MostColumns:N0} columns, which is more than a table here has"
        : $"{name}, line {_line}: there are more than {_most} fields, far more than the header names; add line ends or remove fields");
}
