using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CteFast.Attribution.Storage;

/// <summary>The contents of a stored file as they are written.</summary>
internal sealed class StoredContent(FileStream stream, IncrementalHash hash)
{
    private const int Piece = 1 << 20;

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        for (int start = 0; start < values.Length; start += Piece)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start)));
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }
}
