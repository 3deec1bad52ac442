using CteFast.Data;
using CteFast.Explain.Asking;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests.Permutation;

/// <summary>The regression against one with all its rows and equations written out.</summary>
public sealed class LogisticSurrogateTests
{
    private const int D = 6, N = 12;
    private static readonly FeatureGroup[] Groups = [new("pair", [1, 4])];

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(1, false, 3)]
    [InlineData(2, false, 2)]
    [InlineData(3, true, 1)]
    [InlineData(3, true, 3)]
    public void Contribute_AfterPasses_IsThatOfTheRegressionWrittenOut(int k, bool softmax, int passes)
    {
        var data = new Walks(k, softmax, Groups);
        var surrogate = new LogisticSurrogate(data.Players, data.Background, k, softmax);
        surrogate.Start(data.Row, new bool[data.Players.Count]);
        for (int pass = 0; pass < passes; pass++)
        {
            for (int z = 0; z < N; z++) surrogate.Learn(data.Background.Row(z), data.Outputs(data.Background.Row(z).ToArray()), data.Order(z), data.Way(z));
            surrogate.Solve();
        }

        double[][] theta = data.Regression(passes);
        for (int z = 0; z < N; z++)
        {
            double[] contributions = new double[k * data.Players.Count];
            surrogate.Prepare(data.Background.Row(z));
            surrogate.Contribute(data.Order(z), 0.5, contributions);
            double[] expected = data.Contributions(z, u => data.Link([.. theta.Select(t => data.Score(t, u))]));
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], contributions[i], 1e-8);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Contribute_LogisticModel_IsTheModels(int k, bool softmax)
    {
        var data = new Walks(k, softmax, []);
        var surrogate = new LogisticSurrogate(data.Players, data.Background, k, softmax);
        surrogate.Start(data.Row, new bool[data.Players.Count]);
        for (int pass = 0; pass < 3; pass++)
        {
            for (int z = 0; z < N; z++) surrogate.Learn(data.Background.Row(z), data.Outputs(data.Background.Row(z).ToArray()), data.Order(z), data.Way(z));
            surrogate.Solve();
        }

        // The ridge of 0.1 % and the clamped logits leave a little.
        double[] contributions = new double[k * D];
        surrogate.Prepare(data.Background.Row(1));
        surrogate.Contribute(data.Order(1), 0.5, contributions);
        double[] expected = data.Contributions(1, data.Outputs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], contributions[i], 5e-3);
        Assert.True(expected.Max() > 0.05, "the contributions are too small to tell");
    }

    [Fact]
    public void Contribute_NullPlayer_IsZero()
    {
        var data = new Walks(1, softmax: false, []);
        var surrogate = new LogisticSurrogate(data.Players, data.Background, 1, softmax: false);
        surrogate.Start(data.Row, [false, false, true, false, false, false]);
        for (int z = 0; z < N; z++) surrogate.Learn(data.Background.Row(z), data.Outputs(data.Background.Row(z).ToArray()), data.Order(z), data.Way(z));
        surrogate.Solve();
        double[] contributions = new double[D];
        surrogate.Prepare(data.Background.Row(0));
        surrogate.Contribute(data.Order(0), 0.5, contributions);
        Assert.Equal(0, contributions[2]);
        Assert.All(Enumerable.Range(0, D).Where(j => j != 2 && data.Order(0).Contains(j)), j => Assert.NotEqual(0, contributions[j]));
    }

    /// <summary>Background rows, some of whose values are those of the row explained, and the walks from them.</summary>
    private sealed class Walks
    {
        private readonly int _k;
        private readonly bool _softmax;
        private readonly float[] _theta;
        private readonly int[][] _orders;

        public Walks(int k, bool softmax, FeatureGroup[] groups)
        {
            (_k, _softmax) = (k, softmax);
            Players = Players.Of(D, [], groups);
            Row = ModelAssert.RandomRows(D, 3);
            float[] rows = ModelAssert.RandomRows(N * D, 4);
            for (int z = 0; z < N; z++) rows[z * D + z % D] = Row[z % D];
            for (int z = 0; z < N; z += 4) (rows[z * D + 1], rows[z * D + 4]) = (Row[1], Row[4]);
            Background = Background.Of(rows, D);
            _theta = [.. ModelAssert.RandomRows(k * D, 5).Select(value => 0.8f * value)];
            var random = new Random(6);
            int[] differing = new int[Players.Count];
            _orders = [.. Enumerable.Range(0, N).Select(z =>
            {
                int[] order = differing[..Players.Differing(Row, Background.Row(z), differing)];
                random.Shuffle(order);
                return order;
            })];
        }

        public Players Players { get; }

        public Background Background { get; }

        public float[] Row { get; }

        public ReadOnlySpan<int> Order(int z) => _orders[z];

        public double[] Outputs(float[] row) => Link([.. Enumerable.Range(0, _k).Select(o => Enumerable.Range(0, D).Sum(j => (double)_theta[o * D + j] * row[j]))]);

        public double[] Link(double[] scores)
        {
            if (!_softmax) return [.. scores.Select(score => 1 / (1 + Math.Exp(-score)))];
            double sum = scores.Sum(Math.Exp);
            return [.. scores.Select(score => Math.Exp(score) / sum)];
        }

        public double Score(double[] theta, float[] row) => theta[0] + Enumerable.Range(0, D).Sum(j => theta[1 + j] * Standard(row, j));

        /// <summary>The outputs between z and x, forward and back.</summary>
        public float[] Way(int z) => [.. Between(z, false).Concat(Between(z, true)).SelectMany(row => Outputs(row).Select(value => (float)value))];

        /// <summary>The mean of forward and back of any function of a row.</summary>
        public double[] Contributions(int z, Func<float[], double[]> function)
        {
            double[] contributions = new double[_k * Players.Count];
            foreach (bool reverse in new[] { false, true })
            {
                int[] order = reverse ? [.. _orders[z].Reverse()] : _orders[z];
                float[] row = Background.Row(z).ToArray();
                double[] last = function(row);
                foreach (int player in order)
                {
                    Players.Give(player, Row, row);
                    double[] next = function(row);
                    for (int o = 0; o < _k; o++) contributions[o * Players.Count + player] += 0.5 * (next[o] - last[o]);
                    last = next;
                }
            }

            return contributions;
        }

        public double[][] Regression(int passes)
        {
            var rows = new List<(float[] Row, double Weight)>();
            for (int z = 0; z < N; z++)
            {
                rows.Add((Background.Row(z).ToArray(), 1));
                rows.AddRange(Between(z, false).Concat(Between(z, true)).Select(row => (row, 1.0)));
            }

            double[][]? theta = null;
            for (int pass = 0; pass < passes; pass++)
            {
                theta = [.. Enumerable.Range(0, _k).Select(o =>
                {
                    double[,] matrix = new double[D + 1, D + 2];
                    foreach ((float[] row, double share) in rows)
                    {
                        double[] p = [.. Outputs(row).Select(value => (double)(float)value)];
                        double[] terms = [1, .. Enumerable.Range(0, D).Select(j => Standard(row, j))];
                        double weight, target;
                        if (theta is null)
                        {
                            double[] clamped = [.. p.Select(value => Math.Clamp(value, 1e-5, 1 - 1e-5))];
                            target = _softmax ? Math.Log(clamped[o]) - clamped.Average(Math.Log) : Math.Log(clamped[o] / (1 - clamped[o]));
                            weight = (_softmax ? 1 - clamped.Sum(value => value * value) : clamped[o] * (1 - clamped[o])) + 1e-3;
                        }
                        else
                        {
                            double[] scores = [.. theta.Select(t => Score(t, row))], fitted = Link(scores);
                            double slope = fitted[o] * (1 - fitted[o]) + 1e-3;
                            (weight, target) = (slope * slope, scores[o] + Math.Clamp((p[o] - fitted[o]) / slope, -2, 2));
                        }

                        for (int a = 0; a <= D; a++)
                        {
                            for (int b = 0; b <= D; b++) matrix[a, b] += share * weight * terms[a] * terms[b];
                            matrix[a, D + 1] += share * weight * terms[a] * target;
                        }
                    }

                    for (int a = 1; a <= D; a++) matrix[a, a] = 1.001 * matrix[a, a] + 1e-6 * matrix[0, 0];
                    return Solve(matrix);
                })];
            }

            return theta!;
        }

        private double Standard(float[] row, int column) => (row[column] - Background.DataMeans[column]) / Background.DataScales[column];

        private IEnumerable<float[]> Between(int z, bool reverse)
        {
            float[] row = Background.Row(z).ToArray();
            foreach (int player in (reverse ? _orders[z].Reverse() : _orders[z]).SkipLast(1))
            {
                Players.Give(player, Row, row);
                yield return [.. row];
            }
        }

        private static double[] Solve(double[,] matrix)
        {
            int n = D + 1;
            for (int column = 0; column < n; column++)
            {
                for (int row = 0; row < n; row++)
                {
                    if (row == column) continue;
                    double factor = matrix[row, column] / matrix[column, column];
                    for (int at = column; at <= n; at++) matrix[row, at] -= factor * matrix[column, at];
                }
            }

            return [.. Enumerable.Range(0, n).Select(row => matrix[row, n] / matrix[row, row])];
        }
    }
}
