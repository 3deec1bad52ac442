using System.Text.Json;
using CteFast.Studies.Explanations;

namespace CteFast.Studies.Picture;

/// <summary>The README's picture: how the error of Shapley values falls with the model rows spent on them.</summary>
internal static class PictureStudy
{
    private static readonly int[] Budgets = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        int seeds = arguments.Quick ? 2 : 10, explained = arguments.Quick ? 4 : 20;
        var table = new MarkdownTable(output,
            $"**Error by model rows**: mean absolute error of Shapley values over {explained} rows, all outputs and features, mean over {seeds} seeds.",
            ["network", "d", "background", .. Budgets.Select(budget => MarkdownTable.Count(budget))]);
        List<ErrorCurves> curves = [];
        foreach (ModelCase c in ModelCase.ReadAll(arguments.Data).Where(c => c.Kind == "mlp"))
        {
            float[] rows = c.Foreground(explained);
            double[] truth = ShapleyTruth.Of(c, rows).Values;
            var curve = new ErrorCurves(c.Set.Name, c.Kind, c.FeatureCount, [.. Budgets.Select(budget => Measure(c with { ModelRows = budget }, rows, truth, seeds))]);
            curves.Add(curve);
            Row("uniform, shared (shap)", point => point.UniformSharedError);
            Row("compressed, shared (CTE)", point => point.CteSharedError);
            Row("ours", point => point.OwnOrderingsError);

            void Row(string background, Func<ErrorPoint, double> error) =>
                table.Row([c.Name, $"{c.FeatureCount}", background, .. curve.Points.Select(point => MarkdownTable.Number(error(point)))]);
        }

        if (curves.Count == 0) throw new StudyException($"{arguments.Data} holds no NAME_mlp.json beside a NAME.csv");
        if (arguments.Update) File.WriteAllText(RepositoryFolder.Find("docs", "error-by-model-rows.svg"), ErrorPlot.Render(curves));
        arguments.Finish(JsonSerializer.Serialize(curves, PictureJson.Default.ListErrorCurves));
    }

    private static ErrorPoint Measure(ModelCase c, float[] rows, double[] truth, int seeds)
    {
        return new ErrorPoint(c.ModelRows, Mean(Estimates.UniformShared), Mean(Estimates.CteShared), Mean(Estimates.OwnOrderings));

        double Mean(Estimate estimate) => Enumerable.Range(0, seeds).Average(seed => Estimates.Error(estimate(c, rows, seed), truth));
    }

    private delegate double[] Estimate(ModelCase c, ReadOnlySpan<float> rows, int seed);
}
