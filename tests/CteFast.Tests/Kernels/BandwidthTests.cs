using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

public sealed class BandwidthTests
{
    [Fact]
    public void Standardized_Features_IsTheMeanSquaredDistance()
    {
        const int N = 30, D = 4;
        var random = new Random(3);
        double[] rows = [.. Enumerable.Range(0, N * D).Select(_ => random.NextDouble())];
        PointSet<double> points = PointSet<double>.FromRowsStandardized(rows, D);
        double[] distances = [.. from i in Enumerable.Range(0, N) from j in Enumerable.Range(0, N) select PointBlock.SquaredDistance(ref points.Blocks, D, i, j)];

        // A sum of n² terms of a few roundoffs each.
        Assert.Equal(Bandwidth.Standardized(D), distances.Average(), 1e-12);
        Assert.Equal(8, Bandwidth.Standardized(D));
        Assert.Throws<ArgumentOutOfRangeException>("featureCount", () => Bandwidth.Standardized(0));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(17, 5)]
    [InlineData(60, 3)]
    public void MedianHeuristic_FewPoints_IsTheMedianOfAllPairs(int n, int d)
    {
        var random = new Random(n);
        float[] rows = [.. Enumerable.Range(0, n * d).Select(_ => random.NextSingle())];
        List<double> distances = [];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                distances.Add(Enumerable.Range(0, d).Sum(k => Math.Pow((double)rows[i * d + k] - rows[j * d + k], 2)));
        }

        distances.Sort();
        double expected = (distances[(distances.Count - 1) / 2] + distances[distances.Count / 2]) / 2;

        // Differences of floats are exact in double; d squares and sums, and the middle of two, are rounded in both.
        Assert.Equal(expected, Bandwidth.MedianHeuristic(PointSet<float>.FromRows(rows, d)), 2 * (d + 2) * expected * Math.ScaleB(1, -53));
    }

    [Fact]
    public void MedianHeuristic_EqualPoints_CountsPairsThatDiffer()
    {
        Assert.Equal(9, Bandwidth.MedianHeuristic(PointSet<float>.FromRows([0, 0, 0, 0, 0, 3], 1)));
        Assert.Equal(1, Bandwidth.MedianHeuristic(PointSet<float>.FromRows([2, 2, 2], 1)));
        Assert.Equal(1, Bandwidth.MedianHeuristic(PointSet<float>.FromRows([2, 2], 2)));
    }

    [Fact]
    public void MedianHeuristic_ManyPoints_LiesWithinTheDocumentedQuantiles()
    {
        // 0, 1, …, n − 1: the part of the pairs at distance k or less is known exactly.
        const int N = 5000;
        PointSet<double> points = PointSet<double>.FromRows([.. Enumerable.Range(0, N).Select(i => (double)i)], 1);
        for (long seed = 0; seed < 3; seed++)
        {
            double k = Math.Sqrt(Bandwidth.MedianHeuristic(points, seed)), quantile = (k * N - k * (k + 1) / 2) / (N * (N - 1.0) / 2);
            Assert.InRange(quantile, 0.498, 0.502);
        }

        Assert.Equal(Bandwidth.MedianHeuristic(points, 7), Bandwidth.MedianHeuristic(points, 7));
        Assert.NotEqual(Bandwidth.MedianHeuristic(points, 7), Bandwidth.MedianHeuristic(points, 11));
    }

    [Fact]
    public void MedianHeuristic_LimitOfAllPairs_MeetsTheDrawnOne()
    {
        // 1024 points are the last with all pairs; one more is drawn from, and nearly the same set.
        double[] rows = [.. Enumerable.Range(0, 1025).Select(i => i / 1024.0)];
        double all = Bandwidth.MedianHeuristic(PointSet<double>.FromRows(rows.AsSpan(0, 1024), 1)), drawn = Bandwidth.MedianHeuristic(PointSet<double>.FromRows(rows, 1));

        // The quantile of a distance t is 2t − t², of slope √2 at the median 1 − √(1/2), whose square has the slope 0.586.
        Assert.Equal(all, drawn, (0.002 / Math.Sqrt(2) + 1.0 / 1024) * 0.586);
    }

    [Fact]
    public void MedianHeuristic_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        PointSet<float> points = PointSet<float>.FromRows([1, 2, 3], 1);
        Assert.Throws<OperationCanceledException>(() => Bandwidth.MedianHeuristic(points, cancellationToken: cancelled.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bandwidth.MedianHeuristic(points, seed: -1));
    }
}
