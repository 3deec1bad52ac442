using CteFast.Cli.Shell;
using CteFast.Data;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>What each column of a table is taken for, on the terminal.</summary>
internal static class SchemaTable
{
    private const int MostLevels = 5;

    /// <summary>Writes a line a feature, and one for each column left out.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="table">The table.</param>
    /// <param name="leftOut">The columns that are no features.</param>
    public static void Write(Terminal terminal, FeatureTable table, IEnumerable<string> leftOut)
    {
        Table lines = new Table().NoBorder();
        foreach (string header in (string[])["column", "kind", "missing", "values"])
        {
            TableColumn column = new TableColumn(new Text(header, new Style(decoration: Decoration.Dim))).PadLeft(0).PadRight(header == "values" ? 0 : 2);
            lines.AddColumn(header == "missing" ? column.RightAligned() : column.LeftAligned());
        }

        for (int j = 0; j < table.Schema.Count; j++)
        {
            Feature feature = table.Schema[j];
            int missing = table.MissingCount(j);
            Add(lines, feature.Name, feature.Kind.ToString().ToLowerInvariant(), missing == 0 ? "" : $"{missing}", Values(table, j));
        }

        foreach (string column in leftOut) Add(lines, column, "left out", "", "");
        ResultConsole.Of(terminal).Write(lines);
    }

    private static void Add(Table lines, params string[] cells) => lines.AddRow(cells.Select(cell => new Text(InputException.OneLine(cell)) { Overflow = Overflow.Ellipsis }));

    private static string Values(FeatureTable table, int column)
    {
        Feature feature = table.Schema[column];
        if (feature.Levels.Count > 0)
            return $"{string.Join(", ", feature.Levels.Take(MostLevels))}{(feature.Levels.Count > MostLevels ? $" and {feature.Levels.Count - MostLevels} more" : "")}";
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        for (int row = 0; row < table.Count; row++) (least, most) = (float.MinNumber(least, table[row][column]), float.MaxNumber(most, table[row][column]));
        return least > most ? "none" : $"{NumberFormat.Value(feature, least)} to {NumberFormat.Value(feature, most)}";
    }
}
