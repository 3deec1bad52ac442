using static System.FormattableString;

namespace CteFast.Studies.Explanations;

/// <summary>The error of Shapley values at equal model rows.</summary>
internal static class ShapleyTable
{
    public static List<ShapleyCase> Print(TextWriter output, Targets targets, List<ModelCase> cases, bool quick)
    {
        int seeds = quick ? 3 : 10, explained = quick ? 4 : 20;
        var table = new MarkdownTable(output,
            Invariant($"**Shapley values**: mean absolute error over {explained} rows, all outputs and features, mean over {seeds} seeds; all the data is the background of the truth. ")
            + "Every method asks for at most the same model rows a row explained. In brackets: 95 % intervals over seeds.",
            "model", "d", "model rows", "uniform, shared (shap)", "compressed, shared (CTE)", "compressed, KernelSHAP", "ours", "shap / ours", "CTE / ours", "truth", "its error");
        List<ShapleyCase> results = [];
        foreach (ModelCase c in cases)
        {
            float[] rows = c.Foreground(explained);
            ShapleyTruth truth = ShapleyTruth.Of(c, rows);
            double[] uniform = new double[seeds], cte = new double[seeds], kernel = new double[seeds], own = new double[seeds];
            for (int seed = 0; seed < seeds; seed++)
            {
                uniform[seed] = Estimates.Error(Estimates.UniformShared(c, rows, seed), truth.Values);
                cte[seed] = Estimates.Error(Estimates.CteShared(c, rows, seed), truth.Values);
                kernel[seed] = Estimates.Error(Estimates.Kernel(c, rows, seed), truth.Values);
                own[seed] = Estimates.Error(Estimates.OwnOrderings(c, rows, seed), truth.Values);
            }

            SeedRatio overShap = SeedRatio.Of(uniform, own), overCte = SeedRatio.Of(cte, own);
            table.Row(c.Name, $"{c.FeatureCount}", MarkdownTable.Count(c.ModelRows), MarkdownTable.Number(uniform.Average()), MarkdownTable.Number(cte.Average()),
                MarkdownTable.Number(kernel.Average()), MarkdownTable.Number(own.Average()),
                WithInterval(targets.AtLeast("error of a uniform shared background against ours", c.Name, overShap.Value, c.FeatureCount <= 12 ? 8 : 5), overShap),
                WithInterval(targets.AtLeast("error of a compressed shared background against ours", c.Name, overCte.Value, 2.5), overCte),
                truth.Kind, MarkdownTable.Number(truth.Error));
            results.Add(new ShapleyCase(c.Set.Name, c.Kind, c.FeatureCount, c.ModelRows, seeds, uniform.Average(), cte.Average(), own.Average(), kernel.Average(), truth.Kind, truth.Error));
        }

        return results;
    }

    private static string WithInterval(string ratio, SeedRatio interval) => $"{ratio} ({MarkdownTable.Ratio(interval.Low)} to {MarkdownTable.Ratio(interval.High)})";
}
