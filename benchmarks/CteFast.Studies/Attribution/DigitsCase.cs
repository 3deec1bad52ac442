using CteFast.Attribution.Curvature;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;
using CteFast.Attribution.Walk;

namespace CteFast.Studies.Attribution;

/// <summary>scikit-learn's digits: 350 rows to train on, 100 queries, a network 61-64-10, and the methods that are compared.</summary>
internal sealed class DigitsCase(LabelledData<float> training, LabelledData<float> queries, int threads)
{
    public const int Rows = 350, Classes = 10;

    public static readonly ScoringOptions Scoring = new() { Measurement = Measurement.Margin, Threads = 2 };

    public static readonly (string Name, Func<Setting, AttributionMethod<float>> Make)[] Methods =
    [
        ("SOURCE", s => s.Source(new SourceOptions())),
        ("SOURCE, recurrence", s => s.Source(new SourceOptions { Spectral = SpectralMode.Recurrence })),
        ("FAST-SOURCE", s => s.Source(new SourceOptions { AverageParameters = true })),
        ("SOURCE, diagonal", s => s.Source(new SourceOptions { Curvature = CurvatureKind.Diagonal })),
        ("influence functions, λ = 1/τ", s => s.Influence(1 / s.Time)),
        ("influence functions, λ = 0.1/τ", s => s.Influence(0.1 / s.Time)),
        ("influence functions, λ = 0.1 mean", s => s.Influence(null)),
        ("TracIn", s => new TracIn<float>(s.Trajectory, s.Training)),
        ("gradient dot", s => new GradientSimilarity<float>(s.Trajectory.Network, s.Training, s.Trajectory.Final)),
        ("gradient cosine", s => new GradientSimilarity<float>(s.Trajectory.Network, s.Training, s.Trajectory.Final, isCosine: true)),
        ("representation cosine", s => new RepresentationSimilarity<float>(s.Trajectory.Network, s.Training, s.Trajectory.Final)),
    ];

    public static DenseNetwork Network { get; } = new([61, 64, Classes], Activation.Relu, Loss.SoftmaxCrossEntropy);

    public LabelledData<float> Training { get; } = training;

    public LabelledData<float> Queries { get; } = queries;

    public int Threads { get; } = threads;

    /// <summary>As for the small sets of the SOURCE paper: momentum, weight decay, the rate constant; 25 rows a batch, so that halves of the rows have as many.</summary>
    public static TrainingOptions Options(long seed) => new()
    {
        Steps = TrainingOptions.StepsOf(20, Rows, 25),
        BatchSize = 25,
        Momentum = 0.9,
        WeightDecay = 1e-3,
        LearningRate = LearningRate.Constant(0.01),
        Seed = seed,
    };

    public static DigitsCase Read(RealSet set, int threads)
    {
        LabelledData<float> all = new(set.Rows, set.FeatureCount, set.Labels);
        return new DigitsCase(all.Subset([.. Enumerable.Range(0, Rows)]), all.Subset([.. Enumerable.Range(Rows, 100)]), threads);
    }

    /// <summary>Helpfulness of every row for every query, of a network trained with a seed.</summary>
    public double[] Scores(LabelledData<float> rows, Func<Setting, AttributionMethod<float>> make, long seed)
    {
        var scores = new double[Queries.Count * rows.Count];
        make(new Setting(rows, Trainer.Train<float>(Network, rows, Options(seed)))).Score(Queries, scores, Scoring);
        return scores;
    }

    /// <summary>Rows and the network trained on them.</summary>
    internal sealed record Setting(LabelledData<float> Training, Trajectory<float> Trajectory)
    {
        public double Time => Enumerable.Range(0, Trajectory.Segments.Count).Sum(Trajectory.OptimizationTime);

        public SourceAttribution<float> Source(SourceOptions options) => SourceAttribution<float>.Fit(Trajectory, Training, options with { Threads = 2 });

        public InfluenceFunctions<float> Influence(double? damping) =>
            InfluenceFunctions<float>.Fit(Trajectory.Network, Training, Trajectory.Final, new InfluenceOptions { Damping = damping, Threads = 2 });
    }
}
