using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>
/// Has a model predict rows in batches of bounded size, until there are no more rows or the deadline has passed, and counts model rows and calls. On one
/// thread it allocates nothing after construction. Rows are composed, and outputs received, in order, so that the results are the same for any number
/// of threads.
/// </summary>
/// <remarks>One caller at a time. With several threads, each has the model predict another batch.</remarks>
internal sealed class BatchRunner
{
    /// <summary>Rows are divided among threads only if each gets at least so many.</summary>
    private const int FewestRows = 128;

    /// <summary>Longer calls save no time.</summary>
    public const int MostBatchRows = 1 << 16;

    private readonly IModel _model;
    private readonly float[] _rows;
    private readonly float[] _outputs;
    private readonly float[] _last;
    private readonly int _threads;
    private TimeProvider _clock = TimeProvider.System;
    private long _start;
    private long _end;

    /// <summary>Makes a runner.</summary>
    /// <param name="model">The model.</param>
    /// <param name="maxRows">The most rows in a call.</param>
    /// <param name="threads">The most threads that call the model.</param>
    public BatchRunner(IModel model, int maxRows, int threads = 1)
    {
        _model = model;
        BatchRows = maxRows = Affordable(model, maxRows);
        _threads = threads = (int)PlanMemory.Count(threads, maxRows * RowBytes(model));
        _rows = new float[checked(maxRows * threads * model.FeatureCount)];
        _outputs = new float[checked(maxRows * threads * model.OutputCount)];
        _last = new float[model.FeatureCount];
    }

    /// <summary>A runner for a known number of rows, with memory for no more than these.</summary>
    public static BatchRunner For(IModel model, long rows, int maxBatchRows, int threads)
    {
        int batchRows = (int)Math.Clamp(rows, 1, maxBatchRows);
        var runner = new BatchRunner(model, batchRows, (int)Math.Clamp(rows / FewestRows, 1, threads));
        runner.Start(null);
        return runner;
    }

    /// <summary>Converts a number of predictions, and throws if there are too many.</summary>
    /// <exception cref="ArgumentException">There are more than an array holds.</exception>
    public static int CheckedCount(long predictions) => predictions <= Array.MaxLength ? (int)predictions
        : throw new ArgumentException(FormattableString.Invariant($"This would take {predictions:N0} predictions, and {Array.MaxLength:N0} are the most: take fewer rows, points or repeats."));

    /// <summary>The rows in a call, so few that they and their outputs keep to <see cref="PlanMemory"/>.</summary>
    public static int Affordable(IModel model, int rows) => (int)PlanMemory.Count(Math.Min(rows, MostBatchRows), RowBytes(model));

    /// <summary>The most rows in a call.</summary>
    public int BatchRows { get; }

    /// <summary>The model rows since the start.</summary>
    public long Rows { get; private set; }

    /// <summary>The model calls since the start.</summary>
    public long Calls { get; private set; }

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    /// <summary>Whether the deadline has passed.</summary>
    public bool Expired => IsOver(TimeSpan.Zero);

    /// <summary>The rows that are predicted whatever the deadline, so that there is something to estimate from; 0 at every start.</summary>
    public long LeastRows { get; set; }

    /// <summary>Starts counting rows, calls and time.</summary>
    /// <param name="deadline">The time until the deadline, or null for none.</param>
    /// <param name="clock">What tells the time: the system's clock, or a test's.</param>
    public void Start(TimeSpan? deadline, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        (Rows, Calls, LeastRows, _start) = (0, 0, 0, _clock.GetTimestamp());
        _end = deadline is { } time && Ticks(time) < long.MaxValue / 4.0 ? _start + (long)Ticks(time) : long.MaxValue;
    }

    /// <summary>Whether the deadline passed so long ago.</summary>
    public bool IsOver(TimeSpan grace) => _end != long.MaxValue && _clock.GetTimestamp() >= _end + (long)Ticks(grace);

    /// <summary>The cost since the start.</summary>
    public ExplanationCost Cost(StopReason stoppedBy) => new(Rows, Calls, Elapsed, stoppedBy);

