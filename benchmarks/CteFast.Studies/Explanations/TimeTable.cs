using CteFast.Explain;

namespace CteFast.Studies.Explanations;

/// <summary>The time to the error that shap's default reaches with its whole budget.</summary>
internal static class TimeTable
{
    public static List<TimeCase> Print(TextWriter output, Targets targets, List<ModelCase> cases, bool quick)
    {
        int explained = quick ? 4 : 20, seeds = quick ? 3 : 10;
        var table = new MarkdownTable(output, "**Time** on one thread to the error of a uniform shared background with the whole budget: the least budget, doubled from one background row on, with which ours is no larger.",
            "network", "d", "shap's model rows", "ours", "ms a row", "µs a model row");
        List<TimeCase> results = [];
        foreach (ModelCase c in cases.Where(c => c.Kind == "mlp"))
        {
            float[] rows = c.Foreground(explained);
            ShapleyTruth truth = ShapleyTruth.Of(c, rows);
            double wanted = Enumerable.Range(0, seeds).Average(seed => Estimates.Error(Estimates.UniformShared(c, rows, seed), truth.Values));
            int budget = 16 * (c.FeatureCount - 1);
            while (budget < c.ModelRows && Enumerable.Range(0, seeds).Average(seed => Estimates.Error(Estimates.Values(Prepare(c, budget, seed).Explain(rows)), truth.Values)) > wanted) budget *= 2;
            budget = Math.Min(budget, c.ModelRows);

            Explainer explainer = Prepare(c, budget, 0);
            double ms = Timing.InterleavedMedians(5, TimeSpan.FromSeconds(1), 200, () => explainer.Explain(rows))[0] / explained;
            string time = c.FeatureCount <= 12 ? targets.AtMost("ms a row to the error of a uniform shared background", c.Name, ms, 0.5) : MarkdownTable.Number(ms);
            table.Row(c.Name, $"{c.FeatureCount}", MarkdownTable.Count(c.ModelRows), MarkdownTable.Count(budget), time, MarkdownTable.Number(1000 * ms / budget));
            results.Add(new TimeCase(c.Set.Name, c.Kind, c.FeatureCount, budget, ms));
        }

        return results;
    }

    private static Explainer Prepare(ModelCase c, int budget, int seed)
    {
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = budget, Seed = seed };
        int size = Explainer.BackgroundRows(options, c.Model, c.Set.Count);
        return Explainer.Create(c.Model, Background.Compress(c.Data, c.FeatureCount, size, seed), options);
    }
}
