using CteFast.AotSmoke;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;

namespace CteFast.Soak;

/// <summary>Training, fitting, scoring, and the files between.</summary>
internal static class AttributionJobs
{
    private const int D = 6, Count = 120;

    private static readonly float[] Features = MadeRows.Create(Count, D);
    private static readonly LabelledData<float> Data = new(Features, D, [.. Enumerable.Range(0, Count).Select(i => Features[i * D] > 0 ? 1f : 0f)]);

    public static Job[] All()
    {
        Trajectory<float> trajectory = Train();
        SourceAttribution<float> shared = SourceAttribution<float>.Fit(trajectory, Data, new SourceOptions());
        return
        [
            new("SOURCE, trained and fitted anew", _ => Scores(SourceAttribution<float>.Fit(Train(), Data, new SourceOptions()))),
            new("SOURCE, shared", _ => Scores(shared)),
            new("SOURCE, saved and loaded", _ => Saved(trajectory, shared)),
        ];
    }

    private static double[] Saved(Trajectory<float> trajectory, SourceAttribution<float> fitted)
    {
        string folder = Directory.CreateTempSubdirectory("ctefast-soak-").FullName, file = Path.Combine(folder, "t.json"), factors = Path.Combine(folder, "factors");
        try
        {
            TrajectoryFile.Write(file, trajectory);
            fitted.Save(factors);
            return Scores(SourceAttribution<float>.Load(factors, TrajectoryFile.Read<float>(file), Data, new SourceOptions()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Trajectory<float> Train() => Trainer.Train<float>(new DenseNetwork([D, 12, 2], Activation.Relu, Loss.SoftmaxCrossEntropy), Data,
        new TrainingOptions { Steps = 40, BatchSize = 30, LearningRate = LearningRate.Constant(0.05), Seed = 7 });

    private static double[] Scores(SourceAttribution<float> fitted)
    {
        double[] scores = new double[2 * Count];
        fitted.Score(Data.Subset([0, 1]), scores, new ScoringOptions { Measurement = Measurement.Margin });
        return scores;
    }
}
