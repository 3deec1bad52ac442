using CteFast.Explain;
using CteFast.Explain.Global.Effects;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Models;

namespace CteFast.Studies.Explanations;

/// <summary>The error of expected gradients, SAGE and partial dependence at equal gradients or model rows.</summary>
internal static class GlobalTable
{
    private const int Steps = 50, SageRows = 100_000;

    public static List<GlobalCase> Print(TextWriter output, Targets targets, List<ModelCase> cases, bool quick)
    {
        int seeds = quick ? 3 : 10;
        var table = new MarkdownTable(output,
            $"**Other explanations**: mean absolute error, mean over {seeds} seeds. CTE: a compressed background, shared; ours at the same gradients or model rows. In brackets: 95 % intervals over seeds. "
            + $"Truth: all the data, {Steps} steps a baseline; for SAGE a run with 40 x the budget.",
            "explanation", "model", "gradients or model rows", "compressed, shared (CTE)", "ours", "CTE / ours");
        List<GlobalCase> results = [];
        foreach (ModelCase c in cases)
        {
            if (c.Model is IDifferentiableModel network) Add(c, "expected gradients", Steps * c.SharedRows, 2.5, Gradients(c, network, c.Foreground(quick ? 2 : 5)));
            // A label is a class or a value; no loss is between it and a margin.
            if (c.Model.OutputKind == OutputKind.Probability || (c.Model.OutputKind == OutputKind.Value && c.Model.OutputCount == 1)) Add(c, "SAGE", SageRows, 1.3, Sage(c));
            Add(c, "PDP", c.SharedRows * Points(c), 1.3, PartialDependence(c));
        }

        return results;

        void Add(ModelCase c, string explanation, int budget, double target, (double[] Truth, Func<int, double[]> Cte, Func<int, double[]> Own) run)
        {
            double[] cte = [.. Enumerable.Range(0, seeds).Select(seed => Estimates.Error(run.Cte(seed), run.Truth))];
            double[] own = [.. Enumerable.Range(0, seeds).Select(seed => Estimates.Error(run.Own(seed), run.Truth))];
            SeedRatio ratio = SeedRatio.Of(cte, own);
            table.Row(explanation, c.Name, MarkdownTable.Count(budget), MarkdownTable.Number(cte.Average()), MarkdownTable.Number(own.Average()),
                $"{targets.AtLeast($"CTE's error of {explanation} against ours", c.Name, ratio.Value, target)} ({MarkdownTable.Ratio(ratio.Low)} to {MarkdownTable.Ratio(ratio.High)})");
            results.Add(new GlobalCase(c.Set.Name, c.Kind, explanation, cte.Average(), own.Average()));
        }
    }

    private static (double[] Truth, Func<int, double[]> Cte, Func<int, double[]> Own) Gradients(ModelCase c, IDifferentiableModel model, float[] rows)
    {
        var options = new ExplainOptions { Method = ExplainMethod.Gradients, ModelRows = Steps * c.SharedRows, Steps = Steps };
        double[] truth = Run(options with { ModelRows = checked(Steps * c.Set.Count), Design = SamplingDesign.Crossed });
        return (truth, seed => Run(options with { Design = SamplingDesign.Crossed, Seed = seed }), seed => Run(options with { Seed = seed }));

        double[] Run(ExplainOptions some) => Estimates.Values(Explainer.Create(model, c.Data, some).Explain(rows));
    }

    private static (double[] Truth, Func<int, double[]> Cte, Func<int, double[]> Own) Sage(ModelCase c)
    {
        var options = new SageOptions { Loss = c.Model.OutputKind == OutputKind.Probability ? LossFunction.CrossEntropy : LossFunction.SquaredError, TotalModelRows = SageRows, Convergence = 0 };
        double[] truth = Run(options with { TotalModelRows = 40 * SageRows, BackgroundSize = 8192, BackgroundRowsPerOrdering = 64, CompressForeground = false, Seed = 1_000_003 });
        return (truth, seed => Run(options with { Design = SamplingDesign.Crossed, BackgroundSize = c.SharedRows, Seed = seed }), seed => Run(options with { Seed = seed }));

        double[] Run(SageOptions some) => [.. SageValues.Compute(c.Model, c.Data, c.Set.Labels, some).Values];
    }

    private static (double[] Truth, Func<int, double[]> Cte, Func<int, double[]> Own) PartialDependence(ModelCase c)
    {
        FeatureGrid[] grids = Grids(c);
        EffectOptions own = EffectOptions.ForBudget(c.SharedRows * Points(c), Points(c));
        return (Run(EffectRows.Create(c.Model, Background.Of(c.Data, c.FeatureCount), null, own)),
            seed => Run(EffectRows.Create(c.Model, Background.Compress(c.Data, c.FeatureCount, c.SharedRows, seed), null, own)),
            seed => Run(EffectRows.Create(c.Model, c.Data, own with { Seed = seed })));

        double[] Run(EffectRows rows) => [.. grids.SelectMany(grid => Explain.Global.Effects.PartialDependence.Compute(rows, grid) is var effect
            ? Enumerable.Range(0, effect.OutputCount).SelectMany(output => effect.Values(output).ToArray()) : [])];
    }

    private static int Points(ModelCase c) => Grids(c).Sum(grid => grid.Points.Length);

    private static FeatureGrid[] Grids(ModelCase c) => [.. Enumerable.Range(0, c.FeatureCount).Select(j => FeatureGrid.Quantiles(c.Data, c.FeatureCount, j, 20))];
}
