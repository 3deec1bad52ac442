using System.Globalization;

namespace CteFast.Cli.Render.Svg;

/// <summary>A bar for every feature with its standard error: global importance.</summary>
internal static class BarPlot
{
    /// <summary>Draws the bars in the order given.</summary>
    /// <param name="bars">Names, values and standard errors (NaN where unknown).</param>
    /// <param name="axisName">What the values are, with their unit.</param>
    /// <param name="width">The picture's width, px.</param>
    public static string Render(IReadOnlyList<Bar> bars, string axisName, double width)
    {
        NumberFormat format = new(bars.Max(bar => Math.Abs(bar.Value)));
        RowLayout layout = new(width, bars.Select(bar => bar.Name), [], bars.Select(bar => format.Plain(bar.Value)));
        double low = Math.Min(0, bars.Min(bar => bar.Value - bar.KnownError)), high = Math.Max(0, bars.Max(bar => bar.Value + bar.KnownError));
        Axis axis = new(low, high, layout.Left, layout.Right);

        SvgWriter svg = new(width, layout.Height, axisName);
        layout.Axis(svg, axis, axisName);
        for (int row = 0; row < bars.Count; row++)
        {
            Bar bar = bars[row];
            double middle = RowLayout.Middle(row);
            layout.Name(svg, row);
            string tip = string.Create(CultureInfo.InvariantCulture, $"{bar.Name}: {bar.Value:G5}{(bar.KnownError > 0 ? " ± " + bar.KnownError.ToString("G2", CultureInfo.InvariantCulture) : "")}");
            svg.Bar(axis[0], middle - 7, axis[bar.Value], middle + 7, bar.Value < 0 ? "down" : "up", tip);
            if (bar.KnownError > 0)
                svg.Line(axis[bar.Value - bar.KnownError], middle, axis[bar.Value + bar.KnownError], middle, "mark");
            layout.Figure(svg, row, format.Plain(bar.Value));
        }

        svg.Line(axis[0], 4, axis[0], layout.Bottom, "zero");
        return svg.Finish();
    }
}

/// <summary>A bar: a feature's name, its value and the value's standard error, NaN where it is unknown.</summary>
internal readonly record struct Bar(string Name, double Value, double Error)
{
    /// <summary>What stands after the name, and is kept where the name is cut.</summary>
    public string Tail { get; init; } = "";

    /// <summary>The name with what stands after it.</summary>
    public string FullName => Name + Tail;

    /// <summary>The standard error, 0 where it is unknown.</summary>
    public double KnownError => double.IsFinite(Error) ? Error : 0;
}
