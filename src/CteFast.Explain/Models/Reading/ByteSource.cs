using System.Runtime.InteropServices;

namespace CteFast.Explain.Models.Reading;

/// <summary>The bytes of a model, from any stream, through a buffer that is refilled: of the file no more is held than the token at hand takes.</summary>
/// <remarks>
/// What a file declares is never allocated: memory grows with the bytes that have come, and for one token to 64 MB at the most. The stream
/// need not know its length, and is read once from front to back.
/// </remarks>
internal sealed partial class ByteSource : IDisposable
{
    private const int LongestToken = 1 << 26;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private long _before;      // bytes that have left the buffer
    private JsonTokens? _tokens;

    /// <summary>Reads a stream from where it stands.</summary>
    public ByteSource(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (_stream, File) = (stream, file);
    }

    /// <summary>Reads from memory.</summary>
    public static ByteSource Of(ReadOnlyMemory<byte> bytes, string file) => new(
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false),
        file);

    /// <summary>The file's name, as the caller gave it.</summary>
    public string File { get; }

    /// <summary>The number of bytes taken.</summary>
    public long Position => _before + _start;

    /// <summary>The bytes that are there to take without another read; <see cref="Fill"/> makes them more.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether nothing follows the bytes available.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Whether all has been taken.</summary>
    public bool IsAtEnd => Peek(1).IsEmpty;

    /// <summary>Reads more behind the bytes available; their places in memory change.</summary>
    /// <exception cref="ModelFormatException">They are a token too long to hold.</exception>
    public void Fill()
    {
        if (_start > 0)
        {
            Available.CopyTo(_buffer);
            (_before, _start, _end) = (_before + _start, 0, _end - _start);
        }

        if (_end == LongestToken)
            throw Fault($"a text or number of more than {LongestToken >> 20} MB begins here; the file is no model, or damaged");
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        // As much again as is held: a long token that comes in small pieces is looked at a few times, not once a piece.
        int least = Math.Min(_buffer.Length - _end, Math.Max(1, _end));
        int read = IsLast ? 0 : _stream.ReadAtLeast(_buffer.AsSpan(_end), least, throwOnEndOfStream: false);
        IsLast = read < least;
        _end += read;
        _tokens?.Rewrite(_buffer.AsSpan(0, _end), _end - read);
    }

    /// <summary>From here on, makes strings of the numbers that JSON cannot write.</summary>
    public void RewriteTokens()
    {
        _tokens = new JsonTokens();
        _tokens.Rewrite(_buffer.AsSpan(0, _end), _start);
    }

    /// <summary>The next bytes, which stay to be taken: <paramref name="count"/> or more, fewer at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && !IsLast)
            Fill();
        return Available;
    }

    /// <summary>Takes the next byte.</summary>
    public byte Take()
    {
        if (_start == _end)
            Require(1);
        return _buffer[_start++];
    }

    /// <summary>Takes the next bytes, which stay in place until the next read.</summary>
    /// <exception cref="ModelFormatException">There are not as many, or more than a token may have.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _start < count)
            Require(count);
        _start += count;
        return Taken(count);
    }

    /// <summary>The bytes taken last.</summary>
    public ReadOnlySpan<byte> Taken(int count) => _buffer.AsSpan(_start - count, count);

    /// <summary>Takes bytes into an array that grows as they come.</summary>
    public byte[] ToArray(long count)
    {
        if (count <= _end - _start)
            return Take((int)count).ToArray();
        using var taken = new MemoryStream();
        for (long left = count; left > 0;)
        {
            Require(1, count);
            ReadOnlySpan<byte> part = Take((int)Math.Min(left, _end - _start));
            if (taken.Length + part.Length > Array.MaxLength)
                throw Fault($"{count} bytes in one piece are more than can be held");
            taken.Write(part);
            left -= part.Length;
        }

        return taken.ToArray();
    }

    /// <summary>Passes over the next bytes.</summary>
    public void Skip(long count)
    {
        for (long left = count; left > 0;)
        {
            Require(1, count);
            left -= Take((int)Math.Min(left, _end - _start)).Length;
        }
    }

    /// <summary>The exception that says what is wrong at the next byte.</summary>
    public ModelFormatException Fault(string problem) => new(File, $"byte {Position}", problem);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Require(int count) => Require(count, count);

    private void Require(int count, long wanted)
    {
        if (Peek(count).Length < count)
            throw Fault($"{wanted} bytes are expected, but the file ends; it is cut short or damaged, save the model again");
    }
}
