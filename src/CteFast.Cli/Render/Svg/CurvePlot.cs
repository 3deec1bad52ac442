using CteFast.Data;

namespace CteFast.Cli.Render.Svg;

/// <summary>The mean prediction as one feature moves: partial dependence, with accumulated local effects beside it.</summary>
internal static class CurvePlot
{
    /// <summary>Draws one curve, or two of which the second is dashed, with their names below; a mark at the foot for every row of the background.</summary>
    /// <param name="curves">One or two curves.</param>
    /// <param name="rug">The feature's values in the background.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="yName">What the curves are.</param>
    /// <param name="width">The picture's width, px.</param>
    /// <param name="height">The picture's height, px, without the names of the curves.</param>
    public static string Render(ReadOnlySpan<Curve> curves, IReadOnlyList<double> rug, Feature feature, string yName, double width, double height)
    {
        double lowX = double.PositiveInfinity, highX = double.NegativeInfinity, lowY = double.PositiveInfinity, highY = double.NegativeInfinity;
        foreach (Curve curve in curves)
        {
            (lowX, highX) = (Math.Min(lowX, curve.X.Min()), Math.Max(highX, curve.X.Max()));
            (lowY, highY) = (Math.Min(lowY, curve.Y.Min()), Math.Max(highY, curve.Y.Max()));
        }

        Frame frame = new(width, height, (lowX, highX), (lowY, highY), feature.Levels);
        bool named = curves.Length > 1;
        string[] styles = ["curve", "curve2"], names = [.. curves.ToArray().Select(curve => curve.Name)];
        SvgWriter svg = frame.Begin(feature.Name, yName, below: named ? Legend.Height(names, width) : 0);
        foreach (double value in rug)
        {
            if (value >= lowX && value <= highX) svg.Line(frame.X[value], frame.Foot - 5, frame.X[value], frame.Foot, "rug");
        }

        for (int i = 0; i < curves.Length; i++)
            svg.Curve([.. curves[i].X.Zip(curves[i].Y, (x, y) => (frame.X[x], frame.Y[y]))], styles[i]);
        if (named) Legend.Draw(svg, height, width, [.. names.Zip(styles)]);
        return svg.Finish();
    }
}

/// <summary>A curve: its name, numbers in ascending order and what belongs to each.</summary>
internal readonly record struct Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
