using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CteFast.Attribution.Storage;

/// <summary>
/// The common format of stored files, little-endian: "CTEFAST" and a letter for the kind, 8 bytes; the hash of the model and data that the file belongs to,
/// 32 bytes; the contents; the SHA-256 of the contents, 32 bytes.
/// </summary>
internal static class StoredFile
{
    private const string Start = "CTEFAST";
    private const int HeadLength = 8 + ContentHash.Length;

    /// <summary>The most numbers read or written in one call: a span of bytes has a length of 31 bits.</summary>
    private const int Piece = 1 << 20;

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

    /// <summary>Checks a file's kind, fingerprint and contents, and opens it at the start of the contents.</summary>
    /// <exception cref="StoredFileException">One of them is not as expected.</exception>
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

    /// <summary>Reads numbers from a place of the file, in bytes; returns the place after them. Threads may share the file: it keeps no place of its own.</summary>
    public static long ReadAt<T>(SafeFileHandle file, long place, Span<T> values)
        where T : unmanaged
    {
        for (int start = 0; start < values.Length; start += Piece)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start)));
            while (bytes.Length > 0)
            {
                int read = RandomAccess.Read(file, bytes, place);
                if (read == 0) throw new EndOfStreamException("The file was cut short after it was opened.");
                bytes = bytes[read..];
                place += read;
            }
        }

        return place;
    }

    /// <summary>Reads the numbers that follow in a stream.</summary>
    public static void Read<T>(FileStream stream, Span<T> values)
        where T : unmanaged
    {
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
