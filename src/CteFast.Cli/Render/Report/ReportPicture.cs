using System.Globalization;
using System.Text.RegularExpressions;
using CteFast.Cli.Render.Svg;

namespace CteFast.Cli.Render.Report;

/// <summary>A picture of a report.</summary>
/// <param name="Section">The heading it stands under.</param>
/// <param name="Name">A name for a file, without ending.</param>
/// <param name="Caption">What it shows and how to read it.</param>
/// <param name="Draw">Draws it at a width, px.</param>
internal sealed partial record ReportPicture(string Section, string Name, string Caption, Func<double, string> Draw)
{
    private const double PlotHeight = 260;
    private const double AloneWidth = 680;
    private const int MostRows = 20;

    /// <summary>All pictures of a report, section by section.</summary>
    public static IEnumerable<ReportPicture> Of(ReportContent content)
    {
        const string importance = "Which features matter", values = "What they do", rows = "Single predictions";
        if (content.Sage.Count > 0)
        {
            yield return new(importance, "sage",
                $"SAGE: how much of the model's {content.SageLoss} each feature takes away, over all rows and outputs; what features do together is shared out. "
                    + $"Below 0, the model does better without it. The line is one standard error to each side.{Cut(content.Sage.Count)}",
                width => BarPlot.Render([.. content.Sage.Take(MostRows)], $"{content.SageLoss} saved", width));
        }

        yield return new(importance, "mean-shapley",
            $"Mean |Shapley value|: how far each feature moves a prediction, up or down, in the mean over {content.Dots[0].Shapley.Count.ToString("N0", CultureInfo.InvariantCulture)} rows.{Cut(content.Dots.Count)}",
            width => BarPlot.Render([.. content.MeanShapley.Take(MostRows)], $"mean |Shapley value|, {content.Quantity}", width));
        yield return new(importance, "beeswarm",
            $"A dot for every row and feature: to the right where it raised the prediction, to the left where it lowered it; blue where the feature is low, orange where it is high{(content.Dots.Any(dots => Missing(dots) > 0) ? ", grey in the middle or where it is missing" : "")}.{Cut(content.Dots.Count)}",
            width => BeeswarmPlot.Render([.. content.Dots.Take(MostRows)], $"Shapley value, {content.Quantity}", width));

        int place = 1;
        foreach (EffectCurves effect in content.Effects)
        {
            FeatureDots dots = content.Dots.First(dots => dots.Name == effect.Feature.Name);
            string missing = Missing(dots) is > 0 and int count ? string.Create(CultureInfo.InvariantCulture, $" In {count:N0} rows it is missing: they have no dot.") : "";
            yield return new(values, $"dependence-{place}", $"A dot for every row: what {effect.Feature.Name} is there, and how far that moved the prediction.{missing}",
                width => ScatterPlot.Render(dots, "Shapley value", width, PlotHeight));
            yield return new(values, $"effect-{place++}",
                $"The mean {content.Quantity} as {effect.Feature.Name} moves: with all else as it is in the data (partial dependence)"
                    + $"{(effect.Accumulated is null ? "" : " or, dashed, as it is where the feature is near (accumulated local effects)")}. The marks at the foot are background rows.",
                width => CurvePlot.Render(effect.Accumulated is { } ale ? [effect.Partial, ale] : [effect.Partial], effect.Background,
                    effect.Feature, content.Quantity, width, PlotHeight));
        }

        foreach (ExplainedRow row in content.Rows)
        {
            NumberFormat format = new(Math.Max(Math.Abs(row.BaseValue), Math.Abs(row.Prediction)));
            yield return new(rows, string.Create(CultureInfo.InvariantCulture, $"row-{row.Row}"),
                $"Row {row.Row.ToString(CultureInfo.InvariantCulture)}: from the base value {format.Plain(row.BaseValue)} at the foot to the prediction {format.Plain(row.Prediction)} at the top; orange raises it, blue lowers it.",
                width => WaterfallPlot.Render([.. row.Steps.Select((step, j) => step with { Tail = $" = {NumberFormat.Value(row.Features.Schema[j], row.Features[0][j])}" })], row.BaseValue, content.Quantity, width));
        }
    }

    /// <summary>The name of the picture's file.</summary>
    public string FileName => $"{Name}.svg";

    /// <summary>Whether a file of this name may be a picture of a report.</summary>
    public static bool IsFileName(string name) => PictureFileName().IsMatch(name);

    /// <summary>The picture as a separate file, with its colours in it.</summary>
    public string DrawAlone() => PlotStyle.Alone(Draw(AloneWidth));

    private static int Missing(FeatureDots dots) => dots.Values.Count(value => !double.IsFinite(value));

    private static string Cut(int count) => count > MostRows ? $" The first {MostRows} of {count} features." : "";

    // Capitals make no difference in file names of some systems.
    [GeneratedRegex(@"^(sage|mean-shapley|beeswarm|(dependence|effect|row)-\d+)\.svg$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PictureFileName();
}
