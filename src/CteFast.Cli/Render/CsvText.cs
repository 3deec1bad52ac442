namespace CteFast.Cli.Render;

/// <summary>Texts as cells of a CSV file.</summary>
internal static class CsvText
{
    /// <summary>A cell, in quotes where it needs them.</summary>
    public static string Cell(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
