using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Storage;

namespace CteFast.Attribution.Methods;

/// <summary>A way to score training rows for queries. Not for several threads at once.</summary>
/// <remarks>
/// All scores carry 1/N, so that they predict what the removal of one row does to the measurement; only the similarities of
/// <see cref="GradientSimilarity{T}"/> with cosines and of <see cref="RepresentationSimilarity{T}"/> have no such unit.
/// </remarks>
public abstract class AttributionMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private GradientStore<T>? _store;

    internal AttributionMethod(DenseNetwork network, LabelledData<T> training)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        network.Check(training);
        Network = network;
        Training = training;
    }

    /// <summary>The network.</summary>
    public DenseNetwork Network { get; }

    /// <summary>The training rows, N.</summary>
    public LabelledData<T> Training { get; }

    /// <summary>The memory of a prepared query in bytes.</summary>
    internal abstract long BytesPerQuery { get; }

    /// <summary>Makes consecutive queries ready.</summary>
    internal abstract QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation);

    /// <summary>Takes the training rows' gradients from a store in place of computing them.</summary>
    /// <param name="store">A store of these rows and this network.</param>
    /// <exception cref="ArgumentException">It is of other rows or another network.</exception>
    public void UseGradients(GradientStore<T> store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!store.Fits(Network, Training)) throw new ArgumentException("These gradients are of other rows or another network; compute them anew.", nameof(store));
        _store = store;
    }

    /// <summary>Scores every training row for every query.</summary>
    /// <param name="queries">The queries, Q.</param>
    /// <param name="destination">Receives the scores, Q x N, a query after the other; NaN where the deadline came first.</param>
    /// <param name="options">What is scored and what it may cost.</param>
    /// <param name="progress">Is told the fraction done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How far it went.</returns>
    /// <exception cref="ArgumentException">The queries, the measurement or the destination do not fit.</exception>
    /// <exception cref="ArithmeticException">A score is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public unsafe ScoringReport Score(LabelledData<T> queries, Span<double> destination, ScoringOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Check(queries, options);
        int n = Training.Count;
        if (destination.Length != (long)queries.Count * n)
            throw new ArgumentException($"{queries.Count} queries of {n} rows have {(long)queries.Count * n} scores, not {destination.Length}.", nameof(destination));
        destination.Fill(double.NaN);
        fixed (double* first = destination)
        {
            nint target = (nint)first;
            return Run(queries, options, progress, Copy, cancellationToken);

            void Copy(int queryStart, int queryCount, int rowStart, int rowCount, ReadOnlySpan<double> scores)
            {
                for (int q = 0; q < queryCount; q++)
                    scores.Slice(q * rowCount, rowCount).CopyTo(new Span<double>((double*)target + (long)(queryStart + q) * n + rowStart, rowCount));
            }
        }
    }

    /// <summary>Finds the rows of the largest and of the smallest scores of every query, without holding all scores.</summary>
    /// <param name="queries">The queries, Q.</param>
    /// <param name="count">The number of rows to find at either end, k.</param>
    /// <param name="largest">Receives the rows of the largest scores, Q x k, the largest first.</param>
    /// <param name="smallest">Receives the rows of the smallest scores, Q x k, the smallest first.</param>
    /// <param name="options">What is scored and what it may cost.</param>
    /// <param name="progress">Is told the fraction done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How far it went: rows beyond the deadline were not looked at.</returns>
    /// <exception cref="ArgumentException">The queries, the measurement or a span do not fit.</exception>
    /// <exception cref="ArithmeticException">A score is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public ScoringReport FindExtremes(LabelledData<T> queries, int count, Span<ScoredRow> largest, Span<ScoredRow> smallest, ScoringOptions options,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(queries, options);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (largest.Length != (long)queries.Count * count || smallest.Length != largest.Length)
            throw new ArgumentException($"{queries.Count} queries of {count} rows need {(long)queries.Count * count} places at either end.", nameof(largest));
        TopRows[] tops = [.. Enumerable.Range(0, queries.Count).Select(_ => new TopRows(count))];
        TopRows[] bottoms = [.. Enumerable.Range(0, queries.Count).Select(_ => new TopRows(count))];
        ScoringReport report = Run(queries, options, progress, Offer, cancellationToken);
        for (int q = 0; q < queries.Count; q++)
        {
            tops[q].MoveTo(largest.Slice(q * count, count));
            bottoms[q].MoveTo(smallest.Slice(q * count, count));
        }

        foreach (ref ScoredRow row in smallest) row = row with { Score = -row.Score };
        return report;

        void Offer(int queryStart, int queryCount, int rowStart, int rowCount, ReadOnlySpan<double> scores)
        {
            for (int i = 0; i < queryCount * rowCount; i++)
            {
                (int query, int row) = Math.DivRem(i, rowCount);
                tops[queryStart + query].Offer(rowStart + row, scores[i]);
                bottoms[queryStart + query].Offer(rowStart + row, -scores[i]);
            }
        }
    }

    /// <summary>The gradients of the training rows, computed or read.</summary>
    internal GradientSource<T> Gradients(int threads) => _store is null ? new GradientSource<T>(Network, Training, threads) : _store.Source(Network, Training, threads);

    /// <summary>A pass that holds the factored gradients of the measurement of consecutive queries.</summary>
    internal NetworkPass<T> QueryGradients(ReadOnlyMemory<T> parameters, LabelledData<T> queries, int start, int count, ScoringOptions options)
    {
        var pass = new NetworkPass<T>(Network, count, options.Threads);
        pass.Run(parameters.Span, queries, start, count, options.Measurement);
        return pass;
    }

    private ScoringReport Run(LabelledData<T> queries, ScoringOptions options, IProgress<double>? progress, ScoringLoop<T>.Sink sink, CancellationToken cancellation) =>
        new ScoringLoop<T>(options, progress, cancellation).Run(queries.Count, Training.Count, BytesPerQuery,
            (start, count) => Prepare(queries, start, count, options, cancellation), sink);

    private void Check(LabelledData<T> queries, ScoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(queries);
        Network.Check(queries);
        options.Check(Network);
    }
}
