using CteFast.Explain.Models;

namespace CteFast.Explain.Shap;

public sealed partial class ShapleyExplainer
{
    /// <summary>Walks every unit from z to x, forward and back, and leaves each group's mean contributions in the workspace.</summary>
    private void Walk(ReadOnlySpan<float> row, ReadOnlySpan<double> prediction, Workspace workspace, CancellationToken cancellationToken)
    {
        int d = row.Length, k = prediction.Length;
        workspace.Contributions.AsSpan().Clear();
        // Rows of the batch not yet predicted, and how far their outputs have been told to the units.
        int filled = 0, composed = 0, told = 0, total = _plan.Units * _plan.RowsPerUnit;
        Span<float> batch = workspace.Rows;
        while (told < _plan.Units)
        {
            while (composed < total && filled < workspace.BatchRows)
            {
                Compose(row, composed, batch, filled);
                composed++;
                filled++;
            }

            if (filled > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Span<float> outputs = workspace.Outputs.AsSpan((composed - filled - told * _plan.RowsPerUnit) * k, filled * k);
                _model.PredictFinite(batch[..(filled * d)], outputs);
                // The last row stays in front of the batch: the next one differs from it by a single feature.
                batch.Slice((filled - 1) * d, d).CopyTo(workspace.Last);
                filled = 0;
            }

            int whole = _plan.RowsPerUnit == 0 ? _plan.Units : composed / _plan.RowsPerUnit;
            for (int unit = told; unit < whole; unit++) AddContributions(unit, (unit - told) * _plan.RowsPerUnit * k, prediction, workspace);
            int rest = composed - whole * _plan.RowsPerUnit;
            workspace.Outputs.AsSpan((whole - told) * _plan.RowsPerUnit * k, rest * k).CopyTo(workspace.Outputs);
            told = whole;
        }

        double scale = 0.5 / _plan.UnitsPerGroup;
        foreach (ref double contribution in workspace.Contributions.AsSpan()) contribution *= scale;

        void Compose(ReadOnlySpan<float> x, int index, Span<float> rows, int place)
        {
            int unit = index / _plan.RowsPerUnit, step = index % _plan.RowsPerUnit;
            bool back = step >= d - 1;
            int at = back ? step - (d - 1) : step;
            ReadOnlySpan<int> ordering = _plan.Ordering(unit);
            Span<float> target = rows.Slice(place * d, d);
            if (at == 0) _background.Rows.Slice(_plan.BackgroundRow(unit) * d, d).CopyTo(target);
            else if (place == 0) workspace.Last.AsSpan().CopyTo(target);
            else rows.Slice((place - 1) * d, d).CopyTo(target);
            int feature = ordering[back ? d - 1 - at : at];
            target[feature] = x[feature];
        }
    }

    private void AddContributions(int unit, int start, ReadOnlySpan<double> prediction, Workspace workspace)
    {
        int d = _model.FeatureCount, k = prediction.Length;
        ReadOnlySpan<int> ordering = _plan.Ordering(unit);
        ReadOnlySpan<float> outputs = workspace.Outputs.AsSpan(start, _plan.RowsPerUnit * k);
        ReadOnlySpan<double> first = _backgroundOutputs.AsSpan(_plan.BackgroundRow(unit) * k, k);
        Span<double> contributions = workspace.Contributions.AsSpan(_plan.GroupOf(unit) * k * d, k * d);
        for (int output = 0; output < k; output++)
        {
            Span<double> target = contributions.Slice(output * d, d);
            double forward = first[output], back = first[output];
            for (int at = 0; at < d - 1; at++)
            {
                double next = outputs[at * k + output];
                target[ordering[at]] += next - forward;
                forward = next;
                next = outputs[(d - 1 + at) * k + output];
                target[ordering[d - 1 - at]] += next - back;
                back = next;
            }

            target[ordering[d - 1]] += prediction[output] - forward;
            target[ordering[0]] += prediction[output] - back;
        }
    }

    /// <summary>What one explanation works in.</summary>
    private sealed class Workspace
    {
        public Workspace(IModel model, PermutationPlan plan, MeanAdjustment adjustment, int batchRows)
        {
            int d = model.FeatureCount, k = model.OutputCount;
            BatchRows = Math.Max(1, Math.Min(batchRows, plan.Units * plan.RowsPerUnit));
            Rows = new float[BatchRows * d];
            Last = new float[d];
            Outputs = new float[(BatchRows + plan.RowsPerUnit) * k];
            Contributions = new double[plan.Groups * k * d];
            Scratch = new double[adjustment.ScratchLength];
        }

        public int BatchRows { get; }

        public float[] Rows { get; }

        public float[] Last { get; }

        /// <summary>Outputs of a batch, behind those of a unit that the batch before it began.</summary>
        public float[] Outputs { get; }

        public double[] Contributions { get; }

        public double[] Scratch { get; }
    }
}
