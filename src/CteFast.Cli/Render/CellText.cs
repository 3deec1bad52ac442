using System.Globalization;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>Text of the user's own in a table: on one line, measured by the terminal's columns, of which wide characters take two.</summary>
internal static class CellText
{
    /// <summary>The columns a text takes.</summary>
    public static int Width(string text) => text.GetCellWidth();

    /// <summary>The text in at most so many columns, with an ellipsis where it is cut.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        int end = 0;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && Width(text[..(elements.ElementIndex + elements.GetTextElement().Length)]) < width)
            end = elements.ElementIndex + elements.GetTextElement().Length;
        return $"{text[..end]}…";
    }
}
