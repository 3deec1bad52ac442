using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Scoring;

/// <summary>Scores all pairs of queries and training rows in batches of queries and blocks of rows, so that the memory does not grow with their numbers.</summary>
internal sealed class ScoringLoop<T>(ScoringOptions options, IProgress<double>? progress, CancellationToken cancellation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of training rows in a block.</summary>
    public const int BlockRows = 768;

    /// <summary>Receives the scores of consecutive queries and consecutive training rows, queries x rows.</summary>
    public delegate void Sink(int queryStart, int queryCount, int rowStart, int rowCount, ReadOnlySpan<double> scores);

    /// <summary>Scores all pairs, or those before the deadline.</summary>
    /// <param name="queries">The number of queries.</param>
    /// <param name="rows">The number of training rows.</param>
    /// <param name="bytesPerQuery">The bytes that one prepared query takes.</param>
    /// <param name="prepare">Prepares consecutive queries.</param>
    /// <param name="sink">Receives the scores, with the sign asked for.</param>
    public ScoringReport Run(int queries, int rows, long bytesPerQuery, Func<int, int, QueryScorer> prepare, Sink sink)
    {
        long start = Stopwatch.GetTimestamp(), total = (long)queries * rows, done = 0;
        int most = (int)Math.Clamp(options.MemoryBytes / (bytesPerQuery + BlockRows * sizeof(double)), 1, queries);

        // Batches of equal size, as few as the memory allows.
        int batches = (queries + most - 1) / most;
        bool flips = options.Sign == AttributionSign.Helpfulness && options.Measurement == Measurement.Margin;
        double[] scores = new double[(queries + batches - 1) / batches * Math.Min(rows, BlockRows)];
        for (int b = 0; b < batches; b++)
        {
            int first = (int)((long)queries * b / batches), count = (int)((long)queries * (b + 1) / batches) - first;
            if (!ScoreBatch(first, count)) break;
        }

        return new ScoringReport(done, total, Stopwatch.GetElapsedTime(start));

        // A function of its own, so that a batch's memory can be freed before the next batch is prepared.
        bool ScoreBatch(int first, int count)
        {
            QueryScorer scorer = prepare(first, count);
            for (int row = 0; row < rows; row += BlockRows)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Stopwatch.GetElapsedTime(start) >= options.Deadline) return false;
                int width = Math.Min(BlockRows, rows - row);
                Span<double> block = scores.AsSpan(0, count * width);
                block.Clear();
                scorer.Score(row, width, block);
                Finish(block, flips, first, row, width);
                sink(first, count, row, width, block);
                done += (long)count * width;
                progress?.Report((double)done / total);
            }

            return true;
        }
    }

    private static void Finish(Span<double> scores, bool flips, int query, int row, int width)
    {
        for (int i = TensorPrimitives.IsFiniteAll<double>(scores) ? scores.Length : 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
                throw new ArithmeticException($"The score of query {query + i / width} and training row {row + i % width} is {scores[i]}: gradients overflow; scale the features down or use double.");
        }

        if (flips) TensorPrimitives.Negate(scores, scores);
    }
}
