using CteFast.Explain.Models.Trees;
using CteFast.Studies.Explanations;

namespace CteFast.Studies.Trees;

/// <summary>Predictions in batches and one by one, against a plain loop in the same run.</summary>
internal static class PredictionTable
{
    private const double TargetMicroseconds = 0.5, TargetSingleMicroseconds = 10;
    private const int SingleRows = 1000;

    /// <summary>Prints the table.</summary>
    /// <returns>The microseconds of a row in a batch, by model.</returns>
    public static double[] Print(TextWriter output, Targets targets, List<ModelCase> models, bool quick)
    {
        var table = new MarkdownTable(output, "**Prediction** of a row's margin.", "model", "trees", "depth", "batch, µs", "plain loop, µs", "times ours", "single row, µs");
        return [.. models.Select(model => Measure(table, targets, model, quick))];
    }

    private static double Measure(MarkdownTable table, Targets targets, ModelCase model, bool quick)
    {
        var trees = (TreeEnsemble)model.Model;
        int n = model.Set.Count, d = trees.FeatureCount, singles = Math.Min(n, SingleRows);
        float[] margins = new float[n * trees.OutputCount], plain = new float[margins.Length];
        Action[] runs =
        [
            () => trees.Predict(model.Data, margins),
            () => PlainLoop.Predict(trees, model.Data, plain),
            () =>
            {
                for (int i = 0; i < singles; i++) trees.Predict(model.Data.AsSpan(i * d, d), margins.AsSpan(i * trees.OutputCount, trees.OutputCount));
            },
        ];
        foreach (Action run in runs) Timing.WarmUp(TimeSpan.FromMilliseconds(300), run);
        double[] times = Timing.InterleavedMedians(3, TimeSpan.FromSeconds(quick ? 0.5 : 3), 200, runs);
        if (!margins.AsSpan().SequenceEqual(plain)) throw new StudyException($"{model.Name}: the plain loop predicts something else");

        (double batch, double loop, double single) = (1000 * times[0] / n, 1000 * times[1] / n, 1000 * times[2] / singles);
        int depth = trees.Depths.ToArray().Max();
        table.Row(model.Name, $"{trees.TreeCount}", $"{depth}", targets.AtMost("µs to predict a row in a batch", model.Name, batch, TargetMicroseconds), MarkdownTable.Number(loop),
            MarkdownTable.Ratio(loop / batch), targets.AtMost("µs to predict a single row", model.Name, single, TargetSingleMicroseconds));
        return batch;
    }
}
