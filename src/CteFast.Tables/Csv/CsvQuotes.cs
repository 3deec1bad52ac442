namespace CteFast.Tables.Csv;

/// <summary>Sees whether the quotes of a row are whole: one inside a field, or one that is never closed, would take others' cells in.</summary>
internal static class CsvQuotes
{
    /// <summary>Whether every quote opens a field, closes it, or is doubled inside one.</summary>
    public static bool AreWhole(ReadOnlySpan<char> row, char separator)
    {
        bool isQuoted = false, isStart = true;
        for (int i = 0; i < row.Length; i++)
        {
            char c = row[i];
            if (!isQuoted)
            {
                if (c == '"' && !isStart) return false;
                if (c == '"') isQuoted = true;
                isStart = c == separator;
                continue;
            }

            if (c != '"') continue;
            if (i + 1 < row.Length && row[i + 1] == '"') i++;
            else if (i + 1 == row.Length || row[i + 1] == separator || row[i + 1] is '\r' or '\n') isQuoted = false;
            else return false;
        }

        return !isQuoted;
    }
}
