using CteFast.Cli.Render;
using CteFast.Data;
using CteFast.Explain;
using CteFast.Explain.Models;

namespace CteFast.Cli.Tests.Render;

/// <summary>Explanations made up for rendering.</summary>
internal static class Explanations
{
    public static ExplanationReport Report(string[] features, int rows = 1, int outputs = 1, double scale = 1, bool alternating = true, bool errors = true, bool exact = false)
    {
        int d = features.Length;
        int odd = alternating ? -1 : 1;
        double[] values = [.. Enumerable.Range(0, rows * outputs * d).Select(i => scale * (i % 2 == 0 ? 1 : odd) * (i + 1) / 10.0)];
        Explanation explanation = new()
        {
            Method = exact ? "tree, exact" : "permutation, paired",
            FeatureNames = [.. Enumerable.Range(0, d).Select(j => $"f{j}")],
            RowCount = rows,
            OutputCount = outputs,
            OutputKind = OutputKind.Probability,
            BackgroundQuality = exact ? new BackgroundQuality(13485, 13485, 0, 0) : new BackgroundQuality(64, 13485, 0.0169 * 0.0169, 0.088 * 0.088),
            BaseValues = [.. Enumerable.Range(0, outputs).Select(k => 0.25 * (k + 1))],
            ModelRows = 8192,
            Elapsed = TimeSpan.FromMilliseconds(42.5),
            Predictions = [.. Enumerable.Range(0, rows * outputs).Select(i => i + 0.5)],
            ShapleyValues = values,
            Errors = [.. values.Select(value => exact ? 0 : errors ? Math.Abs(value) / 100 : double.NaN)],
        };
        return new ExplanationReport(explanation, "model.json", [.. Enumerable.Range(0, rows).Select(row => 10 * row)],
            new FeatureTable(FeatureSchema.Numeric(features), [.. Enumerable.Range(0, rows * d).Select(i => i / 8f)]));
    }
}
