using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Training;
using CteFast.Numerics.Random;
using static System.FormattableString;

namespace CteFast.Studies.Attribution;

/// <summary>What curvature from fewer rows and filters of lower rank do to the scores, against all rows and dense filters.</summary>
internal static class CompressionTable
{
    private static readonly int[] Sizes = [16, 32, 64, 128];
    private static readonly int[] Ranks = [1, 2, 3, 4, 8];

    public static List<CompressionCase> Print(TextWriter output, RealSet set, bool quick)
    {
        DigitsCase digits = DigitsCase.Read(set, threads: 2);
        Trajectory<float> trajectory = Trainer.Train<float>(DigitsCase.Network, digits.Training, DigitsCase.Options(1));
        double[] exact = Scores(digits, trajectory, new SourceOptions());
        int seeds = quick ? 3 : 10;
        var table = new MarkdownTable(output, Invariant($"**Curvature of a coreset**: digits, 61-64-10, N = {DigitsCase.Rows}; relative error of the scores and rank correlation with those of all rows; mean over {seeds} seeds ± standard error. ")
            + "Rows chosen for (ā·ā')² against as many at random.", "rows", "error", "Spearman", "at random, error", "at random, Spearman");
        List<CompressionCase> cases = [];
        foreach (int size in Sizes)
        {
            ScoreComparison[] chosen = [.. Enumerable.Range(0, seeds).Select(seed => Compare(new SourceOptions { CurvatureRows = size, Seed = seed }))];
            ScoreComparison[] random = [.. Enumerable.Range(0, seeds).Select(seed => ScoreComparison.Of(exact, AtRandom(digits, trajectory, size, seed), digits.Queries.Count))];
            table.Row($"{size}", Mean(chosen, c => c.RelativeError), Mean(chosen, c => c.Spearman), Mean(random, c => c.RelativeError), Mean(random, c => c.Spearman));
            cases.Add(new CompressionCase(size, chosen.Average(c => c.RelativeError), chosen.Average(c => c.Spearman)));
        }

        var ranks = new MarkdownTable(output, "**Filters of low rank**: the same network and scores against the dense filters; operations are those of a pair and checkpoint.", "rank", "error", "Spearman", "operations, of the dense");
        foreach (int rank in Ranks)
        {
            ScoreComparison comparison = Compare(new SourceOptions { FilterRank = rank });
            double share = DigitsCase.Network.Layers.ToArray().Sum(layer => (double)rank * (layer.Outputs + layer.Columns)) / DigitsCase.Network.ParameterCount;
            ranks.Row($"{rank}", MarkdownTable.Number(comparison.RelativeError), Invariant($"{comparison.Spearman:F4}"), MarkdownTable.Ratio(share));
        }

        return cases;

        ScoreComparison Compare(SourceOptions options) => ScoreComparison.Of(exact, Scores(digits, trajectory, options), digits.Queries.Count);
    }

    private static string Mean(ScoreComparison[] cases, Func<ScoreComparison, double> value)
    {
        double mean = cases.Average(value), error = Math.Sqrt(cases.Sum(c => Math.Pow(value(c) - mean, 2)) / (cases.Length - 1) / cases.Length);
        return Invariant($"{mean:F3} ± {error:F3}");
    }

    private static double[] Scores(DigitsCase digits, Trajectory<float> trajectory, SourceOptions options)
    {
        var scores = new double[digits.Queries.Count * digits.Training.Count];
        SourceAttribution<float>.Fit(trajectory, digits.Training, options with { Threads = digits.Threads }).Score(digits.Queries, scores, DigitsCase.Scoring);
        return scores;
    }

    private static double[] AtRandom(DigitsCase digits, Trajectory<float> trajectory, int size, int seed)
    {
        var scores = new double[digits.Queries.Count * digits.Training.Count];
        var random = new Pcg64(seed);
        int[] order = [.. Enumerable.Range(0, digits.Training.Count)];
        for (int i = 0; i < size; i++)
        {
            int j = i + random.NextInt32(order.Length - i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        SourceAttribution<float>.Fit(trajectory, digits.Training, new SourceOptions { Threads = digits.Threads }, order.AsSpan(0, size)).Score(digits.Queries, scores, DigitsCase.Scoring);
        return scores;
    }
}
