namespace CteFast.Cli.Render.Svg;

/// <summary>The legend of a plot: a piece of each curve and its name, side by side, on as many lines as the width needs.</summary>
internal static class Legend
{
    private const double LineHeight = 20;
    private const double Piece = 28;
    private const double Gap = 18;
    private const double Margin = 4;

    /// <summary>The height that <see cref="Draw"/> takes, px.</summary>
    public static double Height(IReadOnlyList<string> names, double width) => (Places(names, width)[^1].Line + 1) * LineHeight;

    /// <summary>Draws the names of curves and the style of each, from <paramref name="top"/> down.</summary>
    public static void Draw(SvgWriter svg, double top, double width, IReadOnlyList<(string Name, string Style)> curves)
    {
        (double X, int Line)[] places = Places([.. curves.Select(curve => curve.Name)], width);
        for (int i = 0; i < places.Length; i++)
        {
            double x = places[i].X, y = top + (places[i].Line + 0.5) * LineHeight;
            svg.Curve([(x, y), (x + Piece, y)], curves[i].Style);
            svg.Label(x + Piece + 6, y + 4.5, curves[i].Name, width - x - Piece - 6 - Margin);
        }
    }

    private static (double X, int Line)[] Places(IReadOnlyList<string> names, double width)
    {
        var places = new (double X, int Line)[names.Count];
        double x = Margin;
        int line = 0;
        for (int i = 0; i < places.Length; i++)
        {
            double end = x + Piece + 6 + TextWidth.Of(names[i]);
            if (x > Margin && end > width - Margin)
            {
                (x, line) = (Margin, line + 1);
                end = x + Piece + 6 + TextWidth.Of(names[i]);
            }

            places[i] = (x, line);
            x = end + Gap;
        }

        return places;
    }
}
