namespace CteFast.Tables.Inputs;

/// <summary>Names for columns that have none.</summary>
internal static class ColumnNames
{
    /// <summary>The names, x and its place for a column without one.</summary>
    /// <param name="names">The names as they stand in the table.</param>
    /// <param name="findings">Receives a sentence for each name made.</param>
    public static string[] Fill(IEnumerable<string> names, List<TableFinding> findings)
    {
        string[] columns = [.. names];
        HashSet<string> taken = [.. columns];
        for (int j = 0; j < columns.Length; j++)
        {
            if (!string.IsNullOrEmpty(columns[j])) continue;
            string name = $"x{j}";
            while (!taken.Add(name)) name += "_";
            columns[j] = name;
            findings.Add(new(TableFindingKind.Name, name, $"column {j} has no name; it is called {TableException.Quote(name)}"));
        }

        return columns;
    }
}
