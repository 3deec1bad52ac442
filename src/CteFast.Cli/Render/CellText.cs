using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>Text from the user's files in a table: on one line, measured by the terminal's columns, of which wide characters take two.</summary>
internal static class CellText
{
    /// <summary>The columns a text takes.</summary>
    public static int Width(string text) => text.GetCellWidth();

    /// <summary>The text in at most so many columns, with an ellipsis where it is cut.</summary>
    public static string Cut(string text, int width) => ShortText.Cut(text, width, text => Width(text));

    /// <summary>Names in at most so many columns each, cut so that they differ.</summary>
    public static string[] CutApart(IReadOnlyList<string> names, int width) => ShortText.CutApart(names, _ => width, text => Width(text));
}
