using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;
using CteFast.Studies.Explanations;

namespace CteFast.Studies.Trees;

/// <summary>What else comes from the same tables, and what it costs.</summary>
internal static class IndexTable
{
    // Interactions take a hundred times the memory of values for many rows.
    private const int MostRows = 2000;

    public static void Print(TextWriter output, ModelCase model, bool quick)
    {
        var trees = (TreeEnsemble)model.Model;
        float[] rows = model.Foreground(MostRows);
        var table = new MarkdownTable(output, $"**Other values** of {model.Name}, of {MarkdownTable.Count(rows.Length / trees.FeatureCount)} rows at a time.", "values", "background", "fit, ms", "µs a row", "tables, MiB");
        (string Name, Func<TreeExplainer> Make)[] explainers =
        [
            ("Shapley", () => new TreeExplainer(trees, model.Data, new TreeExplainerOptions())),
            ("Shapley, path-dependent", () => TreeExplainer.PathDependent(trees, new TreeExplainerOptions())),
            ("Banzhaf", () => new TreeExplainer(trees, model.Data, new TreeExplainerOptions { Index = GameIndex.Banzhaf })),
            ("partial dependence", () => new TreeExplainer(trees, model.Data, new TreeExplainerOptions { Index = GameIndex.PartialDependence })),
            ("Shapley interactions", () => new TreeExplainer(trees, model.Data, new TreeExplainerOptions { Interactions = true })),
            ("Banzhaf interactions", () => new TreeExplainer(trees, model.Data, new TreeExplainerOptions { Index = GameIndex.Banzhaf, Interactions = true })),
        ];
        foreach ((string name, Func<TreeExplainer> make) in explainers)
        {
            if (name.Contains("path-dependent", StringComparison.Ordinal) && !trees.HasCovers) continue;
            TreeExplainer explainer = make();
            double[] values = new double[rows.Length / trees.FeatureCount * trees.OutputCount * explainer.ValueCount];
            TimeSpan atLeast = TimeSpan.FromSeconds(quick ? 0.2 : 1);
            Timing.WarmUp(atLeast, () => explainer.ComputeValues(rows, values));
            double[] times = Timing.InterleavedMedians(3, atLeast, 30, () => make(), () => explainer.ComputeValues(rows, values));
            table.Row(name, explainer.BackgroundCount == 0 ? "training covers" : MarkdownTable.Count(explainer.BackgroundCount), MarkdownTable.Number(times[0]),
                MarkdownTable.Number(1000 * times[1] / (rows.Length / trees.FeatureCount)), MarkdownTable.Number(explainer.TableBytes / (1024.0 * 1024)));
        }
    }
}
