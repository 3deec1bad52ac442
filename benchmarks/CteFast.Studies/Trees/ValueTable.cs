using System.Globalization;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;
using CteFast.Studies.Explanations;

namespace CteFast.Studies.Trees;

/// <summary>Exact Shapley values of every row of a set against all of them.</summary>
internal static class ValueTable
{
    private const double TargetMicroseconds = 50, TargetFitMs = 2000;
    private const int SingleRows = 500;

    // shap 0.44's TreeExplainer with the same background.
    private static readonly Dictionary<string, double> ShapMilliseconds = new() { ["diamonds"] = 575 };

    public static List<TreeCase> Print(TextWriter output, Targets targets, List<ModelCase> models, double[] predictions, bool quick)
    {
        var table = new MarkdownTable(output, "**Exact Shapley values**, interventional, of the margin against all rows as background.",
            "model", "background", "d", "trees", "fit, ms", "µs a row", "single row, µs", "shap, ms a row", "times ours", "MiB", "KiB a tree", "error of sums");
        return [.. models.Zip(predictions, (model, prediction) => Measure(table, targets, model, prediction, quick))];
    }

    private static TreeCase Measure(MarkdownTable table, Targets targets, ModelCase model, double prediction, bool quick)
    {
        var trees = (TreeEnsemble)model.Model;
        int n = model.Set.Count, d = trees.FeatureCount, width = d * trees.OutputCount, singles = Math.Min(n, SingleRows);
        TreeExplainer explainer = Make();
        TimeSpan atLeast = TimeSpan.FromSeconds(quick ? 0.5 : 3);
        Timing.WarmUp(atLeast / 3, () => Make());
        double fit = Timing.InterleavedMedians(3, atLeast, 50, () => Make())[0];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TreeExplainer kept = Make();
        double mebibytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024.0 * 1024);
        GC.KeepAlive(kept);

        var values = new double[n * width];
        void Many() => explainer.ComputeValues(model.Data, values);
        void One()
        {
            for (int i = 0; i < singles; i++) explainer.ComputeValues(model.Data.AsSpan(i * d, d), values.AsSpan(i * width, width));
        }

        Timing.WarmUp(atLeast / 3, Many);
        Timing.WarmUp(atLeast / 3, One);
        double[] times = Timing.InterleavedMedians(3, atLeast, 50, Many, One);
        (double many, double one) = (1000 * times[0] / n, 1000 * times[1] / singles);
        bool hasPeer = ShapMilliseconds.TryGetValue(model.Set.Name, out double shap);
        table.Row(model.Name, MarkdownTable.Count(n), $"{d}", $"{trees.TreeCount}", targets.AtMost("ms to prepare", model.Name, fit, TargetFitMs),
            targets.AtMost("µs to explain a row", model.Name, many, TargetMicroseconds), MarkdownTable.Number(one),
            hasPeer ? MarkdownTable.Number(shap) : "", hasPeer ? MarkdownTable.Count((long)(1000 * shap / many)) : "",
            MarkdownTable.Number(mebibytes), MarkdownTable.Number(explainer.TableBytes / 1024.0 / trees.TreeCount), SumError(trees, explainer, model.Data, values).ToString("E1", CultureInfo.InvariantCulture));
        return new TreeCase(model.Name, n, n, d, trees.TreeCount, trees.Depths.ToArray().Max(), fit, many, prediction, mebibytes);

        TreeExplainer Make() => new(trees, model.Data, new TreeExplainerOptions());
    }

    /// <summary>The largest difference of a prediction, in single precision, and the base value with the row's values, relative to it.</summary>
    private static double SumError(TreeEnsemble trees, TreeExplainer explainer, float[] rows, double[] values)
    {
        int k = trees.OutputCount, d = trees.FeatureCount;
        var margins = new float[rows.Length / d * k];
        trees.Predict(rows, margins);
        double worst = 0;
        for (int i = 0; i < margins.Length; i++)
        {
            double sum = explainer.BaseValues[i % k];
            foreach (double value in values.AsSpan(i * d, d)) sum += value;
            worst = Math.Max(worst, Math.Abs(sum - margins[i]) / Math.Max(1, Math.Abs(margins[i])));
        }

        return worst;
    }
}
