using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Storage;

namespace CteFast.Attribution.Methods;

/// <summary>
/// A method that scores training rows for queries: how much each training row helped or harmed what the network makes of each query.
/// Threads may share it, and score at once, after <see cref="UseGradients"/>.
/// </summary>
/// <remarks>
/// A score predicts how the query's measurement changes when one training row is removed; it contains the factor 1/N for that. Only cosines
/// of <see cref="GradientSimilarity{T}"/> and the similarities of <see cref="RepresentationSimilarity{T}"/> are no such prediction: they only rank.
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

    /// <summary>The bytes that one prepared query takes.</summary>
    internal abstract long BytesPerQuery { get; }

    /// <summary>Prepares consecutive queries for scoring. What it returns belongs to one thread.</summary>
    internal abstract QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation);

    /// <summary>Reads the gradients of the training rows from a store from now on, instead of computing them. Call it before threads share the method.</summary>
    /// <param name="store">A store of these training rows and this network.</param>
    /// <exception cref="ArgumentException">The store is of other rows or another network.</exception>
    public void UseGradients(GradientStore<T> store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!store.Fits(Network, Training)) throw new ArgumentException("The stored gradients belong to other training rows or another network; write them anew.", nameof(store));
        _store = store;
    }

    /// <summary>Scores every training row for every query.</summary>
    /// <param name="queries">The queries, Q.</param>
    /// <param name="destination">Receives the scores, Q x N: all of the first query, then all of the second; NaN for pairs that the deadline left without a score.</param>
    /// <param name="options">What is scored, and what it may cost.</param>
    /// <param name="progress">Receives the fraction of the work done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many pairs were scored.</returns>
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

    /// <summary>Finds the training rows that help and that harm each query most, without holding all scores.</summary>
    /// <param name="queries">The queries, Q.</param>
    /// <param name="count">The most rows to find of each kind for each query.</param>
    /// <param name="options">What is scored, and what it may cost.</param>
    /// <param name="progress">Receives the fraction of the work done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The rows, with scores of the sign asked for. After a deadline they are found among the rows scored before it.</returns>
    /// <exception cref="ArgumentException">The queries or the measurement do not fit the network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option or the count is out of its range.</exception>
    /// <exception cref="ArithmeticException">A score is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public InfluentialRows FindInfluential(LabelledData<T> queries, int count, ScoringOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Check(queries, options);
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        // A row helps whose removal lowers a margin, or raises a loss or an error.
        double sign = options.Sign == AttributionSign.RemovalEffect && options.Measurement == Measurement.Margin ? -1 : 1;
        TopRows[] helpful = [.. Enumerable.Range(0, queries.Count).Select(_ => new TopRows(count))];
        TopRows[] harmful = [.. Enumerable.Range(0, queries.Count).Select(_ => new TopRows(count))];
        ScoringReport report = Run(queries, options, progress, Offer, cancellationToken);
        return new InfluentialRows([.. helpful.Select(rows => rows.Take(sign))], [.. harmful.Select(rows => rows.Take(-sign))], report);

        void Offer(int queryStart, int queryCount, int rowStart, int rowCount, ReadOnlySpan<double> scores)
        {
            for (int i = 0; i < queryCount * rowCount; i++)
            {
                (int query, int row) = Math.DivRem(i, rowCount);
                helpful[queryStart + query].Offer(rowStart + row, sign * scores[i]);
                harmful[queryStart + query].Offer(rowStart + row, -sign * scores[i]);
            }
        }
    }

    private protected static ReadOnlyMemory<T> CheckedParameters(DenseNetwork network, ReadOnlyMemory<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.CheckParameters(parameters.Span);
        return parameters;
    }

    /// <summary>The gradients of the training rows: read from the store if there is one, else computed.</summary>
    internal GradientSource<T> Gradients(int threads) => _store is null ? new GradientSource<T>(Network, Training, threads) : _store.Source(Network, Training, threads);

    /// <summary>Runs a pass over consecutive queries; its block then holds the gradients of their measurement, as factors.</summary>
    internal NetworkPass<T> QueryGradients(ReadOnlyMemory<T> parameters, LabelledData<T> queries, int start, int count, ScoringOptions options)
    {
        var pass = new NetworkPass<T>(Network, count, options.Workers);
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
