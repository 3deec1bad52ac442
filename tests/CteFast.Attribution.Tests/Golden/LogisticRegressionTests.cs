using CteFast.Attribution.Curvature;
using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Training;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Tests.Golden;

/// <summary>A curvature that changes on the way: logistic and softmax regression.</summary>
public sealed class LogisticRegressionTests
{
    private const int N = 150, D = 5;
    private static readonly DenseNetwork Network = DenseNetwork.LogisticRegression(D);
    private static readonly LabelledData<double> Training = Made.Classes(N, D, 2, seed: 1), Queries = Made.Classes(6, D, 2, seed: 2);

    // G5: order of the segments, and the penalty's curvature.
    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Source_SegmentAStep_IsTheExactDerivative(double decay)
    {
        TrainingOptions training = Made.EveryStep(50, 0.8, decay: decay);
        double[] exact = Scores.Of(new ExactUnrolling<double>(Network, Training, training), Queries, Measurement.Margin);
        double[] source = Source(training, new SourceOptions { Spectral = SpectralMode.DiscretePower, Curvature = CurvatureKind.GaussNewton });
        Assert.InRange(Made.RelativeError(source, exact), 0, 1e-11);
    }

    [Fact]
    public void Source_WeightDecayLeftOut_HasTheWrongSize()
    {
        TrainingOptions training = Made.EveryStep(200, 0.8, decay: 0.05);
        double[] exact = Scores.Of(new ExactUnrolling<double>(Network, Training, training), Queries, Measurement.Margin);
        double[] source = Source(training, new SourceOptions { Spectral = SpectralMode.DiscretePower, Curvature = CurvatureKind.GaussNewton, WeightDecay = 0 });
        Assert.InRange(Made.RelativeError(source, exact), 0.1, 2);
    }

    // G5 with many classes.
    [Fact]
    public void Source_SoftmaxSegmentAStep_IsTheExactDerivative()
    {
        var network = DenseNetwork.SoftmaxRegression(4, 3);
        LabelledData<double> data = Made.Classes(60, 4, 3, seed: 3), queries = Made.Classes(5, 4, 3, seed: 4);
        TrainingOptions training = Made.EveryStep(30, 0.5, decay: 0.01);
        double[] exact = Scores.Of(new ExactUnrolling<double>(network, data, training), queries, Measurement.Margin);
        double[] source = Scores.Of(SourceAttribution<double>.Fit(Trainer.Train<double>(network, data, training), data,
            new SourceOptions { Spectral = SpectralMode.DiscretePower, Curvature = CurvatureKind.GaussNewton }), queries, Measurement.Margin);
        Assert.InRange(Made.RelativeError(source, exact), 0, 1e-11);
    }

    // G5': against training again without a row; not converged, SOURCE knows and the influence function does not.
    [Fact]
    public void Source_NotConverged_RanksLikeRetraining()
    {
        TrainingOptions training = Made.EveryStep(30, 0.3) with { Segments = new SegmentPlan { Count = 3, Checkpoints = 2 } };
        Trajectory<double> trajectory = Trainer.Train<double>(Network, Training, training);
        double[] before = Margins(trajectory.Final.ToArray()), truth = new double[Queries.Count * N];
        for (int m = 0; m < N; m++)
        {
            double[] weights = [.. Enumerable.Range(0, N).Select(i => i == m ? 0.0 : 1)];
            double[] after = Margins(Trainer.Train<double>(Network, Training, training with { RowWeights = weights }).Final.ToArray());
            for (int q = 0; q < Queries.Count; q++) truth[q * N + m] = after[q] - before[q];
        }

        double[] source = Scores.Of(SourceAttribution<double>.Fit(trajectory, Training, new SourceOptions { Curvature = CurvatureKind.GaussNewton }), Queries, Measurement.Margin);
        double[] influence = Scores.Of(InfluenceFunctions<double>.Fit(Network, Training, trajectory.Final,
            new InfluenceOptions { Curvature = CurvatureKind.GaussNewton, Damping = 1e-6 }), Queries, Measurement.Margin);
        ScoreComparison ofSource = ScoreComparison.Of(truth, source, Queries.Count), ofInfluence = ScoreComparison.Of(truth, influence, Queries.Count);
        Assert.InRange(ofSource.Spearman, 0.995, 1);
        Assert.InRange(ofSource.RelativeError, 0, 0.15);
        Assert.True(ofSource.Spearman > ofInfluence.Spearman, $"{ofSource.Spearman} against {ofInfluence.Spearman}");
    }

    private static double[] Source(TrainingOptions training, SourceOptions options) =>
        Scores.Of(SourceAttribution<double>.Fit(Trainer.Train<double>(Network, Training, training), Training, options), Queries, Measurement.Margin);

    private static double[] Margins(double[] parameters)
    {
        var margins = new double[Queries.Count];
        Network.Measure<double>(parameters, Queries, Measurement.Margin, margins);
        return margins;
    }
}
