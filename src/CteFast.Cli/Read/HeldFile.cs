using CteFast.Cli.Shell;
using Microsoft.Win32.SafeHandles;

namespace CteFast.Cli.Read;

/// <summary>A file that is held open from the first reading to the last, so that another under its name changes nothing. A change of the file itself is refused.</summary>
/// <param name="name">The file's name in messages.</param>
/// <param name="file">The file, which can be read from any place; closed in the end.</param>
internal sealed class HeldFile(string name, FileStream file) : IDisposable
{
    private readonly (long Length, DateTime Written) _first = State(file.SafeFileHandle);

    /// <summary>The file from its beginning; several may be read at one time.</summary>
    public Stream Open()
    {
        CheckUnchanged();
        return new Reading(this);
    }

    /// <summary>Throws where the file is no longer what it was at first.</summary>
    public void CheckUnchanged()
    {
        if (State(Handle) != _first)
            throw new InputException($"{name} changed while it was read; run the command again when nothing writes to the file");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private SafeFileHandle Handle => file.SafeFileHandle;

    private static (long, DateTime) State(SafeFileHandle handle) => (RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));

    /// <summary>One reading of the file, with its own position.</summary>
    private sealed class Reading(HeldFile held) : ReadOnlyStream
    {
        private long _position;

        public override long Length => held._first.Length;

        public override long Position
        {
            get => _position;
            set => _position = value;
        }

        public override int Read(Span<byte> buffer)
        {
            int read = RandomAccess.Read(held.Handle, buffer, _position);
            _position += read;
            if (read == 0 && buffer.Length > 0) held.CheckUnchanged();
            return read;
        }
    }
}
