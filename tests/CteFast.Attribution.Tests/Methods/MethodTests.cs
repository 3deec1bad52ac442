using CteFast.Attribution.Curvature;
using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Tests.Methods;

public sealed class MethodTests
{
    private const int N = 900, Q = 9;
    private static readonly DenseNetwork Network = new([6, 12, 7, 4], Activation.Relu, Loss.SoftmaxCrossEntropy);
    private static readonly LabelledData<double> Training = Made.Classes(N, 6, 4, seed: 1), Queries = Made.Classes(Q, 6, 4, seed: 2);
    private static readonly Trajectory<double> Trained = Trainer.Train<double>(Network, Training,
        new TrainingOptions { Steps = 300, BatchSize = 32, Momentum = 0.9, WeightDecay = 1e-3, LearningRate = LearningRate.Cosine(0.03), Seed = 5 });

    [Fact]
    public void GradientSimilarity_Pairs_AreDotsOfGradients()
    {
        double[] dots = Scores.Of(new GradientSimilarity<double>(Network, Training, Trained.Final), Queries, Measurement.Margin);
        double[] cosines = Scores.Of(new GradientSimilarity<double>(Network, Training, Trained.Final, isCosine: true), Queries, Measurement.Margin);
        for (int q = 0; q < Q; q++)
        {
            double[] query = Gradient(Trained.Final, Queries, q, Measurement.Margin);
            foreach (int m in new[] { 0, 5, 767, 768, 899 })
            {
                double[] row = Gradient(Trained.Final, Training, m, Measurement.Loss);
                Assert.Equal(Dot(query, row) / N, dots[q * N + m], 1e-12);
                Assert.Equal(Dot(query, row) / Math.Sqrt(Dot(query, query) * Dot(row, row)), cosines[q * N + m], 1e-12);
            }
        }
    }

    [Fact]
    public void TracIn_Pairs_AreWeightedDots()
    {
        double[] scores = Scores.Of(new TracIn<double>(Trained, Training), Queries);
        foreach ((int q, int m) in new[] { (0, 0), (3, 100), (8, 899) })
        {
            double expected = 0;
            for (int s = 0; s < 3; s++)
            {
                foreach (Checkpoint<double> checkpoint in Trained.Segments[s].Checkpoints)
                {
                    expected += Trained.Segments[s].LearningRateSum / (1 - 0.9) / 2 / N
                        * Dot(Gradient(checkpoint.Parameters, Queries, q, Measurement.Loss), Gradient(checkpoint.Parameters, Training, m, Measurement.Loss));
                }
            }

            Assert.Equal(expected, scores[q * N + m], 1e-12);
        }
    }

