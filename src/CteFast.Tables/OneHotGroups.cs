using CteFast.Data;

namespace CteFast.Tables;

/// <summary>Finds the columns of one-hot encodings: <c>city_Lyon</c> and <c>city_Paris</c> are one question, and one feature.</summary>
public static class OneHotGroups
{
    private static readonly char[] Marks = ['=', '_', '.'];

    /// <summary>
    /// Finds groups by names and by rows: at least two columns that begin alike up to <c>=</c>, <c>_</c> or <c>.</c> and hold 0 and 1 only, at most one 1 in each row, and each
    /// column a 1 somewhere. Rows of zeros alone are those of a level that has no column. Columns that are in a group already are left as they are.
    /// </summary>
    /// <param name="table">The table.</param>
    public static IReadOnlyList<FeatureGroup> Find(FeatureTable table) => Find(table, out _);

    /// <summary>As <see cref="Find(FeatureTable)"/>, and says what was found.</summary>
    /// <param name="table">The table.</param>
    /// <param name="findings">Receives a sentence a group, with the number of rows that have no 1 where there are such.</param>
    public static IReadOnlyList<FeatureGroup> Find(FeatureTable table, out IReadOnlyList<TableFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(table);
        FeatureSchema schema = table.Schema;
        HashSet<int> taken = [.. schema.Groups.SelectMany(group => group.Columns)];
        HashSet<string> names = [.. schema.Groups.Select(group => group.Name)];
        int[] binary = [.. Enumerable.Range(0, schema.Count).Where(column => !taken.Contains(column) && IsZeroOne(table, column))];
        var groups = new List<FeatureGroup>();
        var said = new List<TableFinding>();
        // The longest beginning first: home_city_Lyon is a home_city, and no home.
        var candidates = binary.SelectMany(column => Beginnings(schema[column].Name).Select(beginning => (beginning, column)))
            .GroupBy(pair => pair.beginning, pair => pair.column).Where(group => group.Count() > 1)
            .OrderByDescending(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal).ToArray();
        foreach (var candidate in candidates)
        {
            int[] columns = [.. candidate.Where(column => !taken.Contains(column))];
            string name = candidate.Key[..^1];
            if (columns.Length < 2 || names.Contains(name) || ZeroRows(table, columns) is not { } zeros) continue;
            groups.Add(new FeatureGroup(name, columns));
            taken.UnionWith(columns);
            names.Add(name);
            string rest = zeros == 0 ? "" : $"; {zeros} of {table.Count} rows have none of them, as of a level without a column";
            said.Add(new TableFinding(TableFindingKind.Group, name, $"the {columns.Length} columns {candidate.Key}… are one feature, {TableException.Quote(name)}{rest}"));
        }

        findings = said;
        return [.. groups.OrderBy(group => group.Columns[0])];
    }

    private static IEnumerable<string> Beginnings(string name)
    {
        // A level may hold any of the marks, but with "=" nothing before it can.
        if (name.IndexOf('=') is > 0 and int equals && equals < name.Length - 1)
        {
            yield return name[..(equals + 1)];
            yield break;
        }

        for (int at = 1; at < name.Length - 1; at++)
        {
            if (Array.IndexOf(Marks, name[at]) >= 0) yield return name[..(at + 1)];
        }
    }

    private static bool IsZeroOne(FeatureTable table, int column)
    {
        bool hasOne = false;
        if (table.Schema[column].Kind is not (FeatureKind.Numeric or FeatureKind.Boolean)) return false;
        for (int row = 0; row < table.Count; row++)
        {
            float value = table[row][column];
            if (value is not (0 or 1)) return false;
            hasOne |= value == 1;
        }

        return hasOne;
    }

    /// <summary>The number of rows without a 1; null where a row has two, or where nearly no row has one.</summary>
    private static long? ZeroRows(FeatureTable table, int[] columns)
    {
        long zeros = 0;
        for (int row = 0; row < table.Count; row++)
        {
            ReadOnlySpan<float> values = table[row];
            int ones = 0;
            foreach (int column in columns) ones += (int)values[column];
            if (ones > 1) return null;
            if (ones == 0) zeros++;
        }

        return zeros;
    }
}
