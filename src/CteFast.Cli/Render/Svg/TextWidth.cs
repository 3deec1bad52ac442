using System.Text;

namespace CteFast.Cli.Render.Svg;

/// <summary>How much room text takes, on the safe side, so that nothing overlaps whichever sans-serif font a reader has.</summary>
/// <remarks>The widths are those of the widest common fallback (DejaVu Sans, Verdana); Arial and Helvetica take a seventh less.</remarks>
internal static class TextWidth
{
    /// <summary>The size of all text in plots, px.</summary>
    public const double FontSize = 13;

    private const string Narrow = "ijlI.,:;'|!()[]ft/\\r ";
    private const string Wide = "mwMW@%";

    /// <summary>An upper bound of the text's width, px.</summary>
    public static double Of(ReadOnlySpan<char> text)
    {
        double em = 0;
        foreach (Rune rune in text.EnumerateRunes()) em += Em(rune);
        return em * FontSize;
    }

    /// <summary>The text, or its start and an ellipsis, no wider than <paramref name="room"/> px.</summary>
    public static string Cut(string text, double room) => ShortText.Cut(text, room, text => Of(text));

    /// <summary>Names no wider than the room of each, px, cut so that they differ.</summary>
    public static string[] CutApart(IReadOnlyList<string> names, Func<int, double> room) => ShortText.CutApart(names, room, text => Of(text));

    private static double Em(Rune rune)
    {
        if (!rune.IsAscii) return rune.Value < 0x1100 ? 0.85 : 1.1;
        char c = (char)rune.Value;
        if (Narrow.Contains(c, StringComparison.Ordinal)) return 0.45;
        if (Wide.Contains(c, StringComparison.Ordinal)) return 1.05;
        return char.IsAsciiLetterUpper(c) ? 0.8 : 0.67;
    }
}
