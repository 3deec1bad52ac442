using System.Diagnostics;
using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Evaluation;

/// <summary>
/// How queries change when the training rows that help them most are removed and the network is trained again, for several numbers of removed rows.
/// Threads may share it if none changes its arrays.
/// </summary>
/// <param name="Removed">How many rows were removed: one number for each trial, as asked for.</param>
/// <param name="Changes">The mean change of the measurement, queries x trials.</param>
/// <param name="Flipped">
/// For classification, one number for each trial: the queries that every network trained on all rows classifies correctly, and that half or more
/// of the networks trained after the removal classify wrongly.
/// </param>
/// <param name="Correct">The number of queries that every network trained on all rows classifies correctly.</param>
[DebuggerDisplay("{Removed.Count} trials, {Correct} queries correct")]
public sealed record SubsetRemoval(IReadOnlyList<int> Removed, double[] Changes, IReadOnlyList<int> Flipped, int Correct)
{
    /// <summary>Removes rows and trains again: (1 + queries·trials)·repetitions trainings.</summary>
    /// <param name="network">The network.</param>
    /// <param name="training">The training rows, N.</param>
    /// <param name="queries">The queries, Q.</param>
    /// <param name="helpfulness">The scores, Q x N, positive where a row helps.</param>
    /// <param name="measurement">What is measured.</param>
    /// <param name="removed">How many rows to remove in each trial, between 1 and N − 1.</param>
    /// <param name="trainingOptions">How networks are trained. Removed rows get the weight 0, so that steps and batches stay the same.</param>
    /// <param name="repetitions">The number of trainings in each trial; their seeds count up from that of the training options.</param>
    /// <param name="threads">The most threads, each training one network at a time; 0 takes one for each processor.</param>
    /// <param name="progress">Receives the fraction of the work done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Network, rows, scores and numbers do not fit each other.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static SubsetRemoval Measure<T>(DenseNetwork network, LabelledData<T> training, LabelledData<T> queries, double[] helpfulness, Measurement measurement,
        IReadOnlyList<int> removed, TrainingOptions trainingOptions, int repetitions = 3, int threads = 1, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(helpfulness);
        ArgumentNullException.ThrowIfNull(removed);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        network.Check(queries);
        network.Check(measurement);
        int n = training.Count, q = queries.Count;
        if (helpfulness.Length != (long)q * n) throw new ArgumentException($"{q} queries of {n} rows have {(long)q * n} scores, not {helpfulness.Length}.", nameof(helpfulness));
        if (removed.Count == 0 || removed.Any(count => count < 1 || count >= n)) throw new ArgumentException($"Each number of rows to remove lies between 1 and {n - 1}, and there is one at least.", nameof(removed));

        // Task 0 keeps all rows; each other task is one trial of one query.
        int[][] orders = [.. Enumerable.Range(0, q).Select(i => Enumerable.Range(0, n).OrderByDescending(row => helpfulness[i * n + row]).ToArray())];
        var values = new double[(1 + q * removed.Count) * q];
        var correct = new double[values.Length];
        int done = 0;
        Threads.For(1 + q * removed.Count, ThreadCount.Of(threads), task =>
        {
            double[] weights = [.. Enumerable.Repeat(1.0, n)];
            if (task > 0)
            {
                foreach (int row in orders[(task - 1) / removed.Count].AsSpan(0, removed[(task - 1) % removed.Count])) weights[row] = 0;
            }

            var measured = new double[q];
            var hits = new bool[q];
            for (int r = 0; r < repetitions; r++)
            {
                TrainingOptions run = trainingOptions with { Seed = trainingOptions.Seed + r, RowWeights = weights, Threads = 1 };
                T[] parameters = Trainer.TrainOnly(network, training, run, cancellationToken);
                network.Measure<T>(parameters, queries, measurement, measured);
                Hits<T>(network, parameters, queries, hits);
                for (int i = 0; i < q; i++)
                {
                    values[task * q + i] += measured[i] / repetitions;
                    correct[task * q + i] += (hits[i] ? 1.0 : 0) / repetitions;
                }
            }

            progress?.Report((double)Interlocked.Increment(ref done) / (1 + q * removed.Count));
        });
        var changes = new double[q * removed.Count];
        var flipped = new int[removed.Count];
        for (int i = 0; i < changes.Length; i++)
        {
            (int query, int number) = Math.DivRem(i, removed.Count);
            changes[i] = values[(1 + i) * q + query] - values[query];
            if (correct[query] > 1 - 1e-9 && correct[(1 + i) * q + query] <= 0.5) flipped[number]++;
        }

        return new SubsetRemoval([.. removed], changes, flipped, Enumerable.Range(0, q).Count(i => correct[i] > 1 - 1e-9));
    }

    private static void Hits<T>(DenseNetwork network, T[] parameters, LabelledData<T> queries, Span<bool> hits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (network.Loss == Loss.SquaredError) return;
        var margins = new double[queries.Count];
        network.Measure<T>(parameters, queries, Measurement.Margin, margins);

        // With three classes or more the right class may win with less than half of the probability, a negative margin: the largest output decides.
        var outputs = new T[queries.Count * network.OutputCount];
        network.Predict<T>(parameters, queries.Features, outputs);
        for (int i = 0; i < hits.Length; i++)
        {
            ReadOnlySpan<T> row = outputs.AsSpan(i * network.OutputCount, network.OutputCount);
            int best = 0;
            for (int k = 1; k < row.Length; k++)
            {
                if (row[k] > row[best]) best = k;
            }

            hits[i] = network.Loss == Loss.Logistic ? margins[i] > 0 : best == int.CreateTruncating(queries.Target(i)[0]);
        }
    }
}
