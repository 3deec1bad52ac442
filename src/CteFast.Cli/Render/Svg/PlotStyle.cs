namespace CteFast.Cli.Render.Svg;

/// <summary>The colours of plots: different for the colour-blind too, on light and on dark ground (after Okabe and Ito).</summary>
internal static class PlotStyle
{
    /// <summary>The number of steps from the lowest to the highest value of a feature.</summary>
    public const int Steps = 5;

    /// <summary>The rules for everything that <see cref="SvgWriter"/> draws.</summary>
    public const string Css =
        """
        :root{--ink:#1c1c1c;--dim:#595959;--line:#d5d5d5;--ground:#ffffff;--up:#c44e00;--down:#0068a8;--v0:#0068a8;--v1:#4f8fb8;--v2:#8a8a8a;--v3:#cf8449;--v4:#c44e00}
        @media(prefers-color-scheme:dark){:root{--ink:#ececec;--dim:#a8a8a8;--line:#3d3d3d;--ground:#171717;--up:#ff9a4d;--down:#5ab4f0;--v0:#5ab4f0;--v1:#4f8fb8;--v2:#9a9a9a;--v3:#d08a50;--v4:#ff9a4d}}
        .plot{font:13px Arial,Helvetica,"Liberation Sans",sans-serif;background:var(--ground)}
        .plot text{fill:var(--ink)}.plot .dim{fill:var(--dim)}.plot .up{fill:var(--up)}.plot .down{fill:var(--down)}
        .plot line{stroke:var(--line)}.plot .zero,.plot .mark{stroke:var(--dim)}.plot .mark{stroke-width:1.5}
        .plot path{fill:none}.plot .curve{stroke:var(--down);stroke-width:2}.plot .curve2{stroke:var(--up);stroke-width:2;stroke-dasharray:6 4}
        .plot .curve3{stroke:var(--dim);stroke-width:2;stroke-dasharray:2 3}
        .plot .v0,.plot .v1,.plot .v2,.plot .v3,.plot .v4{stroke-linecap:round;stroke-width:4.5;stroke-opacity:.85}
        .plot .v0{stroke:var(--v0)}.plot .v1{stroke:var(--v1)}.plot .v2{stroke:var(--v2)}.plot .v3{stroke:var(--v3)}.plot .v4{stroke:var(--v4)}
        .plot .rug{stroke:var(--dim);stroke-opacity:.5}
        """;

    /// <summary>A picture as a separate file, with its colours in it.</summary>
    public static string Alone(string svg)
    {
        int end = svg.IndexOf('>', StringComparison.Ordinal) + 1;
        return $"{svg[..end]}\n<style>{Css}</style>{svg[end..]}";
    }

    /// <summary>The class of a feature's value at a rank from 0, the lowest, to 1, the highest.</summary>
    public static string Step(double rank) => $"v{Math.Clamp((int)(rank * Steps), 0, Steps - 1)}";
}
