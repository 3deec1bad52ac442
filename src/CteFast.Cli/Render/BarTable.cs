using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>A line of a <see cref="BarTable"/>.</summary>
/// <param name="Label">What the line is of.</param>
/// <param name="Value">The number.</param>
/// <param name="Error">Its error.</param>
/// <param name="Bar">What the bar shows, to the right where it is positive.</param>
internal readonly record struct BarLine(string Label, double Value, double Error, double Bar);

/// <summary>Labels, numbers with errors, and bars as long as the terminal is wide.</summary>
internal static class BarTable
{
    private const int Gap = 2;
    private const int ShortestSide = 2;
    private const int LongestSide = 20;

    /// <summary>Writes the lines under a header; without errors where none is known or all are 0.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="labelHeader">The header of the labels.</param>
    /// <param name="valueHeader">The header of the numbers.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="rightLabels">Whether labels are numbers, which stand at the right.</param>
    /// <param name="signed">Whether numbers show their sign.</param>
    public static void Write(IAnsiConsole console, string labelHeader, string valueHeader, IReadOnlyList<BarLine> lines, bool rightLabels, bool signed)
    {
        NumberFormat format = new(lines.Max(line => Math.Abs(line.Value)));
        string[] values = [.. lines.Select(line => signed ? format.Signed(line.Value) : format.Plain(line.Value))];
        string[] errors = [.. lines.Select(line => double.IsNaN(line.Error) ? "unknown" : $"± {format.Plain(line.Error)}")];
        bool hasErrors = lines.Any(line => line.Error is not (0 or double.NaN));
        int valueWidth = Math.Max(valueHeader.Length, values.Max(value => value.Length)), errorWidth = hasErrors ? Math.Max("± error".Length, errors.Max(error => error.Length)) : 0;
        int longest = Math.Max(labelHeader.Length, lines.Max(line => line.Label.Length)), free = console.Profile.Width - valueWidth - errorWidth - Gap - 1;
        int side = Math.Min((free - Math.Min(longest, free / 2) - Gap - 1) / 2, LongestSide);
        bool bars = side >= ShortestSide;
        int labelWidth = Math.Min(longest, bars ? free - Gap - 1 - 2 * side : free);

        Table table = new Table().NoBorder();
        TableColumn labels = Column(labelHeader, labelWidth, Gap);
        table.AddColumn(rightLabels ? labels.RightAligned() : labels);
        table.AddColumn(Column(valueHeader, valueWidth, hasErrors || !bars ? 1 : Gap).RightAligned());
        if (hasErrors) table.AddColumn(Column("± error", errorWidth, bars ? Gap : 0));
        if (bars) table.AddColumn(Column("", 2 * side + 1, gap: 0));
        double largest = lines.Max(line => Math.Abs(line.Bar));
        for (int i = 0; i < lines.Count; i++)
        {
            Style style = new(lines[i].Bar < 0 ? Color.Blue : Color.Red);
            List<Text> cells = [new Text(lines[i].Label).Ellipsis(), new Text(values[i], style)];
            if (hasErrors) cells.Add(new Text(errors[i]));
            if (bars) cells.Add(new Text(SignedBar.Draw(lines[i].Bar, largest, side), style));
            table.AddRow(cells);
        }

        console.Write(table);
    }

    private static TableColumn Column(string header, int width, int gap)
        => new TableColumn(new Text(header, new Style(decoration: Decoration.Dim))).Width(width).NoWrap().PadLeft(0).PadRight(gap);
}
