namespace CteFast.Explain.Models.Reading;

/// <summary>
/// Makes strings of the numbers that JSON has no way to write and model libraries write all the same: <c>NaN</c>, <c>Infinity</c> and
/// <c>-Infinity</c> become strings of the same length, so that every place in the file stays what it was.
/// </summary>
internal sealed class JsonTokens
{
    private const byte NotInStrings = 1;      // a control character: no JSON string may hold it, so the reader stops there

    private bool _isInString, _isEscaped;
    private int _matched;
    private byte[] _token = [];

    /// <summary>Whether a string is what <c>NaN</c> became.</summary>
    public static bool IsNaN(ReadOnlySpan<byte> text) => text.SequenceEqual("a"u8);

    /// <summary>Whether a string is what an infinite number became.</summary>
    public static bool IsInfinity(ReadOnlySpan<byte> text, out bool isNegative)
    {
        isNegative = text.SequenceEqual("-nfinit"u8);
        return isNegative || text.SequenceEqual("nfinit"u8);
    }

    /// <summary>Rewrites the next bytes of the file.</summary>
    /// <param name="bytes">Bytes of which some have been rewritten before.</param>
    /// <param name="start">The first that is new; the one before it must still be there if it is a minus.</param>
    public void Rewrite(Span<byte> bytes, int start)
    {
        for (int i = start; i < bytes.Length; i++)
        {
            if (_matched > 0)
            {
                Match(ref bytes[i]);
                continue;
            }

            if (_isEscaped)
            {
                _isEscaped = false;
                continue;
            }

            Span<byte> rest = bytes[i..];
            int next = _isInString ? rest.IndexOfAny((byte)'"', (byte)'\\') : rest.IndexOfAny((byte)'"', (byte)'N', (byte)'I');
            if (next < 0)
                return;
            i += next;
            switch (bytes[i])
            {
                case (byte)'"':
                    _isInString = !_isInString;
                    break;
                case (byte)'\\':
                    _isEscaped = true;
                    break;
                case (byte)'N':
                    Begin("NaN"u8, ref bytes[i], (byte)'"');
                    break;
                default:
                    bool isNegative = i > 0 && bytes[i - 1] == '-';
                    if (isNegative)
                        bytes[i - 1] = (byte)'"';
                    Begin("Infinity"u8, ref bytes[i], isNegative ? (byte)'-' : (byte)'"');
                    break;
            }
        }
    }

    private void Begin(ReadOnlySpan<byte> token, ref byte first, byte written)
    {
        _token = token.ToArray();
        _matched = 1;
        first = written;
    }

    private void Match(ref byte next)
    {
        bool isLast = _matched == _token.Length - 1;
        if (next != _token[_matched])
        {
            next = NotInStrings;
            _matched = 0;
            return;
        }

        if (isLast)
            next = (byte)'"';
        _matched = isLast ? 0 : _matched + 1;
    }
}
