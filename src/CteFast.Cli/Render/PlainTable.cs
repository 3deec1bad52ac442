using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>A table of numbers without lines: headers dimmed, cells at the right.</summary>
internal static class PlainTable
{
    private const int Gap = 2;

    /// <summary>Writes the header and the rows.</summary>
    public static void Write(IAnsiConsole console, string[] headers, IEnumerable<Text[]> rows)
    {
        Table table = new Table().NoBorder();
        for (int j = 0; j < headers.Length; j++)
            table.AddColumn(new TableColumn(new Text(headers[j], new Style(decoration: Decoration.Dim))).RightAligned().NoWrap().PadLeft(0).PadRight(j < headers.Length - 1 ? Gap : 0));
        foreach (Text[] row in rows) table.AddRow(row);
        console.Write(table);
    }
}
