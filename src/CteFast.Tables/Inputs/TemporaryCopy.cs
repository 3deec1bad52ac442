using CteFast.Data;

namespace CteFast.Tables.Inputs;

/// <summary>Keeps what can be read only once: on disk, where there is room for more than in memory.</summary>
internal static class TemporaryCopy
{
    /// <summary>A copy of a stream at its beginning; it is removed when it is closed.</summary>
    public static FileStream Of(Stream stream, CancellationToken cancellationToken)
    {
        FileStream copy = TemporaryFile.OpenUnnamed();
        try
        {
            using (stream)
            {
                byte[] buffer = new byte[1 << 16];
                while (stream.Read(buffer) is > 0 and int read)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    copy.Write(buffer, 0, read);
                }
            }

            copy.Position = 0;
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
