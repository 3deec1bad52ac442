using System.Diagnostics;

namespace CteFast.Attribution.Evaluation;

/// <summary>How far approximate scores are from exact ones. Immutable: threads may share it.</summary>
/// <param name="RelativeError">‖approximate − exact‖/‖exact‖, over all pairs.</param>
/// <param name="Spearman">The mean over queries of the rank correlation between both.</param>
[DebuggerDisplay("relative error {RelativeError}, Spearman {Spearman}")]
public readonly record struct ScoreComparison(double RelativeError, double Spearman)
{
    /// <summary>Compares two sets of scores of the same queries and training rows.</summary>
    /// <param name="exact">The exact scores, queries x rows.</param>
    /// <param name="approximate">The approximate scores, queries x rows.</param>
    /// <param name="queries">The number of queries.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no whole number of queries.</exception>
    public static ScoreComparison Of(ReadOnlySpan<double> exact, ReadOnlySpan<double> approximate, int queries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        if (exact.Length != approximate.Length || exact.Length % queries != 0)
            throw new ArgumentException($"{exact.Length} and {approximate.Length} scores are not those of {queries} queries.", nameof(approximate));
        double difference = 0, size = 0, correlation = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            difference += (approximate[i] - exact[i]) * (approximate[i] - exact[i]);
            size += exact[i] * exact[i];
        }

        int rows = exact.Length / queries;
        for (int q = 0; q < queries; q++) correlation += RankCorrelation.Spearman(exact.Slice(q * rows, rows), approximate.Slice(q * rows, rows)) / queries;
        return new ScoreComparison(size == 0 ? 0 : Math.Sqrt(difference / size), correlation);
    }
}
