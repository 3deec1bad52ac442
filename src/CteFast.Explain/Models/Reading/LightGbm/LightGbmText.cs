using System.Globalization;
using System.Text;

namespace CteFast.Explain.Models.Reading.LightGbm;

/// <summary>The lines of a LightGBM model file: blocks of <c>name=value</c>, each ended by an empty line, that know where they stand.</summary>
internal sealed class LightGbmText(ByteSource source)
{
    private int _line;

    public static bool IsLightGbm(ReadOnlySpan<byte> bytes) => bytes.StartsWith("tree\n"u8) || bytes.StartsWith("tree\r\n"u8);

    /// <summary>Reads the lines up to the next empty one; false at the end of the file.</summary>
    public bool TryReadBlock(out Block block)
    {
        block = new Block(this);
        while (TryReadLine(out byte[] line))
        {
            if (line.Length > 0)
                block.Add(line, _line);
            else if (!block.IsEmpty)
                return true;
        }

        return !block.IsEmpty;
    }

    public ModelFormatException Fault(int line, string problem, Exception? inner = null) => new(source.File, $"line {line}", problem, inner);

    /// <summary>The exception for what is missing where the file has ended.</summary>
    public ModelFormatException FaultAtEnd(string problem) => Fault(_line, problem);

    /// <summary>The lines that are left, each without its end.</summary>
    public IEnumerable<string> Rest()
    {
        while (TryReadLine(out byte[] line))
            yield return Encoding.UTF8.GetString(line);
    }

    private bool TryReadLine(out byte[] line)
    {
        line = [];
        if (source.IsAtEnd)
            return false;
        int length, seen = 0;
        while ((length = source.Available[seen..].IndexOf((byte)'\n')) < 0 && !source.IsLast)
        {
            seen = source.Available.Length;
            source.Fill();
        }

        ReadOnlySpan<byte> taken = source.Take(length < 0 ? source.Available.Length : seen + length + 1).TrimEnd("\r\n"u8);
        line = taken.ToArray();
        _line++;
        return true;
    }

    /// <summary>Some lines of the file, by name.</summary>
    internal sealed class Block(LightGbmText text)
    {
        private readonly Dictionary<string, (ReadOnlyMemory<byte> Value, int Line)> _entries = [];

        public bool IsEmpty => _entries.Count == 0;

        /// <summary>The first line's number.</summary>
        public int Line { get; private set; }

        /// <summary>The first line's name.</summary>
        public string Name { get; private set; } = "";

        public void Add(byte[] line, int number)
        {
            int length = line.AsSpan().IndexOf((byte)'=');
            string name = Encoding.UTF8.GetString(length < 0 ? line : line.AsSpan(0, length));
            if (IsEmpty)
                (Line, Name) = (number, name);
            // .NET's own parsing takes no notice of NUL bytes behind a number.
            if (line.AsSpan().IndexOf((byte)0) >= 0)
                throw text.Fault(number, "the line holds a NUL byte; the file is damaged, save the model again");
            if (!_entries.TryAdd(name, (length < 0 ? default : line.AsMemory(length + 1), number)))
                throw text.Fault(number, $"\"{Shorten(name)}\" stands here for the second time");
        }

        public bool Has(string name) => _entries.ContainsKey(name);

        public string Text(string name) => Encoding.UTF8.GetString(Entry(name).Value.Span);

        public int Integer(string name) => int.TryParse(Entry(name).Value.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Fault(name, "a 32-bit integer is expected here");

        public int[] Integers(string name) => Numbers(name, "32-bit integers",
            static (ReadOnlySpan<byte> item, out int value) => int.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

        /// <summary>Numbers that are not negative; counts beyond 32 bits too.</summary>
        public double[] Counts(string name) => Numbers(name, "numbers from 0 on",
            static (ReadOnlySpan<byte> item, out double value) => Parse(item, out value) && value >= 0 && double.IsFinite(value));

        public uint[] Words(string name) => Numbers(name, "32-bit words",
            static (ReadOnlySpan<byte> item, out uint value) => uint.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out value));

        public double[] Doubles(string name) => Numbers<double>(name, "numbers", Parse);

        public ModelFormatException Fault(string name, string problem, Exception? inner = null) => text.Fault(Entry(name).Line, $"{name}: {problem}", inner);

        public ModelFormatException Fault(string problem, Exception? inner = null) => text.Fault(Line, problem, inner);

        // As C writes the infinite: half of real models part missing values from present ones by a threshold of inf.
        private static bool Parse(ReadOnlySpan<byte> item, out double value)
        {
            bool isNegative = item.StartsWith("-"u8);
            if (item[(isNegative ? 1 : 0)..].SequenceEqual("inf"u8))
            {
                value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            }

            return double.TryParse(item, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        private (ReadOnlyMemory<byte> Value, int Line) Entry(string name) => _entries.TryGetValue(name, out var entry)
            ? entry
            : throw Fault($"there is no \"{name}\" in this block; the file is damaged, save the model again");

        private delegate bool TryRead<T>(ReadOnlySpan<byte> item, out T value);

        private T[] Numbers<T>(string name, string expected, TryRead<T> tryRead)
        {
            ReadOnlySpan<byte> line = Entry(name).Value.Span;
            var values = new List<T>();
            while (!line.IsEmpty)
            {
                int length = line.IndexOf((byte)' ');
                ReadOnlySpan<byte> item = length < 0 ? line : line[..length];
                line = length < 0 ? default : line[(length + 1)..];
                if (!item.IsEmpty)
                    values.Add(tryRead(item, out T value) ? value : throw Fault(name, $"item {values.Count}: {expected} are expected here"));
            }

            return [.. values];
        }

        private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
    }
}
