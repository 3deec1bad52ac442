using System.Globalization;

namespace CteFast.Studies;

/// <summary>A Markdown table that is printed row by row, and the numbers in it.</summary>
internal sealed class MarkdownTable
{
    private readonly TextWriter _output;

    /// <summary>Prints the title and the header.</summary>
    public MarkdownTable(TextWriter output, string title, params ReadOnlySpan<string> columns)
    {
        _output = output;
        output.WriteLine();
        output.WriteLine(title);
        output.WriteLine();
        Row(columns);
        output.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
    }

    public void Row(params ReadOnlySpan<string> cells) => _output.WriteLine($"| {string.Join(" | ", cells)} |");

    /// <summary>A count, with thousands separated.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number to three significant digits, or to the unit where it has more.</summary>
    public static string Number(double value)
    {
        int decimals = value == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 12);
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>A ratio: two decimals, from ten on one, from a hundred on none.</summary>
    public static string Ratio(double value) => value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
