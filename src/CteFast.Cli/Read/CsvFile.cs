using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace CteFast.Cli.Read;

/// <summary>A CSV file with a header: commas, quotes, UTF-8, any line ends. Rows count from 0, lines from 1.</summary>
internal sealed class CsvFile
{
    private readonly string _text;
    private readonly Range _headerLine;

    /// <summary>Reads the header of <paramref name="text"/>.</summary>
    /// <param name="name">The file's name in messages.</param>
    /// <param name="text">The whole file.</param>
    public CsvFile(string name, string text)
    {
        Name = name;
        _text = text;

        using CsvParser parser = Parser();
        if (!parser.Read())
            throw new InputException($"{name} is empty; the first line must name the columns");
        Columns = [.. parser.Record!.Select(column => column.Trim())];
        _headerLine = LineEndingAt((int)parser.CharCount, 0);

        if (Columns.CountBy(column => column).FirstOrDefault(column => column.Value > 1) is { Key: string twice } same)
            throw new InputException($"{name}: {same.Value} columns are called {InputException.Quote(twice)}; give each a name of its own");
    }

    /// <summary>Reads a file's text and its header.</summary>
    public static CsvFile Open(string path)
    {
        InputFile.Check(path);
        try
        {
            // Strict: chosen rows are written as they stand, so no byte may be replaced in silence.
            return new CsvFile(path, File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)));
        }
        catch (DecoderFallbackException)
        {
            throw new InputException($"{path} is not UTF-8 text; save it as UTF-8");
        }
    }

    /// <summary>The file's name, as the user gave it.</summary>
    public string Name { get; }

    /// <summary>The columns' names in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The header as it stands in the file.</summary>
    public ReadOnlySpan<char> HeaderLine => _text.AsSpan(_headerLine);

    /// <summary>A row as it stands in the file.</summary>
    public ReadOnlySpan<char> Line(Range line) => _text.AsSpan(line);

    /// <summary>The place of a column.</summary>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column)
                return i;
        }

        throw new InputException($"{Name} has no column {InputException.Quote(column)}; its columns are {InputException.List(Columns)}");
    }

    /// <summary>Reads every row's cells in the given columns, in the order given.</summary>
    public NumberTable ReadNumbers(ReadOnlySpan<int> columns)
    {
        List<float> values = [];
        List<Range> lines = [];

        using CsvParser parser = Parser();
        parser.Read();
        int start = (int)parser.CharCount;
        while (parser.Read())
        {
            string[] cells = parser.Record!;       // all of them: an open quote is found in any column
            if (cells.Length != Columns.Count)
            {
                string fields = cells.Length == 1 ? "1 field" : $"{cells.Length} fields";
                string place = Place(parser, lines.Count);
                throw new InputException($"{place}: {fields}, but the header names {Columns.Count}; add or remove fields");
            }

            foreach (int column in columns)
                values.Add(Number(cells[column], parser, lines.Count, column));
            int end = (int)parser.CharCount;
            lines.Add(LineEndingAt(end, start));
            start = end;
        }

        if (lines.Count == 0)
            throw new InputException($"{Name} has a header but no rows; there is nothing to read");
        return new NumberTable([.. CollectionsMarshal.AsSpan(values)], columns.Length, lines);
    }

    private CsvParser Parser() => new(new StringReader(_text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = ",",
        BadDataFound = bad => throw new InputException(
            $"{Name}, at or before line {bad.Context.Parser!.RawRow}: a quote is open or stands inside a field; close or double it"),
    });

    private float Number(ReadOnlySpan<char> text, CsvParser parser, int row, int column)
    {
        ReadOnlySpan<char> cell = text.Trim();
        bool parsed = float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float number);
        if (parsed && float.IsFinite(number))
            return number;

        string place = $"{Place(parser, row)}, column {InputException.Quote(Columns[column])}";
        if (cell.IsEmpty || float.IsNaN(number))
            throw new InputException($"{place}: the value is missing; fill it in or leave the row out");
        throw new InputException(parsed
            ? $"{place}: {InputException.Quote(cell)} is not finite; correct it or leave the row out"
            : $"{place}: {InputException.Quote(cell)} is not a number; correct it or leave the column out");
    }

    private string Place(CsvParser parser, int row) => $"{Name}, line {parser.RawRow} (row {row})";

    private Range LineEndingAt(int end, int start)
    {
        ReadOnlySpan<char> line = _text.AsSpan(start, end - start);
        int blank = line.Length - line.TrimStart("\r\n").Length;
        return (start + blank)..(start + line.TrimEnd("\r\n").Length);
    }
}
