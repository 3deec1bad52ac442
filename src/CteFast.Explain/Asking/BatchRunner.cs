using System.Diagnostics;
using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>Asks a model for rows in batches of bounded size, until they or the time run out, and counts what is spent. One thread at a time.</summary>
internal sealed class BatchRunner
{
    private readonly IModel _model;
    private readonly float[] _rows;
    private readonly float[] _outputs;
    private readonly float[] _last;
    private long _start;
    private long _end;

    /// <summary>Makes a runner.</summary>
    /// <param name="model">The model.</param>
    /// <param name="maxRows">The most rows in a call.</param>
    public BatchRunner(IModel model, int maxRows)
    {
        _model = model;
        BatchRows = maxRows;
        _rows = new float[checked(maxRows * model.FeatureCount)];
        _outputs = new float[checked(maxRows * model.OutputCount)];
        _last = new float[model.FeatureCount];
    }

    /// <summary>The most rows in a call.</summary>
    public int BatchRows { get; }

    /// <summary>The rows asked for since the start.</summary>
    public long Rows { get; private set; }

    /// <summary>The calls since the start.</summary>
    public long Calls { get; private set; }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>What was spent since the start.</summary>
    public ExplanationCost Cost(StopReason stoppedBy) => new(Rows, Calls, Elapsed, stoppedBy);

    /// <summary>Whether the time is over.</summary>
    public bool Expired => _end != long.MaxValue && Stopwatch.GetTimestamp() >= _end;

    /// <summary>The rows that are asked for whatever the time, so that there is something to estimate from; 0 at every start.</summary>
    public long LeastRows { get; set; }

    /// <summary>Starts to count, and the clock.</summary>
    public void Start(TimeSpan? deadline)
    {
        (Rows, Calls, LeastRows, _start) = (0, 0, 0, Stopwatch.GetTimestamp());
        _end = deadline is { } time && time.TotalSeconds * Stopwatch.Frequency < long.MaxValue / 4.0 ? _start + (long)(time.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
    }

    /// <summary>Asks for one row.</summary>
    public void Predict(ReadOnlySpan<float> row, Span<double> prediction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<float> outputs = _outputs.AsSpan(0, prediction.Length);
        _model.PredictFinite(row, outputs);
        Count(1);
        for (int i = 0; i < outputs.Length; i++) prediction[i] = outputs[i];
    }

    /// <summary>Asks for all rows of a source, of which the first batch is asked for in any case.</summary>
    /// <returns>Whether all were asked for; else the time was over.</returns>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or left an output out.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public bool Run<TSource>(ref TSource source, CancellationToken cancellationToken)
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
            ReadOnlySpan<float> rows = _rows.AsSpan(0, filled * d);
            _model.PredictFinite(rows, _outputs.AsSpan(0, filled * k));
            Count(filled);
            previous.CopyTo(_last);
            for (int i = 0; i < filled; i++) source.Take(i, _outputs.AsSpan(i * k, k));
            if (whole && Rows >= LeastRows && Expired) return false;
        }

        return true;
    }

    private void Count(int rows)
    {
        Rows += rows;
        Calls++;
    }

    /// <summary>The rows of the next batch: with a deadline no more than fill half of the time left, at the pace so far.</summary>
    private int Limit()
    {
        if (_end == long.MaxValue || Rows == 0) return BatchRows;
        if (Rows < LeastRows) return (int)Math.Min(BatchRows, LeastRows - Rows);
        long now = Stopwatch.GetTimestamp();
        double rows = (_end - now) / 2.0 * Rows / Math.Max(1, now - _start);
        return (int)Math.Clamp(rows, 1, BatchRows);
    }
}
