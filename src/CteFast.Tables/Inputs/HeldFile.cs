using Microsoft.Win32.SafeHandles;

namespace CteFast.Tables.Inputs;

/// <summary>A file that is held open from the first reading to the last, so that another under its name changes nothing. A change of the file itself is refused.</summary>
/// <param name="name">The file's name in messages.</param>
/// <param name="file">The file, which can be read from any place; closed in the end.</param>
internal sealed class HeldFile(string name, FileStream file) : IDisposable
{
    private readonly (long Length, DateTime Written) _first = State(file.SafeFileHandle);

    private SafeFileHandle Handle => file.SafeFileHandle;

    /// <summary>The file from its beginning; several may be read at one time.</summary>
    public Stream Open()
    {
        CheckUnchanged();
        return new Reading(this);
    }

    /// <summary>Throws where the file is no longer what it was at first.</summary>
    /// <exception cref="TableException">It changed.</exception>
    public void CheckUnchanged()
    {
        if (State(Handle) != _first) throw new TableException(name, "the file changed while it was read", "read it again when nothing writes to it");
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static (long, DateTime) State(SafeFileHandle handle) => (RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));

    /// <summary>One reading of the file, with its own position.</summary>
    private sealed class Reading(HeldFile held) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => held._first.Length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            int read = RandomAccess.Read(held.Handle, buffer, Position);
            Position += read;
            if (read == 0 && buffer.Length > 0) held.CheckUnchanged();
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => Position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? Position : Length);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
