using System.Diagnostics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Evaluation;

/// <summary>
/// The linear datamodeling score, which judges attribution scores by training again. For each query it is the rank correlation, over random subsets of the
/// training rows, between the sum of the query's scores in a subset and the query's measurement after training on that subset.
/// Immutable: threads may share it.
/// </summary>
/// <param name="Mean">The mean of the correlations over queries.</param>
/// <param name="Queries">The correlation of each query.</param>
/// <param name="Resamples">
/// The mean for each bootstrap sample of the subsets. Scores judged by the same truth use the same samples, so that they can be compared sample by sample.
/// </param>
[DebuggerDisplay("{Mean} ± {StandardError} over {Queries.Count} queries")]
public sealed record LinearDatamodelingScore(double Mean, IReadOnlyList<double> Queries, IReadOnlyList<double> Resamples)
{
    private const int ResampleCount = 200;

    /// <summary>The standard error of the mean, by bootstrap over the subsets.</summary>
    public double StandardError => Deviation(Resamples);

    /// <summary>Judges helpfulness scores: positive where a training row lowers the query's loss or error, or raises its margin.</summary>
    /// <remarks>Source: Ilyas et al., <i>Datamodels</i>; Park et al., <i>TRAK</i>.</remarks>
    /// <param name="truth">The measurements after training on subsets.</param>
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
        return new LinearDatamodelingScore(correlations.Average(), correlations, Bootstrap(predicted, actual, q, m));
    }

    /// <summary>The standard error of the difference between two scores judged by the same truth, by bootstrap over the subsets.</summary>
    /// <param name="other">The other score, judged by the same truth.</param>
    public double StandardErrorOfDifference(LinearDatamodelingScore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Deviation([.. Resamples.Zip(other.Resamples, (mine, theirs) => mine - theirs)]);
    }

    private static double[] Bootstrap(double[] predicted, double[] actual, int queries, int subsets)
    {
        var random = new Pcg64(0);
        double[] x = new double[subsets], y = new double[subsets], means = new double[ResampleCount];
        int[] chosen = new int[subsets];
        for (int b = 0; b < ResampleCount; b++)
        {
            foreach (ref int place in chosen.AsSpan()) place = random.NextInt32(subsets);
            for (int i = 0; i < queries; i++)
            {
                for (int j = 0; j < subsets; j++) (x[j], y[j]) = (predicted[i * subsets + chosen[j]], actual[i * subsets + chosen[j]]);
                means[b] += RankCorrelation.Spearman(x, y) / queries;
            }
        }

        return means;
    }

    private static double Deviation(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
