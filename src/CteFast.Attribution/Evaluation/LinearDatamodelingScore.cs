using CteFast.Attribution.Models;
using CteFast.Numerics;

namespace CteFast.Attribution.Evaluation;

/// <summary>
/// The linear datamodeling score: the rank correlation, over random subsets of the training rows, between the sum of a query's scores in the subset and
/// what a network trained on it makes of the query; the mean over queries.
/// </summary>
/// <param name="Mean">The mean over queries.</param>
/// <param name="StandardError">Its standard error, by bootstrap over the subsets.</param>
/// <param name="Queries">The correlation of every query.</param>
public sealed record LinearDatamodelingScore(double Mean, double StandardError, IReadOnlyList<double> Queries)
{
    private const int Resamples = 200;

    /// <summary>Judges helpfulness scores: positive where a row is to lower the query's loss or error or raise its margin.</summary>
    /// <remarks>Source: Ilyas et al., <i>Datamodels</i>; Park et al., <i>TRAK</i>.</remarks>
    /// <param name="truth">Networks trained on subsets.</param>
    /// <param name="helpfulness">The scores, queries x rows, with the sign <see cref="Scoring.AttributionSign.Helpfulness"/>.</param>
    /// <exception cref="ArgumentException">The scores are not those of the queries and rows of the truth.</exception>
    public static LinearDatamodelingScore Of(SubsetTruth truth, ReadOnlySpan<double> helpfulness)
    {
        ArgumentNullException.ThrowIfNull(truth);
        int q = truth.QueryCount, n = truth.RowCount, m = truth.Subsets.Count;
        if (helpfulness.Length != (long)q * n) throw new ArgumentException($"{q} queries of {n} rows have {(long)q * n} scores, not {helpfulness.Length}.", nameof(helpfulness));
        double sign = truth.Measurement == Measurement.Margin ? 1 : -1;
        double[] predicted = new double[q * m], actual = new double[q * m];
        for (int i = 0; i < q; i++)
        {
            ReadOnlySpan<double> scores = helpfulness.Slice(i * n, n);
            for (int j = 0; j < m; j++)
            {
                foreach (int row in truth.Subsets[j]) predicted[i * m + j] += scores[row];
                actual[i * m + j] = sign * truth.Values[j * q + i];
            }
        }

        double[] correlations = [.. Enumerable.Range(0, q).Select(i => RankCorrelation.Spearman(predicted.AsSpan(i * m, m), actual.AsSpan(i * m, m)))];
        return new LinearDatamodelingScore(correlations.Average(), BootstrapError(predicted, actual, q, m), correlations);
    }

    private static double BootstrapError(double[] predicted, double[] actual, int queries, int subsets)
    {
        var random = new Pcg64(0);
        double[] x = new double[subsets], y = new double[subsets], means = new double[Resamples];
        int[] chosen = new int[subsets];
        for (int b = 0; b < Resamples; b++)
        {
            foreach (ref int place in chosen.AsSpan()) place = random.NextInt32(subsets);
            for (int i = 0; i < queries; i++)
            {
                for (int j = 0; j < subsets; j++) (x[j], y[j]) = (predicted[i * subsets + chosen[j]], actual[i * subsets + chosen[j]]);
                means[b] += RankCorrelation.Spearman(x, y) / queries;
            }
        }

        double mean = means.Average();
        return Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / (Resamples - 1));
    }
}