    // The formula as it stands, with the dense matrix and vectors.
    [Theory]
    [InlineData(CurvatureKind.EkFac, SpectralMode.Exponential)]
    [InlineData(CurvatureKind.Diagonal, SpectralMode.DiscretePower)]
    [InlineData(CurvatureKind.GaussNewton, SpectralMode.Exponential)]
    public void Source_Pairs_AreTheFormula(CurvatureKind curvature, SpectralMode mode)
    {
        var options = new SourceOptions { Curvature = curvature, Spectral = mode };
        double[] scores = Scores.Of(SourceAttribution<double>.Fit(Trained, Training, options), Queries);
        foreach ((int q, int m) in new[] { (0, 0), (3, 100), (8, 899) })
        {
            double[] current = Gradient(Trained.Final, Queries, q, Measurement.Loss);
            double expected = 0;
            for (int s = 2; s >= 0; s--)
            {
                TrajectorySegment<double> segment = Trained.Segments[s];
                Eigenbasis<double> basis = CurvatureFit<double>.Fit(curvature, Network, Training, [.. segment.Checkpoints.Select(c => c.Parameters)], 0, 0, 1, CancellationToken.None);
                SegmentFilter filter = SegmentFilter.Of(mode, basis.Eigenvalues, 1e-3, segment.LearningRates, 0.9, 1);
                Vectors.Rotate(Network, basis.Into, current);
                double[] response = [.. current.Zip(filter.Response, (x, f) => x * f)];
                current = [.. current.Zip(filter.Transition, (x, f) => x * f)];
                Vectors.Rotate(Network, basis.Back, response);
                Vectors.Rotate(Network, basis.Back, current);
                foreach (Checkpoint<double> checkpoint in segment.Checkpoints) expected += Dot(response, Gradient(checkpoint.Parameters, Training, m, Measurement.Loss)) / 2 / N;
            }

            Assert.Equal(expected, scores[q * N + m], 1e-11 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Fact]
    public void RepresentationSimilarity_Row_IsMostLikeItself()
    {
        foreach (Similarity similarity in Enum.GetValues<Similarity>())
        {
            var method = new RepresentationSimilarity<double>(Network, Training, Trained.Final, similarity);
            double[] scores = Scores.Of(method, Training.Subset([4, 700]), new ScoringOptions { Measurement = Measurement.Margin });
            if (similarity == Similarity.Cosine) Assert.Equal(1, scores[4], 1e-12);
            if (similarity == Similarity.NegativeDistance) Assert.Equal(scores[N..].Max(), scores[N + 700], 1e-6);
            if (similarity == Similarity.Dot) Assert.True(scores[4] > 0);
        }
    }

    [Fact]
    public void Methods_SingleAndDouble_Agree()
    {
        LabelledData<float> training = Made.Single(Training), queries = Made.Single(Queries);
        Checkpoint<float> Single(Checkpoint<double> c) => new(c.Step, c.Parameters.ToArray().Select(v => (float)v).ToArray());
        var trajectory = new Trajectory<float>(Network, [.. Trained.Segments.Select(s => new TrajectorySegment<float>([.. s.Checkpoints.Select(Single)], s.LearningRates))],
            Single(new Checkpoint<double>(0, Trained.Final)).Parameters, N, 0.9, 1e-3);
        var options = new ScoringOptions { Sign = AttributionSign.RemovalEffect };
        double[] exact = Scores.Of(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()), Queries);
        Assert.InRange(Made.RelativeError(Scores.Of(SourceAttribution<float>.Fit(trajectory, training, new SourceOptions()), queries, options), exact), 0, 1e-3);
        double[] dots = Scores.Of(new TracIn<double>(Trained, Training), Queries);
        Assert.InRange(Made.RelativeError(Scores.Of(new TracIn<float>(trajectory, training), queries, options), dots), 0, 1e-4);
    }

    [Fact]
    public void Source_FilterOfFullRank_IsTheDenseOne()
    {
        double[] dense = Scores.Of(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()), Queries);
        double last = double.PositiveInfinity;
        foreach (int rank in new[] { 1, 3, 13 })
        {
            double[] cut = Scores.Of(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions { FilterRank = rank }), Queries);
            double error = ScoreComparison.Of(dense, cut, Q).RelativeError;
            Assert.InRange(error, 0, last);
            last = rank == 3 ? 1e-6 : 0.5;      // 13 columns are all there are
        }
    }

    [Fact]
    public void Source_CurvatureOfACoreset_IsNearAndNearerThanChance()
    {
        double[] full = Scores.Of(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()), Queries);
        double Error(int rows) => ScoreComparison.Of(full, Scores.Of(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions { CurvatureRows = rows }), Queries), Q).RelativeError;
        Assert.InRange(Error(64), 1e-6, 0.4);
        Assert.InRange(Error(N), 0, 0);
    }

    [Fact]
    public void Source_AveragedParameters_RanksAlike()
    {
        double[] full = Scores.Of(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()), Queries);
        double[] fast = Scores.Of(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions { AverageParameters = true }), Queries);
        Assert.InRange(ScoreComparison.Of(full, fast, Q).Spearman, 0.9, 0.99999);
    }

    [Fact]
    public void LargestStep_TooFast_IsAboveOne()
    {
        Assert.InRange(SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()).LargestStep, 0.001, 100);
    }

    [Fact]
    public void Arguments_Bad_SayWhatIsWrong()
    {
        LabelledData<double> fewer = Training.Subset([.. Enumerable.Range(0, 100)]);
        Assert.Contains("trained on 900 rows", Assert.Throws<ArgumentException>(() => SourceAttribution<double>.Fit(Trained, fewer, new SourceOptions())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SourceAttribution<double>.Fit(Trained, Training, new SourceOptions { CurvatureRows = 901 }));
        Assert.Contains("low rank", Assert.Throws<ArgumentException>(() => SourceAttribution<double>.Fit(Trained, Training, new SourceOptions { FilterRank = 2, Curvature = CurvatureKind.Diagonal })).Message);
        Assert.Throws<OperationCanceledException>(() => SourceAttribution<double>.Fit(Trained, Training, new SourceOptions(), cancellationToken: new CancellationToken(true)));
        var method = new TracIn<double>(Trained, Training);
        Assert.Contains("scores", Assert.Throws<ArgumentException>(() => method.Score(Queries, new double[5], new ScoringOptions())).Message);
        Assert.Throws<OperationCanceledException>(() => method.Score(Queries, new double[Q * N], new ScoringOptions(), cancellationToken: new CancellationToken(true)));
        Assert.Throws<ArgumentException>(() => method.Score(Queries, new double[Q * N], new ScoringOptions { Measurement = Measurement.AbsoluteError }));
    }

    private static double[] Gradient(ReadOnlyMemory<double> parameters, LabelledData<double> data, int row, Measurement measurement)
    {
        var pass = new NetworkPass<double>(Network, 1);
        pass.Run(parameters.Span, data, row, 1, measurement);
        var gradient = new double[Network.ParameterCount];
        pass.AddGradient(gradient);
        return gradient;
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
}
