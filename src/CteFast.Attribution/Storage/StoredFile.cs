using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CteFast.Attribution.Storage;

/// <summary>The common form of stored files: "CTEFAST" and a kind, 8 bytes, little-endian; the fingerprint of what it belongs to, 32; the contents; their SHA-256, 32.</summary>
internal static class StoredFile
{
    private const string Start = "CTEFAST";
    private const int HeadLength = 8 + ContentHash.Length;

    /// <summary>Where the contents begin.</summary>
    public const long ContentStart = HeadLength;

    /// <summary>Writes a file, whole or not at all.</summary>
    public static void Write(string path, char kind, ReadOnlySpan<byte> fingerprint, Action<StoredContent> write)
    {
        byte[] start = [.. Head(kind), .. fingerprint];
        WholeFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            stream.Write(start);
            write(new StoredContent(stream, hash));
            stream.Write(hash.GetHashAndReset());
        });
    }

    /// <summary>Opens a file, once its kind, fingerprint and contents are seen to be right; the stream stands at the contents.</summary>
    /// <exception cref="StoredFileException">They are not.</exception>
    public static FileStream Open(string path, char kind, ReadOnlySpan<byte> fingerprint, string what)
    {
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            Span<byte> head = stackalloc byte[HeadLength];
            if (stream.Length < HeadLength + ContentHash.Length || stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength || !head[..8].SequenceEqual(Head(kind)))
                throw new StoredFileException(path, $"this is no file of {what}; compute it anew");
            if (!head[8..].SequenceEqual(fingerprint))
                throw new StoredFileException(path, $"the {what} belong to another model, other data or other options; compute them anew");
            CheckContents(stream, path, what);
            stream.Position = ContentStart;
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads numbers.</summary>
    public static void Read<T>(FileStream stream, Span<T> values)
        where T : unmanaged
    {
        const int Piece = 1 << 20;
        for (int start = 0; start < values.Length; start += Piece)
            stream.ReadExactly(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start))));
    }

    private static void CheckContents(FileStream stream, string path, string what)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (long left = stream.Length - HeadLength - ContentHash.Length; left > 0;)
        {
            int read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0) break;
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        Span<byte> stored = buffer.AsSpan(0, ContentHash.Length);
        stream.ReadExactly(stored);
        if (!stored.SequenceEqual(hash.GetHashAndReset())) throw new StoredFileException(path, $"the {what} are damaged; compute them anew");
    }

    private static byte[] Head(char kind) => [.. Start.Select(c => (byte)c), (byte)kind];
}

/// <summary>The contents of a stored file as they are written.</summary>
internal sealed class StoredContent(FileStream stream, IncrementalHash hash)
{
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const int Piece = 1 << 20;
        for (int start = 0; start < values.Length; start += Piece)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start)));
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }
}
