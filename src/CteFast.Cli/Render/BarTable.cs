using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>A column of a <see cref="BarTable"/>: a cell a line, at the right unless said otherwise.</summary>
/// <param name="Header">What stands above it.</param>
/// <param name="Cells">The cells.</param>
internal sealed record BarColumn(string Header, IReadOnlyList<string> Cells)
{
    /// <summary>Whether cells stand at the left.</summary>
    public bool IsLeft { get; init; }

    /// <summary>Whether cells have the bar's colour.</summary>
    public bool IsColored { get; init; }

    /// <summary>Whether the column is left out where there is else no room for bars.</summary>
    public bool GivesWay { get; init; }

    /// <summary>The columns of the terminal to its right.</summary>
    public int Gap { get; init; } = 2;

    /// <summary>The columns of the terminal that the widest cell takes.</summary>
    public int Width { get; } = Math.Max(CellText.Width(Header), Cells.Max(CellText.Width));
}

/// <summary>The bars of a <see cref="BarTable"/>, a line each.</summary>
/// <param name="Values">Below or above zero: what decides the colour.</param>
/// <param name="Shortest">The fewest columns that can be read.</param>
/// <param name="Longest">The most columns that are of use.</param>
/// <param name="Draw">Draws all bars in so many columns.</param>
internal sealed record Bars(IReadOnlyList<double> Values, int Shortest, int Longest, Func<int, IReadOnlyList<string>> Draw);

/// <summary>Labels, numbers, and bars as long as the terminal is wide.</summary>
internal static class BarTable
{
    /// <summary>Writes the lines under a header.</summary>
    /// <remarks>Labels and bars share what the numbers leave, three to two while both need it; bars too short to be read are left out.</remarks>
    /// <param name="console">Where to.</param>
    /// <param name="labels">The first column, cut where it is too long.</param>
    /// <param name="numbers">The other columns; those without cells are left out.</param>
    /// <param name="bars">The bars.</param>
    public static void Write(IAnsiConsole console, BarColumn labels, BarColumn[] numbers, Bars bars)
    {
        const int ShortLabel = 10;
        int width = console.Profile.Width;
        bool isRoom = Free(numbers) - Math.Min(labels.Width, ShortLabel) - labels.Gap >= bars.Shortest;
        if (!isRoom && numbers.Any(column => column.GivesWay) && Free(Kept()) - Math.Min(labels.Width, ShortLabel) - labels.Gap >= bars.Shortest)
            numbers = Kept();

        int free = Free(numbers) - labels.Gap;
        int length = Math.Min(Math.Max(free - labels.Width, free * 2 / 5), bars.Longest);
        bool hasBars = length >= bars.Shortest;
        // Without bars the last column needs no gap.
        int labelWidth = Math.Min(labels.Width, hasBars ? free - length : free + numbers[^1].Gap);

        Table table = new Table().NoBorder();
        table.AddColumn(Column(labels, labelWidth, labels.Gap));
        foreach (BarColumn column in numbers) table.AddColumn(Column(column, column.Width, hasBars || column != numbers[^1] ? column.Gap : 0));
        if (hasBars) table.AddColumn(Column(new BarColumn("", [""]) { IsLeft = true }, length, gap: 0));
        string[] names = CellText.CutApart(labels.Cells, labelWidth);
        IReadOnlyList<string> drawn = hasBars ? bars.Draw(length) : [];
        for (int i = 0; i < labels.Cells.Count; i++)
        {
            Style? style = bars.Values[i] switch { < 0 => new(Color.Blue), > 0 => new(Color.Red), _ => null };
            List<Text> cells = [new Text(names[i]), .. numbers.Select(column => new Text(column.Cells[i], column.IsColored ? style : null))];
            if (hasBars) cells.Add(new Text(drawn[i], style));
            table.AddRow(cells);
        }

        console.Write(table);

        int Free(BarColumn[] columns) => width - columns.Sum(column => column.Width + column.Gap);
        BarColumn[] Kept() => [.. numbers.Where(column => !column.GivesWay)];
    }

    private static TableColumn Column(BarColumn column, int width, int gap)
    {
        TableColumn header = new TableColumn(new Text(CellText.Cut(column.Header, width), new Style(decoration: Decoration.Dim))).Width(width).NoWrap().PadLeft(0).PadRight(gap);
        return column.IsLeft ? header : header.RightAligned();
    }
}