    /// <summary>Predicts the row that is explained.</summary>
    /// <param name="row">The row, d features.</param>
    /// <param name="prediction">Receives the outputs, k.</param>
    /// <param name="cancellationToken">Stops the work before the call.</param>
    /// <param name="finiteRow">A row for which the model gives finite outputs, or empty; with it one can find out which feature causes NaN.</param>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Predict(ReadOnlySpan<float> row, Span<double> prediction, CancellationToken cancellationToken, ReadOnlySpan<float> finiteRow = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<float> outputs = _outputs.AsSpan(0, prediction.Length);
        _model.PredictFinite(row, outputs, BatchOrigin.Explained(finiteRow));
        Count(1, 1);
        for (int i = 0; i < outputs.Length; i++) prediction[i] = outputs[i];
    }

    /// <summary>Predicts given rows.</summary>
    /// <param name="rows">Row-major rows, rows x d.</param>
    /// <param name="destination">Receives the outputs, rows x k.</param>
    /// <param name="indices">The rows' indices among those the user gave, for error messages; empty if they are 0, 1, ….</param>
    /// <param name="cancellationToken">Stops the work between two calls.</param>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void PredictAll(ReadOnlySpan<float> rows, Span<double> destination, ReadOnlySpan<int> indices, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, k = _model.OutputCount, count = rows.Length / d;
        for (int start = 0, batch; start < count; start += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch = Math.Min(BatchRows, count - start);
            Span<float> outputs = _outputs.AsSpan(0, batch * k);
            _model.PredictFinite(rows.Slice(start * d, batch * d), outputs, indices.IsEmpty ? BatchOrigin.Given(start) : BatchOrigin.Given(indices.Slice(start, batch)));
            Count(batch, 1);
            for (int i = 0; i < outputs.Length; i++) destination[start * k + i] = outputs[i];
        }
    }

    /// <summary>Predicts all rows of a source. The first batch is predicted even when the deadline has passed.</summary>
    /// <param name="source">Composes the rows and receives the outputs.</param>
    /// <param name="cancellationToken">Stops the work between two calls.</param>
    /// <param name="progress">Receives the number of rows done.</param>
    /// <returns>Whether all rows were predicted; if not, the deadline has passed.</returns>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public bool Run<TSource>(ref TSource source, CancellationToken cancellationToken, StepProgress? progress = null)
        where TSource : IRowSource, allows ref struct
    {
        int d = _model.FeatureCount, k = _model.OutputCount;
        for (bool whole = true; whole;)
        {
            int limit = Limit(), filled = 0;
            ReadOnlySpan<float> previous = _last;
            while (filled < limit && source.Next(filled, previous, _rows.AsSpan(filled * d, d)))
            {
                previous = _rows.AsSpan(filled * d, d);
                filled++;
            }

            whole = filled == limit;
            if (filled == 0) break;
            cancellationToken.ThrowIfCancellationRequested();
            int batches = Math.Max((filled + BatchRows - 1) / BatchRows, Math.Min(_threads, filled / FewestRows));
            if (batches == 1)
                PredictBatch(0, filled);
            else
                PredictBatches(filled, batches);
            Count(filled, batches);
            previous.CopyTo(_last);
            for (int i = 0; i < filled; i++) source.Take(i, _outputs.AsSpan(i * k, k));
            progress?.Add(filled);
            if (whole && Rows >= LeastRows && Expired) return false;
        }

        return true;
    }

    private void PredictBatches(int rows, int batches) => Threads.For(batches, _threads, batch =>
    {
        int first = (int)((long)rows * batch / batches);
        PredictBatch(first, (int)((long)rows * (batch + 1) / batches) - first);
    });

    private void PredictBatch(int first, int rows)
    {
        int d = _model.FeatureCount, k = _model.OutputCount;
        _model.PredictFinite(_rows.AsSpan(first * d, rows * d), _outputs.AsSpan(first * k, rows * k));
    }

    private void Count(int rows, int calls)
    {
        Rows += rows;
        Calls += calls;
    }

    /// <summary>The number of rows to compose next: a batch for each thread; with a deadline, no more than would take half of the time left, at the speed so far.</summary>
    private int Limit()
    {
        int most = BatchRows * _threads;
        if (_end == long.MaxValue || Rows == 0) return most;
        if (Rows < LeastRows) return (int)Math.Min(most, LeastRows - Rows);
        long now = _clock.GetTimestamp();
        double rows = (_end - now) / 2.0 * Rows / Math.Max(1, now - _start);
        return (int)Math.Clamp(rows, 1, most);
    }

    private static long RowBytes(IModel model) => sizeof(float) * ((long)model.FeatureCount + model.OutputCount);

    private double Ticks(TimeSpan time) => time.TotalSeconds * _clock.TimestampFrequency;
}
