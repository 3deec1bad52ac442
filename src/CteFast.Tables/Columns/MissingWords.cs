namespace CteFast.Tables.Columns;

/// <summary>The cells that say that a value is missing. All of them are one, in every column.</summary>
internal sealed class MissingWords
{
    private static readonly string[] Always = ["NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "null", "NULL", "None"];

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _places;
    private readonly string[] _words;
    private readonly long[] _counts;
    private readonly int _longest;
    private readonly bool[] _firsts = new bool[128];

    /// <summary>The words that always say so, and more.</summary>
    public MissingWords(IReadOnlyList<string>? more)
    {
        _words = [.. Always.Concat(more ?? []).Distinct()];
        _counts = new long[_words.Length];
        _longest = _words.Max(word => word.Length);
        _places = _words.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string word in _words.Where(word => word.Length > 0)) _firsts[Math.Min(word[0], (char)127)] = true;
    }

    /// <summary>Whether a cell without blanks around it says so.</summary>
    public bool Contains(ReadOnlySpan<char> cell)
    {
        if (cell.IsEmpty) return true;
        if (cell.Length > _longest || !_firsts[Math.Min(cell[0], (char)127)] || !_places.TryGetValue(cell, out int word)) return false;
        _counts[word]++;
        return true;
    }

    /// <summary>The words met, for a finding; null where there was none.</summary>
    public TableFinding? Finding()
    {
        string[] met = [.. _words.Zip(_counts).Where(pair => pair.Second > 0).Select(pair => $"{TableException.Quote(pair.First)} ({pair.Second})")];
        return met.Length == 0 ? null : new TableFinding(TableFindingKind.Missing, null, $"cells that say {string.Join(", ", met)} are missing values");
    }
}
