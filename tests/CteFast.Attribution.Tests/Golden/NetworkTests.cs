using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Golden;

/// <summary>Networks with hidden layers.</summary>
public sealed class NetworkTests
{
    private static readonly LabelledData<double> Training = Made.Classes(60, 4, 3, seed: 1), Queries = Made.Classes(5, 4, 3, seed: 2);
    private static readonly DenseNetwork Network = new([4, 6, 5, 3], Activation.Tanh, Loss.SoftmaxCrossEntropy);

    // G3: the derivative against two trainings with a row a little heavier and a little lighter.
    [Theory]
    [InlineData(0, BatchSampling.Epochs, 0)]
    [InlineData(0.9, BatchSampling.Epochs, 20)]
    [InlineData(0.5, BatchSampling.Independent, 16)]
    public void Unrolling_Network_IsTheDifferenceOfTwoTrainings(double momentum, BatchSampling sampling, int batch)
    {
        const double Epsilon = 1e-4;
        TrainingOptions training = Made.EveryStep(40, 0.1, momentum, decay: 1e-3) with { BatchSize = batch, Sampling = sampling, Segments = new SegmentPlan { Count = 1, Checkpoints = 1 } };
        double[] scores = Scores.Of(new ExactUnrolling<double>(Network, Training, training), Queries, Measurement.Margin);
        foreach (int m in new[] { 0, 31, 59 })
        {
            double[] heavier = Margins(m, 1 + Epsilon), lighter = Margins(m, 1 - Epsilon);
            for (int q = 0; q < Queries.Count; q++)
                Assert.Equal(-(heavier[q] - lighter[q]) / (2 * Epsilon), scores[q * Training.Count + m], 1e-6);
        }

        double[] Margins(int row, double weight)
        {
            double[] weights = [.. Enumerable.Range(0, Training.Count).Select(i => i == row ? weight : 1)], margins = new double[Queries.Count];
            Network.Measure(Trainer.Train<double>(Network, Training, training with { RowWeights = weights }).Final.Span, Queries, Measurement.Margin, margins);
            return margins;
        }
    }

    // G7.
    [Fact]
    public void Source_CheckpointTwice_ChangesNothing()
    {
        Trajectory<double> trajectory = Trained(Training, seed: 3);
        var twice = new Trajectory<double>(Network, [.. trajectory.Segments.Select(s => new TrajectorySegment<double>([.. s.Checkpoints, .. s.Checkpoints], s.LearningRates))],
            trajectory.Final, trajectory.TrainingCount, trajectory.Momentum, trajectory.WeightDecay);
        double[] before = trajectory.Final.ToArray();
        double[] once = Scores.Of(SourceAttribution<double>.Fit(trajectory, Training, new SourceOptions()), Queries);
        Assert.InRange(Made.RelativeError(Scores.Of(SourceAttribution<double>.Fit(twice, Training, new SourceOptions()), Queries), once), 0, 1e-12);
        Assert.Equal(before, trajectory.Final.ToArray());
    }

    [Fact]
    public void Source_RowsPermuted_PermutesScores()
    {
        int[] order = [.. Enumerable.Range(0, 60).Select(i => i * 7 % 60)];
        Trajectory<double> trajectory = Trained(Training, seed: 3);
        LabelledData<double> permuted = Training.Subset(order);
        double[] scores = Scores.Of(SourceAttribution<double>.Fit(trajectory, Training, new SourceOptions()), Queries);
        double[] others = Scores.Of(SourceAttribution<double>.Fit(trajectory, permuted, new SourceOptions()), Queries);
        double[] expected = [.. Enumerable.Range(0, scores.Length).Select(i => scores[i / 60 * 60 + order[i % 60]])];
        Assert.InRange(Made.RelativeError(others, expected), 0, 1e-12);
    }

    // G8.
    [Fact]
    public void Source_OneSegment_RanksLikeTheDampedInfluence()
    {
        TrainingOptions training = Made.EveryStep(100, 0.1) with { Segments = new SegmentPlan { Count = 1, Checkpoints = 1, Places = CheckpointPlaces.Ends } };
        Trajectory<double> trajectory = Trainer.Train<double>(Network, Training, training);
        double[] source = Scores.Of(SourceAttribution<double>.Fit(trajectory, Training, new SourceOptions()), Queries);
        double[] influence = Scores.Of(InfluenceFunctions<double>.Fit(Network, Training, trajectory.Final, new InfluenceOptions { Damping = 1 / trajectory.OptimizationTime(0) }), Queries);
        Assert.InRange(ScoreComparison.Of(influence, source, Queries.Count).Spearman, 0.85, 1);
    }

    private static Trajectory<double> Trained(LabelledData<double> data, long seed) => Trainer.Train<double>(Network, data,
        new TrainingOptions { Steps = 60, BatchSize = 20, Momentum = 0.9, LearningRate = LearningRate.Constant(0.05), WeightDecay = 1e-3, Seed = seed });
}
