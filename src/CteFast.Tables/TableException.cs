namespace CteFast.Tables;

/// <summary>A table cannot be read as it is. The message names the file, the line, the row, the column, what is there and what to do.</summary>
public sealed class TableException : FormatException
{
    internal TableException(string place, string what, string advice, string? option = null)
        : base($"{place}: {what}; {advice}")
        => (Place, What, Advice, Option) = (place, what, advice, option);

    /// <summary>Where: the file and, where there are such, the line, the row from 0 and the column.</summary>
    public string Place { get; }

    /// <summary>What is there.</summary>
    public string What { get; }

    /// <summary>What to do.</summary>
    public string Advice { get; }

    /// <summary>The name of the option of <see cref="TableOptions"/> that the advice speaks of; null where it speaks of none.</summary>
    public string? Option { get; }

    /// <summary>A text in quotation marks, cut where it is long.</summary>
    internal static string Quote(ReadOnlySpan<char> text)
    {
        const int most = 60;
        string shown = text.Length <= most ? text.ToString() : $"{text[..most]}…";
        return $"'{shown.ReplaceLineEndings(" ")}'";
    }
}
