using System.Text;

namespace CteFast.Data;

/// <summary>The mark by which a text file may say its encoding.</summary>
internal static class TextMark
{
    /// <summary>UTF-16 where the file begins with its mark, else UTF-8; both fail where bytes are no text. With an encoding that has a mark, a <see cref="StreamReader"/> skips it.</summary>
    /// <param name="stream">The file, which stays where it stands.</param>
    public static Encoding EncodingOf(Stream stream)
    {
        Span<byte> mark = stackalloc byte[2];
        long start = stream.Position;
        int read = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        stream.Position = start;
        return read < 2 || mark is not ([0xFF, 0xFE] or [0xFE, 0xFF]) ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true)
            : new UnicodeEncoding(bigEndian: mark[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true);
    }
}
