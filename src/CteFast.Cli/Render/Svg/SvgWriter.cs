using System.Globalization;
using System.Security;
using System.Text;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Render.Svg;

/// <summary>Writes one SVG picture: the elements that plots are made of, text escaped, lengths in pixels to a tenth.</summary>
/// <remarks>Colours are CSS classes of <see cref="PlotStyle"/>, so that a picture follows the page's light or dark scheme.</remarks>
internal sealed class SvgWriter
{
    private readonly StringBuilder _svg = new();

    /// <summary>Begins a picture.</summary>
    /// <param name="width">The width, px.</param>
    /// <param name="height">The height, px.</param>
    /// <param name="title">What the picture shows, for those who hear it read out.</param>
    public SvgWriter(double width, double height, string title)
    {
        Width = width;
        _svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" width=\"{Px(width)}\" height=\"{Px(height)}\" ");
        _svg.Append($"viewBox=\"0 0 {Px(width)} {Px(height)}\" aria-label=\"{Escape(title)}\">\n");
    }

    /// <summary>The picture's width, px.</summary>
    public double Width { get; }

    /// <summary>Text on the base line <paramref name="y"/>; where it is not the <paramref name="whole"/>, that can be read by pointing at it.</summary>
    public void Text(double x, double y, string text, string style = "", Anchor anchor = Anchor.Start, string? whole = null)
    {
        string title = whole is null || whole == text ? "" : $"<title>{Escape(whole)}</title>";
        _svg.Append($"<text{Class(style)} x=\"{Px(x)}\" y=\"{Px(y)}\"{Of(anchor)}>{title}{Escape(text)}</text>\n");
    }

    /// <summary>Text cut to <paramref name="room"/>.</summary>
    public void Label(double x, double y, string text, double room, string style = "", Anchor anchor = Anchor.Start)
        => Text(x, y, TextWidth.Cut(text, room), style, anchor, whole: text);

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string style)
        => _svg.Append($"<line{Class(style)} x1=\"{Px(x1)}\" y1=\"{Px(y1)}\" x2=\"{Px(x2)}\" y2=\"{Px(y2)}\"/>\n");

    /// <summary>A rectangle between two corners in any order, with the text that appears under the pointer.</summary>
    public void Bar(double x1, double y1, double x2, double y2, string style, string? tip = null)
    {
        _svg.Append($"<rect{Class(style)} x=\"{Px(Math.Min(x1, x2))}\" y=\"{Px(Math.Min(y1, y2))}\" ");
        _svg.Append($"width=\"{Px(Math.Abs(x2 - x1))}\" height=\"{Px(Math.Abs(y2 - y1))}\"");
        _svg.Append(tip is null ? "/>\n" : $"><title>{Escape(tip)}</title></rect>\n");
    }

    /// <summary>A line through points.</summary>
    public void Curve(ReadOnlySpan<(double X, double Y)> points, string style)
    {
        if (points.IsEmpty) return;
        _svg.Append($"<path{Class(style)} d=\"");
        char move = 'M';
        foreach ((double x, double y) in points)
        {
            _svg.Append(move).Append(Px(x)).Append(' ').Append(Px(y));
            move = 'L';
        }

        _svg.Append("\"/>\n");
    }

    /// <summary>Many dots of one style as one path: ten bytes a dot, where a circle takes forty.</summary>
    public void Dots(ReadOnlySpan<(double X, double Y)> points, string style)
    {
        if (points.IsEmpty) return;
        _svg.Append($"<path{Class(style)} d=\"");
        foreach ((double x, double y) in points) _svg.Append('M').Append(Px(x)).Append(' ').Append(Px(y)).Append("h0");
        _svg.Append("\"/>\n");
    }

    /// <summary>Ends the picture.</summary>
    public string Finish() => _svg.Append("</svg>\n").ToString();

    /// <summary>Text with nothing in it that XML or HTML would take for markup, nor a control character, which XML forbids.</summary>
    public static string Escape(string text) => SecurityElement.Escape(InputException.OneLine(text));

    private static string Class(string style) => style.Length == 0 ? "" : $" class=\"{style}\"";

    private static string Px(double length) => length.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Of(Anchor anchor) => anchor switch
    {
        Anchor.Middle => " text-anchor=\"middle\"",
        Anchor.End => " text-anchor=\"end\"",
        _ => "",
    };
}

/// <summary>Which part of a text stands at its place.</summary>
internal enum Anchor
{
    /// <summary>Its start.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
