using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Scoring;

public sealed class StreamingTests
{
    private const int N = 2000, Q = 11;
    private static readonly DenseNetwork Network = new([5, 8, 3], Activation.Relu, Loss.SoftmaxCrossEntropy);
    private static readonly LabelledData<float> Training = Made.Single(Made.Classes(N, 5, 3, seed: 1)), Queries = Made.Single(Made.Classes(Q, 5, 3, seed: 2));
    private static readonly Trajectory<float> Trained = Trainer.Train<float>(Network, Training, new TrainingOptions { Steps = 120 });
    private static readonly SourceAttribution<float> Source = SourceAttribution<float>.Fit(Trained, Training, new SourceOptions());

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20_000, 1)]
    [InlineData(1L << 30, 2)]
    [InlineData(1, 3)]
    [InlineData(20_000, 0)]
    public void Score_MemoryAndThreads_GiveTheSameBits(long bytes, int threads)
    {
        double[] expected = Scores.Of(Source, Queries, new ScoringOptions());
        Assert.Equal(expected, Scores.Of(Source, Queries, new ScoringOptions { MemoryBytes = bytes, Threads = threads }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(2500)]
    public void FindInfluential_Count_AreTheSortedScores(int count)
    {
        double[] scores = Scores.Of(Source, Queries, new ScoringOptions { Measurement = Measurement.Margin });
        InfluentialRows found = Source.FindInfluential(Queries, count, new ScoringOptions { Measurement = Measurement.Margin, MemoryBytes = 5000 });
        Assert.True(found.Report.IsComplete);
        Assert.Equal(Q, found.QueryCount);
        for (int q = 0; q < Q; q++)
        {
            ScoredRow[] rows = [.. Enumerable.Range(0, N).Select(i => new ScoredRow(i, scores[q * N + i]))];
            Assert.Equal(rows.OrderByDescending(r => r.Score).ThenBy(r => r.Row).Take(count), found.Helpful(q).ToArray());
            Assert.Equal(rows.OrderBy(r => r.Score).ThenBy(r => r.Row).Take(count), found.Harmful(q).ToArray());
        }
    }

    // Which rows help does not depend on the sign that scores are written with.
    [Theory]
    [InlineData(Measurement.Loss)]
    [InlineData(Measurement.Margin)]
    public void FindInfluential_Sign_FindsTheSameRows(Measurement measurement)
    {
        InfluentialRows helpfulness = Source.FindInfluential(Queries, 5, new ScoringOptions { Measurement = measurement });
        InfluentialRows effects = Source.FindInfluential(Queries, 5, new ScoringOptions { Measurement = measurement, Sign = AttributionSign.RemovalEffect });
        double sign = measurement == Measurement.Margin ? -1 : 1;
        for (int q = 0; q < Q; q++)
        {
            Assert.Equal(helpfulness.Helpful(q).ToArray().Select(r => r with { Score = sign * r.Score }), effects.Helpful(q).ToArray());
            Assert.Equal(helpfulness.Harmful(q).ToArray().Select(r => r with { Score = sign * r.Score }), effects.Harmful(q).ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => effects.Helpful(Q).Length);
    }

    [Fact]
    public void FindInfluential_Deadline_FindsAmongTheRowsScored()
    {
        InfluentialRows found = Source.FindInfluential(Queries, N, new ScoringOptions { Deadline = TimeSpan.FromTicks(1) });
        Assert.False(found.Report.IsComplete);
        Assert.Equal(found.Report.PairsScored, Enumerable.Range(0, Q).Sum(q => (long)found.Helpful(q).Length));
    }

    [Fact]
    public void ScoringOptions_OutOfRange_SayWhatIsWrong()
    {
        Assert.Contains("above zero", Assert.Throws<ArgumentOutOfRangeException>(() => Scores.Of(Source, Queries, new ScoringOptions { Deadline = TimeSpan.Zero })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Scores.Of(Source, Queries, new ScoringOptions { Threads = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.FindInfluential(Queries, -1, new ScoringOptions()));
    }

    [Fact]
    public void Score_Sign_FlipsOnlyTheMargin()
    {
        double[] Of(Measurement measurement, AttributionSign sign) => Scores.Of(Source, Queries, new ScoringOptions { Measurement = measurement, Sign = sign });
        Assert.Equal(Of(Measurement.Loss, AttributionSign.RemovalEffect), Of(Measurement.Loss, AttributionSign.Helpfulness));
        Assert.Equal(Of(Measurement.Margin, AttributionSign.RemovalEffect).Select(x => -x), Of(Measurement.Margin, AttributionSign.Helpfulness));

        // A row helps itself.
        double[] self = Scores.Of(Source, Training.Subset([7]), new ScoringOptions { Measurement = Measurement.Margin });
        Assert.True(self[7] > 0);
    }

    [Fact]
    public void Score_Deadline_KeepsWhatIsDone()
    {
        var scores = new double[Q * N];
        ScoringReport report = Source.Score(Queries, scores, new ScoringOptions { Deadline = TimeSpan.FromTicks(1) });
        Assert.False(report.IsComplete);
        Assert.Equal(report.PairsScored, scores.Count(double.IsFinite));
        Assert.Equal(Q * N - report.PairsScored, scores.Count(double.IsNaN));
        Assert.True(Source.Score(Queries, scores, new ScoringOptions { Deadline = TimeSpan.FromHours(1) }).IsComplete);
    }

    [Fact]
    public void Score_Progress_EndsAtOne()
    {
        List<double> told = [];
        Source.Score(Queries, new double[Q * N], new ScoringOptions { MemoryBytes = 5000 }, new Told(told));
        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1]);
    }

    [Fact]
    public void Score_CancelledOnTheWay_Stops()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Source.Score(Queries, new double[Q * N], new ScoringOptions(), new Cancelling(source), source.Token));
    }

    private sealed class Told(List<double> values) : IProgress<double>
    {
        public void Report(double value) => values.Add(value);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value) => source.Cancel();
    }
}
