using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using static System.FormattableString;

namespace CteFast.Studies.Attribution;

/// <summary>The linear datamodeling score on digits, and how many of wrong labels each method finds.</summary>
internal static class DigitsTable
{
    private const int MostHarmful = 50;
    private const double WrongPart = 0.05;
    private const string Source = "SOURCE";

    public static DigitsResult Print(TextWriter output, RealSet set, bool quick)
    {
        int subsets = quick ? 30 : 100, repetitions = quick ? 3 : 10, models = quick ? 2 : 5, seeds = quick ? 2 : 10;
        DigitsCase digits = DigitsCase.Read(set, threads: 2);
        SubsetTruth truth = SubsetTruth.Train(DigitsCase.Network, digits.Training, digits.Queries, Measurement.Margin, DigitsCase.Options(0),
            new RetrainingOptions { Subsets = subsets, Repetitions = repetitions, Seed = 1, Threads = 2 });
        List<Row> rows = [];
        foreach ((string name, Func<DigitsCase.Setting, AttributionMethod<float>> make) in DigitsCase.Methods)
        {
            double[][] scores = [.. Enumerable.Range(0, models).Select(seed => digits.Scores(digits.Training, make, seed))];
            double[] mean = [.. Enumerable.Range(0, scores[0].Length).Select(i => scores.Average(s => s[i]))];
            LinearDatamodelingScore[] single = [.. scores.Select(s => LinearDatamodelingScore.Of(truth, s))];
            rows.Add(new Row(name, Average(single), LinearDatamodelingScore.Of(truth, mean), Found(digits, make, seeds)));
        }

        Row source = rows.Single(row => row.Name == Source);
        var table = new MarkdownTable(output, Invariant($"**Digits**, 61-64-10, {DigitsCase.Rows} rows, 100 queries: linear datamodeling score of margins, {subsets} subsets of half the rows, ")
            + Invariant($"{repetitions} trainings on each; mean over {models} models, and of their mean scores. ± is a standard error over subsets; differences are paired. ")
            + Invariant($"Then how many of the {Math.Round(WrongPart * DigitsCase.Rows)} rows (5 %) with a wrong label are among the {MostHarmful} most harmful, mean over {seeds} seeds; {MostHarmful * WrongPart:F1} by chance."),
            "method", "LDS, one model", "less than SOURCE by", "LDS, mean scores", "wrong labels found");
        foreach (Row row in rows)
        {
            table.Row(row.Name, Number(row.Single.Mean, row.Single.StandardError),
                row == source ? "" : Number(source.Single.Mean - row.Single.Mean, source.Single.StandardErrorOfDifference(row.Single)),
                Number(row.Ensemble.Mean, row.Ensemble.StandardError), Number(row.Found.Average(), Error(row.Found), "F1"));
        }

        return new DigitsResult(rows.ToDictionary(row => row.Name, row => new[] { row.Single.Mean, row.Single.StandardError }),
            rows.ToDictionary(row => row.Name, row => row.Found.Average()));
    }

    /// <summary>The mean over models, resample by resample.</summary>
    private static LinearDatamodelingScore Average(LinearDatamodelingScore[] scores) => new(scores.Average(s => s.Mean),
        [.. Enumerable.Range(0, scores[0].Queries.Count).Select(q => scores.Average(s => s.Queries[q]))],
        [.. Enumerable.Range(0, scores[0].Resamples.Count).Select(b => scores.Average(s => s.Resamples[b]))]);

    private static double[] Found(DigitsCase digits, Func<DigitsCase.Setting, AttributionMethod<float>> make, int seeds) =>
        [.. Enumerable.Range(0, seeds).Select(seed =>
        {
            Mislabelling<float> wrong = Mislabelling<float>.Of(digits.Training, DigitsCase.Classes, WrongPart, seed);
            return (double)wrong.Found(digits.Scores(wrong.Data, make, seed), MostHarmful);
        })];

    private static double Error(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }

    private static string Number(double mean, double error, string format = "F3") =>
        $"{mean.ToString(format, System.Globalization.CultureInfo.InvariantCulture)} ± {error.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}";

    private sealed record Row(string Name, LinearDatamodelingScore Single, LinearDatamodelingScore Ensemble, double[] Found);
}
