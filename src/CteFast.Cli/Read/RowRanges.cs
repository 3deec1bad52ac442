using System.Globalization;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Read;

/// <summary>Row numbers as written on the command line: <c>0-4</c>, <c>3</c>, <c>0-2,7,10-12</c>.</summary>
internal static class RowRanges
{
    /// <summary>The rows named by <paramref name="text"/>, in its order.</summary>
    public static int[] Parse(string text, int rowCount)
    {
        List<int> rows = [];
        foreach (System.Range part in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> range = text.AsSpan(part);
            int dash = range.IndexOf('-');
            int first = Row(dash < 0 ? range : range[..dash], text, rowCount);
            int last = dash < 0 ? first : Row(range[(dash + 1)..], text, rowCount);
            if (last < first)
                throw new InputException($"--rows {text}: {range} runs backwards; write {last}-{first}");
            rows.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return [.. rows];
    }

    private static int Row(ReadOnlySpan<char> part, string text, int rowCount)
    {
        ReadOnlySpan<char> number = part.Trim();
        if (number.IsEmpty || number.ContainsAnyExceptInRange('0', '9'))
            throw new InputException($"--rows {text}: {InputException.Quote(part)} is not a row; write rows and ranges, as in 0-2,7,10-12");
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int row) || row >= rowCount)
            throw new InputException($"--rows {text}: there is no row {number}; the {rowCount} rows are 0 to {rowCount - 1}");
        return row;
    }
}
