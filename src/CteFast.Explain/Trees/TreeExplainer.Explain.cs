using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Trees.PathDependent;
using CteFast.Explain.Trees.Planning;
using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees;

public sealed unsafe partial class TreeExplainer
{
    // Rows that are explained together, a tree after the other: so many that fetching a tree's tables pays, so few that their sums stay in the second-level cache.
    private const int BatchRows = 1024;

    /// <summary>
    /// Computes the values of many rows into the caller's memory: Shapley values, or those that the options ask for. On one thread it allocates memory
    /// only when more calls run at the same time than ever before.
    /// </summary>
    /// <param name="rows">Row-major rows, r x d; NaN is missing.</param>
    /// <param name="values">Receives the values, r x k x d, or r x k x d x d interactions.</param>
    /// <param name="cancellationToken">Stops the work; the results are then undefined.</param>
    /// <exception cref="ArgumentException">The rows do not fill whole rows of the model, or the values do not fit.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void ComputeValues(ReadOnlySpan<float> rows, Span<double> values, CancellationToken cancellationToken = default) => ComputeValues(rows, values, steps: null, cancellationToken);

    private void ComputeValues(ReadOnlySpan<float> rows, Span<double> values, StepProgress? steps, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, width = _model.OutputCount * ValueCount;
        if (rows.Length % d != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {d} features.", nameof(rows));
        CheckFinite(_model, rows);
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

    private protected override ExplanationCost ExplainRow(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors,
        CancellationToken cancellationToken)
    {
        CheckShapley();
        long start = Stopwatch.GetTimestamp();
        Workspace workspace = _workspaces.Rent();
        try
        {
            _model.Predict(row, workspace.Outputs);
            for (int i = 0; i < prediction.Length; i++) prediction[i] = workspace.Outputs[i];
        }
        finally
        {
            _workspaces.Return(workspace);
        }

        ComputeValues(row, values, cancellationToken);
        standardErrors.Clear();
        return new ExplanationCost(1, 1, Stopwatch.GetElapsedTime(start), StopReason.Budget);
    }

    private protected override void ExplainRows(RowResults results, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        CheckShapley();
        long start = Stopwatch.GetTimestamp();
        float[] margins = new float[results.Predictions.Length];
        _model.Predict(results.Rows, margins);
        for (int i = 0; i < margins.Length; i++) results.Predictions[i] = margins[i];
        ComputeValues(results.Rows, results.Values, StepProgress.Of(progress, (double)results.Count * _plans.Length), cancellationToken);
        results.Costs.AsSpan().Fill(new ExplanationCost(1, 1, Stopwatch.GetElapsedTime(start) / results.Count, StopReason.Budget));
    }

    /// <summary>Throws unless the values are Shapley values.</summary>
    internal void CheckShapley()
    {
        if (_options.Index != GameIndex.Shapley || _options.Interactions)
            throw new InvalidOperationException($"An explanation holds Shapley values; take others from {nameof(ComputeValues)}(rows, values).");
    }

    // A method for itself, because what threads share is allocated when it is entered.
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
        Workspace workspace = _workspaces.Rent();
        try
        {
            int d = _model.FeatureCount, k = _model.OutputCount, count = rows.Length / d, width = ValueCount;
            int stride = (count + PatternLoops.BlockRows - 1) / PatternLoops.BlockRows * PatternLoops.BlockRows;
            PatternScratch scratch = workspace.Scratch;
            _columns.Fill(rows, scratch.Columns.Ensure(_columns.Count * stride), stride);
            values.Clear();
            for (int tree = 0; tree < _plans.Length; tree++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TreePlan plan = _plans[tree];
                Span<double> outputs = values[(plan.Output * width)..];
                for (int start = 0; start < count; start += PatternLoops.BlockRows)
                    AddTables(plan, scratch, start, stride, Math.Min(PatternLoops.BlockRows, count - start), outputs[(start * k * width)..], k * width);
                if (plan.Deep is null) steps?.Add(count);
                else AddDeepLeaves(tree, workspace, rows, outputs, k * width, steps, cancellationToken);
            }

            if (_options.Interactions) Mirror(values);
        }
        finally
        {
            _workspaces.Return(workspace);
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
            PatternLoops.Evaluate(plan, columns + start, stride, count, masks);
            foreach (PatternTable table in plan.Tables)
            {
                PatternLoops.Patterns(table.Conditions, count, masks, patterns);
                int[] segments = table.Segments;
                for (int i = 0; i < segments.Length; i++)
                    PatternLoops.Add(patterns, count, entries + table.Start + i * Size, segments.Length * Size, sums + segments[i] * segmentSums);
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
                foreach (PathDependentPath path in _coverPaths[tree])
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    workspace.Covers.Add(path, _rules[path.Players.Length], x, target);
                }

                continue;
            }

            for (int z = 0; z < BackgroundCount; z++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                workspace.Pairs.Add(_plans[tree].Deep!, x, Background!.Row(z), _backgroundWeights[z], target);
            }
        }
    }

    // Tables and walks fill only the upper triangle.
    private void Mirror(Span<double> values)
    {
        int d = Players.Count;
        for (int start = 0; start < values.Length; start += d * d)
        {
            Span<double> matrix = values.Slice(start, d * d);
            for (int i = 0; i < d; i++)
            {
                for (int j = i + 1; j < d; j++) matrix[j * d + i] = matrix[i * d + j];
            }
        }
    }

    /// <summary>One thread's memory.</summary>
    private sealed class Workspace(TreeExplainer explainer)
    {
        public float[] Outputs { get; } = new float[explainer._model.OutputCount];

        public PatternScratch Scratch { get; } = new(explainer._mostConditions, explainer._mostSegments);

        public LeafPairWalk Pairs { get; } = new(explainer._model, explainer.Players.Count, explainer._weights, explainer._options.Interactions);

        public PathDependentWalk Covers { get; } = new(explainer._model, explainer.Players.Count, explainer._options.Index, explainer._options.Interactions, explainer._mostPlayers);
    }
}
