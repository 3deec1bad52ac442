namespace CteFast.Explain.Tests.Models;

/// <summary>A stream as pipes are: it cannot be sought, and gives a few bytes at a time; what it gives may be endless.</summary>
internal sealed class PatientStream(Func<long, int, byte[]> next, int seed = 0, int most = 7) : Stream
{
    private readonly Random _random = new(seed);
    private byte[] _part = [];
    private int _at;
    private long _position;

    /// <summary>Gives an array.</summary>
    public PatientStream(byte[] bytes, int seed = 0, int most = 7)
        : this((position, _) => position == 0 ? bytes : [], seed, most)
    {
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _part.Length)
            (_part, _at) = (next(_position, count), 0);
        int length = Math.Min(_part.Length - _at, Math.Min(count, 1 + _random.Next(most)));
        Array.Copy(_part, _at, buffer, offset, length);
        _at += length;
        _position += length;
        return length;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
