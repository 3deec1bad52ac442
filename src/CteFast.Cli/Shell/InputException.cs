namespace CteFast.Cli.Shell;

/// <summary>Input the command cannot work with. The message is one line: what is wrong, where, and what to do.</summary>
internal sealed class InputException(string message) : Exception(message)
{
    /// <summary>The failure of a destination that cannot be written.</summary>
    public static InputException NotWritten(string name, Exception e)
    {
        // The system's words, without the path after them, which may be a temporary file's.
        string reason = e switch
        {
            UnauthorizedAccessException => "access is denied",
            DirectoryNotFoundException => "its folder does not exist",
            ArgumentOutOfRangeException => "the file would be too large",
            _ => e.Message.Split(" : '")[0],
        };
        return new($"{name} could not be written: {reason}");
    }

    /// <summary>Text from the user's files or arguments, on one line and short enough for a message.</summary>
    public static string Quote(ReadOnlySpan<char> text) => $"'{Shorten(text)}'";

    /// <summary>Names one after the other; of very many, the first.</summary>
    public static string List(IReadOnlyList<string> names)
    {
        const int Most = 20;
        string list = string.Join(", ", names.Take(Most).Select(name => Shorten(name)));
        return names.Count > Most ? $"{list} and {names.Count - Most} more" : list;
    }

    private static string Shorten(ReadOnlySpan<char> text)
    {
        const int Longest = 40;
        return OneLine(text.Length > Longest ? $"{text[..(Longest - 1)]}…" : text.ToString());
    }

    /// <summary>The text with line breaks and other control characters as blanks.</summary>
    public static string OneLine(string text)
        => string.Create(text.Length, text, static (line, from) =>
        {
            for (int i = 0; i < line.Length; i++)
                line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
}
