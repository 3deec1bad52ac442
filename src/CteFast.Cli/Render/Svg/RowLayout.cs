namespace CteFast.Cli.Render.Svg;

/// <summary>Pictures of one row a feature: names on the left, figures, if any, on the right, the plot between, an axis below.</summary>
internal readonly struct RowLayout
{
    /// <summary>The height of a row, px.</summary>
    public const double RowHeight = 24;

    private const double Gap = 8;
    private const double AxisHeight = 40;
    private readonly double _names;
    private readonly string[] _whole, _cut;

    /// <summary>Shares the width out.</summary>
    /// <param name="width">The picture's width, px.</param>
    /// <param name="names">The rows' names, cut where they are too long.</param>
    /// <param name="tails">What follows the names and is not cut, or nothing.</param>
    /// <param name="figures">What stands at the right, or nothing.</param>
    public RowLayout(double width, IEnumerable<string> names, string[] tails, IEnumerable<string> figures)
    {
        string[] rows = [.. names];
        string Tail(int row) => tails.Length == 0 ? "" : tails[row];
        _whole = [.. rows.Select((name, row) => name + Tail(row))];
        double longest = _whole.Max(name => TextWidth.Of(name)), figure = figures.Select(text => TextWidth.Of(text)).DefaultIfEmpty(0).Max();
        double room = Math.Min(longest, width * 0.36);
        _cut = [.. TextWidth.CutApart(rows, row => room - TextWidth.Of(Tail(row))).Select((name, row) => name + Tail(row))];
        _names = room;
        Left = _names + Gap;
        Right = width - Gap - (figure > 0 ? figure + Gap : 0);
        Width = width;
        Bottom = rows.Length * RowHeight + Gap;
    }

    /// <summary>The picture's width, px.</summary>
    public double Width { get; }

    /// <summary>Where the plot begins, px.</summary>
    public double Left { get; }

    /// <summary>Where the plot ends, px.</summary>
    public double Right { get; }

    /// <summary>Where the rows end, px.</summary>
    public double Bottom { get; }

    /// <summary>The picture's height, px.</summary>
    public double Height => Bottom + AxisHeight;

    /// <summary>The middle of a row, px.</summary>
    public static double Middle(int row) => Gap / 2 + (row + 0.5) * RowHeight;

    /// <summary>The name of a row and its tail.</summary>
    public void Name(SvgWriter svg, int row) => svg.Text(_names, Middle(row) + 4.5, _cut[row], "", Anchor.End, whole: _whole[row]);

    /// <summary>The figure at the right of a row.</summary>
    public void Figure(SvgWriter svg, int row, string text, string style = "") =>
        svg.Text(Width - Gap, Middle(row) + 4.5, text, style, Anchor.End);

    /// <summary>The axis below the rows, its round numbers and its name.</summary>
    public void Axis(SvgWriter svg, Axis axis, string name)
    {
        foreach (Axis.Tick tick in axis.TicksAcross())
        {
            svg.Line(tick.At, Gap / 2, tick.At, Bottom, "");
            double half = TextWidth.Of(tick.Text) / 2;
            svg.Text(Math.Clamp(tick.At, half, Width - half), Bottom + 15, tick.Text, "dim", Anchor.Middle);
        }

        svg.Label((Left + Right) / 2, Bottom + 33, name, Math.Min(Left + Right, 2 * Width - Left - Right), "dim", Anchor.Middle);
    }
}
