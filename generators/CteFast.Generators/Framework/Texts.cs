using System.Text;

namespace System;

/// <summary>Members of texts, lists and streams that netstandard2.0 lacks and the shared readers use.</summary>
internal static class Texts
{
    extension(ArgumentNullException)
    {
        public static void ThrowIfNull(object? argument)
        {
            if (argument is null) throw new ArgumentNullException(nameof(argument));
        }
    }

    extension(Array)
    {
        public static int MaxLength => 0x7FFFFFC7;
    }

    extension(Encoding encoding)
    {
        public string GetString(ReadOnlySpan<byte> bytes) => encoding.GetString(bytes.ToArray());
    }

    extension(string text)
    {
        public bool StartsWith(char start) => text.Length > 0 && text[0] == start;

        public bool EndsWith(char end) => text.Length > 0 && text[text.Length - 1] == end;

        public string[] Split(char separator, StringSplitOptions options) => text.Split([separator], options);
    }

    extension<T>(List<T> list)
    {
        public void AddRange(ReadOnlySpan<T> items)
        {
            foreach (T item in items) list.Add(item);
        }
    }

    extension<TKey, TValue>(Dictionary<TKey, TValue> entries)
    {
        public bool TryAdd(TKey key, TValue value)
        {
            if (entries.ContainsKey(key)) return false;
            entries.Add(key, value);
            return true;
        }
    }

    extension<T>(IEnumerable<T> items)
    {
        public T FirstOrDefault(Func<T, bool> predicate, T otherwise) => items.Where(predicate).DefaultIfEmpty(otherwise).First();
    }

    extension(ReadOnlySpan<byte> bytes)
    {
        public bool Contains(byte value) => bytes.IndexOf(value) >= 0;

        public ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> trimmed)
        {
            while (!bytes.IsEmpty && trimmed.IndexOf(bytes[0]) >= 0) bytes = bytes.Slice(1);
            return bytes;
        }

        public ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> trimmed)
        {
            while (!bytes.IsEmpty && trimmed.IndexOf(bytes[bytes.Length - 1]) >= 0) bytes = bytes.Slice(0, bytes.Length - 1);
            return bytes;
        }
    }

    extension(Stream stream)
    {
        public int ReadAtLeast(Span<byte> buffer, int least, bool throwOnEndOfStream)
        {
            var bytes = new byte[buffer.Length];
            int count = 0;
            for (int read = 1; count < least && read > 0; count += read) read = stream.Read(bytes, count, bytes.Length - count);
            bytes.AsSpan(0, count).CopyTo(buffer);
            return !throwOnEndOfStream || count >= least ? count : throw new EndOfStreamException();
        }

        public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes.ToArray(), 0, bytes.Length);
    }
}
