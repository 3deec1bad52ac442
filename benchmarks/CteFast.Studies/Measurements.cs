namespace CteFast.Studies;

/// <summary>The measurements in the documentation: what studies have printed, between marks.</summary>
internal static class Measurements
{
    private const string End = "<!-- end study -->";

    /// <summary>Replaces what stands between a study's marks.</summary>
    public static void Replace(string study, string printed)
    {
        string path = RepositoryFolder.Find("docs", "measurements.md"), text = File.ReadAllText(path), begin = $"<!-- study {study} -->\n";
        int start = text.IndexOf(begin, StringComparison.Ordinal), end = start < 0 ? -1 : text.IndexOf(End, start, StringComparison.Ordinal);
        if (end < 0) throw new StudyException($"{path} has no place for {study}: a line {begin.TrimEnd()} and, below it, a line {End}");
        File.WriteAllText(path, $"{text[..(start + begin.Length)]}{printed.ReplaceLineEndings("\n").Trim('\n')}\n{text[end..]}");
    }
}
