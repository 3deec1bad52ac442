namespace CteFast.Cli.Read;

/// <summary>A file read from front to back, which reports how much of it has been read.</summary>
/// <param name="file">The file, which knows its length.</param>
/// <param name="progress">Receives the fraction read.</param>
internal sealed class ProgressStream(Stream file, IProgress<double> progress) : ReadOnlyStream
{
    /// <inheritdoc />
    public override long Length => file.Length;

    /// <inheritdoc />
    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        int read = file.Read(buffer);
        progress.Report(file.Length > 0 ? (double)file.Position / file.Length : 1);
        return read;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
