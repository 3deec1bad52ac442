using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;

internal static class TrainingRows
{
    private const int N = 60, Mistaken = 17;

    /// <summary>Of rows on both sides of a line, the one with the wrong label is found to harm its like most.</summary>
    public static string Run()
    {
        Random random = new(3);
        double[] features = [.. Enumerable.Range(0, 2 * N).Select(_ => 2 * random.NextDouble() - 1)];
        double[] labels = [.. Enumerable.Range(0, N).Select(i => features[2 * i] + features[2 * i + 1] > 0 ? 1.0 : 0.0)];
        LabelledData<double> query = new([features[2 * Mistaken], features[2 * Mistaken + 1]], 2, [labels[Mistaken]]);
        labels[Mistaken] = 1 - labels[Mistaken];

        LabelledData<double> training = new(features, 2, labels);
        Trajectory<double> trajectory = Trainer.Train(DenseNetwork.LogisticRegression(2), training, new TrainingOptions { Steps = 200, Seed = 1 });
        SourceAttribution<double> source = SourceAttribution<double>.Fit(trajectory, training, new SourceOptions());
        ScoredRow worst = source.FindInfluential(query, 1, new ScoringOptions()).Harmful(0)[0];
        Check.Holds(worst.Row == Mistaken, $"row {worst.Row} is named as the most harmful, not {Mistaken}");
        return $"training rows: row {worst.Row} of {N} harms most";
    }
}
