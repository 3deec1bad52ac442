using System.Globalization;
using CteFast.Cli.Render.Svg;

namespace CteFast.Studies.Picture;

/// <summary>Errors against model rows, a panel for every model side by side, both on scales of powers.</summary>
internal static class ErrorPlot
{
    private const double Room = 0.05;     // above and below the curves, in powers of ten
    private const double Width = 860, Top = 44, PanelHeight = 176, Bottom = 44, Left = 56, Gap = 14;

    private static readonly (string Name, string Style, Func<ErrorPoint, double> Error)[] Series =
    [
        ("CteFast", "curve", point => point.OwnOrderingsError),
        ("Compress Then Explain, as published", "curve2", point => point.CteSharedError),
        ("random background, as in shap", "curve3", point => point.UniformSharedError),
    ];

    /// <summary>The picture, with its colours.</summary>
    public static string Render(IReadOnlyList<ErrorCurves> panels)
    {
        double legend = Legend.Height([.. Series.Select(series => series.Name)], Width), foot = Top + PanelHeight;
        double[] errors = [.. panels.SelectMany(panel => panel.Points).SelectMany(point => Series.Select(series => series.Error(point)))];
        Axis y = new(Math.Log10(errors.Min()) - Room, Math.Log10(errors.Max()) + Room, foot, Top);
        (double At, string Text)[] ticks = [.. Ticks(errors.Min(), errors.Max()).Select(number => (y[Math.Log10(number)], number.ToString("0.######", CultureInfo.InvariantCulture)))];
        SvgWriter svg = new(Width, foot + Bottom + legend, "The error of Shapley values falls with the model rows spent on a row, and fastest with CteFast");
        svg.Text(4, 14, "mean error of a Shapley value", "dim");

        double width = (Width - Left - 8) / panels.Count;
        for (int i = 0; i < panels.Count; i++)
        {
            double left = Left + i * width + Gap / 2, right = Left + (i + 1) * width - Gap / 2;
            foreach ((double at, string text) in ticks)
            {
                svg.Line(left, at, right, at, "");
                if (i == 0) svg.Text(left - 4, at + 4.5, text, "dim", Anchor.End);
            }

            Panel(svg, panels[i], left, right, y, foot);
        }

        svg.Text(Left + (Width - Left) / 2, foot + 36, "model rows asked for one explanation; d features", "dim", Anchor.Middle);
        Legend.Draw(svg, foot + Bottom, Width, [.. Series.Select(series => (series.Name, series.Style))]);
        return PlotStyle.Alone(svg.Finish());
    }

    /// <summary>1, 2 and 5 times the powers of ten between two numbers.</summary>
    private static IEnumerable<double> Ticks(double low, double high) =>
        from power in Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high / low)) + 1)
        from digit in (double[])[1, 2, 5]
        let number = digit * Math.Pow(10, power)
        where number >= low && number <= high
        select number;

    private static void Panel(SvgWriter svg, ErrorCurves curves, double left, double right, Axis y, double foot)
    {
        svg.Label((left + right) / 2, Top - 12, $"{curves.Set.Replace('_', ' ')}, d = {curves.Features}", right - left, "", Anchor.Middle);
        Axis x = new(Math.Log2(curves.Points[0].ModelRows), Math.Log2(curves.Points[^1].ModelRows), left + 6, right - 6);
        for (int at = 0; at < curves.Points.Count; at += 2)
        {
            double place = x[Math.Log2(curves.Points[at].ModelRows)];
            svg.Line(place, foot, place, foot + 4, "mark");
            svg.Text(place, foot + 18, MarkdownTable.Count(curves.Points[at].ModelRows), "dim", Anchor.Middle);
        }

        foreach (var series in Series)
            svg.Curve([.. curves.Points.Select(point => (x[Math.Log2(point.ModelRows)], y[Math.Log10(series.Error(point))]))], series.Style);
    }
}
