using CteFast.Cli.Render.Report;
using CteFast.Cli.Render.Svg;
using CteFast.Data;

namespace CteFast.Cli.Tests.Render.Report;

/// <summary>Reports of made numbers: what a report must survive, no model needed.</summary>
internal static class MadeReport
{
    /// <summary>Names that pages break on.</summary>
    public static readonly string[] HostileNames =
    [
        "x", "a name that goes on and on until no column could ever be wide enough for it to be shown in full", "<script>alert(1)</script>",
        "\"quoted\" & 'quoted'", "längster_Spaltenname_ohne_Leerzeichen_der_nirgends_umbrochen_werden_kann", "価格・重量・色・透明度・深さ・テーブル・幅・高さ",
        "emoji 👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬", "tab\tand\nline", "WWWWWWWWWWWWWWWWWWWWWWWWWWWW", "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
    ];

    /// <summary>A report of the given features, their values spread around <paramref name="size"/>.</summary>
    public static ReportContent Create(IReadOnlyList<string> names, double size = 1, int rows = 200)
    {
        Random random = new(5);
        double Draw() => size * (random.NextDouble() + random.NextDouble() - 1);
        FeatureDots[] dots = [.. names.Select((name, j) => new FeatureDots(new Feature(name),
            [.. Enumerable.Range(0, rows).Select(_ => Draw() / (j + 1))],
            [.. Enumerable.Range(0, rows).Select(i => j == 1 ? 3 : j == 2 && i % 7 == 0 ? double.NaN : Draw() * 1000)]))];
        double[] grid = [.. Enumerable.Range(0, 20).Select(at => size * at)];
        return new ReportContent
        {
            Model = "model.json",
            Data = "data.csv",
            Quantity = "prediction",
            Summary = ["64 of 13,485 rows stand for the data: MMD 0.017, a uniform sample's 0.088; the values' estimated error is 1.2 %.", "1,000 model rows, 1.2 s."],
            Sage = [.. names.Select((name, j) => new Bar(name, size / (j + 1) - size / 20, size / 30))],
            SageLoss = "mean squared error",
            MeanShapley = [.. dots.Select(dot => new Bar(dot.Name, dot.Shapley.Average(Math.Abs), double.NaN))],
            Dots = dots,
            Effects = [.. names.Take(4).Select((name, j) => new EffectCurves(new Feature(name),
                new Curve("partial dependence", grid, [.. grid.Select(x => j == 1 ? size : size == 0 ? 0 : size * Math.Sin(x / size / 3))]), j == 0 ? null : new Curve("accumulated local effects", grid, [.. grid.Select(x => x / 4)]), grid))],
            Rows = [.. Enumerable.Range(0, 2).Select(row => new ExplainedRow(row,
                [.. dots.Select(dot => new Bar(dot.Name, dot.Shapley[row], size / 50))], new FeatureTable(new FeatureSchema(dots.Select(dot => dot.Feature)), [.. dots.Select(dot => (float)dot.Values[row])]), 3 * size, 3 * size + dots.Sum(dot => dot.Shapley[row])))],
            Facts = [("model", "model.json"), ("seed", "0"), ("a fact of many words", string.Join(' ', Enumerable.Repeat("and so on", 30)))],
        };
    }
}
