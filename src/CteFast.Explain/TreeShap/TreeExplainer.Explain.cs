using System.Diagnostics;
using CteFast.Explain.Shap;

namespace CteFast.Explain.TreeShap;

public sealed unsafe partial class TreeExplainer
{
    // Rows for which a tree's tables are fetched once: many enough to pay for that, few enough for their sums to stay in the second-level cache.
    private const int BatchRows = 1024;

    private const string ExactMethod = "tree, exact";

    /// <summary>Explains rows into the caller's memory. Allocates nothing on one thread once as many calls have run as run at a time.</summary>
    /// <param name="rows">Row-major rows, r x d; NaN is missing.</param>
    /// <param name="values">Receives the values, r x k x d, or r x k x d x d interactions.</param>
    /// <param name="cancellationToken">Stops the work; the results are then undefined.</param>
    /// <exception cref="ArgumentException">The rows do not fill whole rows of the model, or the values do not fit.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Explain(ReadOnlySpan<float> rows, Span<double> values, CancellationToken cancellationToken = default) => Explain(rows, values, steps: null, cancellationToken);

    private void Explain(ReadOnlySpan<float> rows, Span<double> values, StepProgress? steps, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, width = _model.OutputCount * ValueCount;
        if (rows.Length % d != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {d} features.", nameof(rows));
        int count = rows.Length / d, batches = (count + BatchRows - 1) / BatchRows;
        if (values.Length != (long)count * width) throw new ArgumentException($"{count} rows of {width} values do not fit {values.Length} places.", nameof(values));
        if (_options.Threads > 1 && batches > 1)
        {
            ExplainOnThreads(rows, values, batches, steps, cancellationToken);
            return;
        }

        for (int start = 0; start < count; start += BatchRows)
        {
            int batch = Math.Min(BatchRows, count - start);
            ExplainBatch(rows.Slice(start * d, batch * d), values.Slice(start * width, batch * width), steps, cancellationToken);
        }
    }

    /// <summary>Explains rows by their Shapley values.</summary>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are no rows, or they do not fill whole rows.</exception>
    /// <exception cref="InvalidOperationException">The explainer was made for other values than Shapley's, or for interactions.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Explanation Explain(ReadOnlySpan<float> rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Explain(rows, Stopwatch.GetTimestamp(), progress, cancellationToken);

    /// <summary>As the public overload, with the time stamp that the time spent is counted from.</summary>
    internal Explanation Explain(ReadOnlySpan<float> rows, long start, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (_options.Index != TreeIndex.Shapley || _options.Interactions)
            throw new InvalidOperationException("An explanation holds Shapley values; take others from Explain(rows, values).");
        int d = _model.FeatureCount, k = _model.OutputCount, count = ShapleyExplainer.CountRows(_model, rows);
        var margins = new float[count * k];
        _model.Predict(rows, margins);
        var values = new double[count * k * d];
        Explain(rows, values, StepProgress.Of(progress, (double)count * _plans.Length), cancellationToken);

        return new Explanation
        {
            Method = IsPathDependent ? "tree, path-dependent" : ExactMethod,
            FeatureNames = _model.FeatureNames.Count == d ? _model.FeatureNames : [.. Enumerable.Range(0, d).Select(j => $"x{j}")],
            RowCount = count,
            OutputCount = k,
            OutputKind = _model.OutputKind,
            Background = _quality,
            BaseValues = [.. _baseValues],
            ModelRows = BackgroundCount + count,
            ModelCalls = 2,
            Elapsed = Stopwatch.GetElapsedTime(start),
            Predictions = [.. margins.Select(margin => (double)margin)],
            ShapleyValues = values,
            Errors = new double[values.Length],
            Data = rows.ToArray(),
            Costs = [.. Enumerable.Repeat(new ExplanationCost(1, 1, Stopwatch.GetElapsedTime(start) / count, StopReason.Budget), count)],
        };
    }

    // Apart, because what threads share is allocated on entry.
    private void ExplainOnThreads(ReadOnlySpan<float> rows, Span<double> values, int batches, StepProgress? steps, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, width = _model.OutputCount * ValueCount, count = rows.Length / d;
        fixed (float* source = rows)
        fixed (double* target = values)
        {
            (nint from, nint to) = ((nint)source, (nint)target);
            Threads.For(batches, _options.Threads, batch =>
            {
                int start = batch * BatchRows, size = Math.Min(BatchRows, count - start);
                ExplainBatch(new ReadOnlySpan<float>((float*)from + (nint)start * d, size * d), new Span<double>((double*)to + (nint)start * width, size * width), steps, cancellationToken);
            });
        }
    }

    private void ExplainBatch(ReadOnlySpan<float> rows, Span<double> values, StepProgress? steps, CancellationToken cancellationToken)
    {
        Workspace workspace = Rent();
        try
        {
            int d = _model.FeatureCount, k = _model.OutputCount, count = rows.Length / d, width = ValueCount;
            int stride = (count + PatternKernel.BlockRows - 1) / PatternKernel.BlockRows * PatternKernel.BlockRows;
            PatternScratch scratch = workspace.Scratch;
            _columns.Fill(rows, scratch.Columns.Ensure(_columns.Count * stride), stride);
            values.Clear();
            for (int tree = 0; tree < _plans.Length; tree++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TreePlan plan = _plans[tree];
                Span<double> outputs = values[(plan.Output * width)..];
                for (int start = 0; start < count; start += PatternKernel.BlockRows)
                    AddTables(plan, scratch, start, stride, Math.Min(PatternKernel.BlockRows, count - start), outputs[(start * k * width)..], k * width);
                if (plan.Deep is null) steps?.Add(count);
                else AddDeepLeaves(tree, workspace, rows, outputs, k * width, steps, cancellationToken);
            }

            if (_options.Interactions) Mirror(values);
        }
        finally
        {
            Return(workspace);
        }
    }

    private static void AddTables(TreePlan plan, PatternScratch scratch, int start, int stride, int count, Span<double> values, int width)
    {
        const int Size = TreePlan.SegmentSize;
        int segmentSums = count * Size;
        _ = scratch.Sums.EnsureZero(plan.SegmentCount * segmentSums);
        fixed (float* columns = &scratch.Columns.Reference)
        fixed (int* masks = &scratch.Masks.Reference, patterns = &scratch.Patterns.Reference)
        fixed (double* sums = &scratch.Sums.Reference, entries = &plan.Values.Reference)
        {
            PatternKernel.Evaluate(plan, columns + start, stride, count, masks);
            foreach (PatternTable table in plan.Tables)
            {
                PatternKernel.Patterns(table.Conditions, count, masks, patterns);
                int[] segments = table.Segments;
                for (int i = 0; i < segments.Length; i++)
                    PatternKernel.Add(patterns, count, entries + table.Start + i * Size, segments.Length * Size, sums + segments[i] * segmentSums);
            }

            int[] cells = plan.Cells;
            for (int cell = 0; cell < cells.Length && cells[cell] >= 0; cell++)
            {
                double* sum = sums + cell / Size * segmentSums + cell % Size;
                for (int row = 0; row < count; row++) values[row * width + cells[cell]] += sum[row * Size];
            }
        }
    }

    private void AddDeepLeaves(int tree, Workspace workspace, ReadOnlySpan<float> rows, Span<double> values, int width, StepProgress? steps, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount;
        for (int row = 0; row < rows.Length / d; row++, steps?.Add())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> x = rows.Slice(row * d, d);
            Span<double> target = values.Slice(row * width, ValueCount);
            if (IsPathDependent)
            {
                foreach (CoverPath path in _coverPaths[tree]) workspace.Covers.Add(path, _rules[path.Features.Length], x, target);
                continue;
            }

            for (int z = 0; z < BackgroundCount; z++)
                workspace.Pairs.Add(_plans[tree].Deep!, x, _backgroundRows.AsSpan(z * d, d), _backgroundWeights[z], target);
        }
    }

    // Tables and walks fill the upper triangle.
    private void Mirror(Span<double> values)
    {
        int d = _model.FeatureCount;
        for (int start = 0; start < values.Length; start += d * d)
        {
            Span<double> matrix = values.Slice(start, d * d);
            for (int i = 0; i < d; i++)
            {
                for (int j = i + 1; j < d; j++) matrix[j * d + i] = matrix[i * d + j];
            }
        }
    }

    private Workspace Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out Workspace? workspace)) return workspace;
        }

        return new Workspace(this);
    }

    private void Return(Workspace workspace)
    {
        lock (_idle) _idle.Push(workspace);
    }

    /// <summary>One thread's memory.</summary>
    private sealed class Workspace(TreeExplainer explainer)
    {
        public PatternScratch Scratch { get; } = new(explainer._mostConditions, explainer._mostSegments);

        public PairWalk Pairs { get; } = new(explainer._model, explainer._weights, explainer._options.Interactions);

        public CoverWalk Covers { get; } = new(explainer._model, explainer._options.Index, explainer._options.Interactions, explainer._mostPlayers);
    }
}
