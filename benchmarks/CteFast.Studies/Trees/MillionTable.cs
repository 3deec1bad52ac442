using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Studies.Trees;

/// <summary>A million rows against a million background rows, on two threads.</summary>
internal static class MillionTable
{
    private const int Full = 1_000_000, Quick = 100_000, D = 12, Trees = 200, Depth = 6, Threads = 2;
    private const double TargetSeconds = 60;

    public static TreeCase Print(TextWriter output, Targets targets, bool quick)
    {
        int n = quick ? Quick : Full;
        float[] background = NormalRows.Make(n, D, 1), rows = NormalRows.Make(n, D, 2);
        TreeEnsemble model = MadeEnsemble.Make(background, D, Trees, Depth, 3);
        double[] values = new double[n * D];
        float[] margins = new float[n];
        TreeExplainer? explainer = null;
        double fit = Timing.Milliseconds(() => explainer = new TreeExplainer(model, background, new TreeExplainerOptions { Threads = Threads }));
        double explain = Timing.Milliseconds(() => explainer!.ComputeValues(rows, values));
        double predict = Timing.Milliseconds(() => model.Predict(rows, margins));
        double seconds = (fit + explain) / 1000, mebibytes = explainer!.TableBytes / (1024.0 * 1024);

        var table = new MarkdownTable(output,
            "**Large**: standard normal rows, trees split at random rows' values, on two threads, from the first call on. "
                + "WOODELF took 162 s for 3,000,000 rows against 5,000,000 of 127 features, 54 µs a row." + (quick ? " Not the million rows of the full study (--quick)." : ""),
            "rows", "background", "d", "trees", "depth", "fit, s", "explain, s", "together, s", "µs a row", "tables, MiB", "KiB a tree");
        table.Row(MarkdownTable.Count(n), MarkdownTable.Count(n), $"{D}", $"{Trees}", $"{Depth}", MarkdownTable.Number(fit / 1000), MarkdownTable.Number(explain / 1000),
            quick ? MarkdownTable.Number(seconds) : targets.AtMost("seconds for a million rows against a million", "made trees", seconds, TargetSeconds),
            MarkdownTable.Number(1e6 * seconds / n), MarkdownTable.Number(mebibytes), MarkdownTable.Number(mebibytes * 1024 / Trees));
        return new TreeCase("made, normal rows, two threads", n, n, D, Trees, Depth, fit, 1000 * explain / n, 1000 * predict / n, mebibytes);
    }
}
