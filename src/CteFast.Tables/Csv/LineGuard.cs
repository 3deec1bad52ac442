namespace CteFast.Tables.Csv;

/// <summary>
/// Text that ends with a failure where a very long line without quotes has far more fields than there are columns, before a parser makes room for them all. Short lines cost a search for their ends.
/// </summary>
/// <param name="text">The text, closed in the end.</param>
/// <param name="separator">The character between fields.</param>
/// <param name="columns">The number of columns.</param>
/// <param name="tooMany">The failure.</param>
internal sealed class LineGuard(TextReader text, char separator, int columns, Func<TableException> tooMany) : TextReader
{
    // Lines up to here take little memory however many fields they have.
    private const int LongLine = 1 << 20;

    private long _length, _separators;
    private bool _isQuoted;

    /// <inheritdoc/>
    public override int Read(Span<char> buffer)
    {
        int read = text.Read(buffer);
        Look(buffer[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override string? ReadLine() => text.ReadLine();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) text.Dispose();
        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<char> block)
    {
        int end = block.LastIndexOfAny('\r', '\n');
        if (end >= 0) (_length, _separators, _isQuoted) = (0, 0, false);
        ReadOnlySpan<char> line = block[(end + 1)..];
        _length += line.Length;
        _isQuoted |= line.Contains('"');
        if (_length <= LongLine) return;
        _separators += line.Count(separator);
        if (!_isQuoted && _separators > 2L * columns) throw tooMany();
    }
}
