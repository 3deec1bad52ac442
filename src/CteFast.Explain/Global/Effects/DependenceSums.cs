using CteFast.Explain.Asking;

namespace CteFast.Explain.Global.Effects;

/// <summary>Partial dependence as predictions come in, point after point: means, slopes on the rows' own predictions, residuals.</summary>
internal struct DependenceSums(PredictedRows background, PredictedRows reference, FeatureGrid[] grids, double[] values, double[] errors) : IComposition
{
    private readonly int _outputCount = background.Means.Length;
    private readonly double[] _sums = new double[3 * background.Means.Length];      // of one point: Σ w g, Σ w g c, Σ w g² of g = f(v, z) − mean f, c = f(z) − mean f

    public void Compose(int index, Span<float> row)
    {
        int point = index / background.Count, inner = grids[^1].Points.Length, d = row.Length;
        background.Rows.Rows.Slice(index % background.Count * d, d).CopyTo(row);
        row[grids[^1].Feature] = grids[^1].Points[point % inner];
        if (grids.Length == 2) row[grids[0].Feature] = grids[0].Points[point / inner];
    }

    public readonly void Receive(int index, ReadOnlySpan<float> outputs)
    {
        int point = index / background.Count, row = index % background.Count;
        if (row == 0) _sums.AsSpan().Clear();
        double weight = background.Weight(row);
        for (int output = 0; output < outputs.Length; output++)
        {
            double mean = background.Means[output], change = outputs[output] - mean;
            _sums[3 * output] += weight * change;
            _sums[3 * output + 1] += weight * change * (background.Outputs[row * outputs.Length + output] - mean);
            _sums[3 * output + 2] += weight * change * change;
        }

        if (row == background.Count - 1) Finish(point);
    }

    private readonly void Finish(int point)
    {
        int points = values.Length / _outputCount;
        double count = background.EffectiveCount;
        for (int output = 0; output < _outputCount; output++)
        {
            ReadOnlySpan<double> sums = _sums.AsSpan(3 * output, 3);
            double variance = Math.Max(0, sums[2] - sums[0] * sums[0]), spread = background.Variances[output];
            bool controlled = reference != background && spread > 0;
            double slope = controlled ? sums[1] / spread : 0;
            values[output * points + point] = background.Means[output] + sums[0] + slope * (reference.Means[output] - background.Means[output]);

            double residual = Math.Max(0, variance - slope * slope * spread), degrees = count - (controlled ? 2 : 1);
            double own = background.IsAllData ? 0 : degrees > 0 ? residual / degrees : double.NaN;
            double shared = reference.IsAllData || !controlled ? 0 : slope * slope * reference.Variances[output] / Math.Max(1, reference.EffectiveCount - 1);
            errors[output * points + point] = Math.Sqrt(own + shared);
        }
    }
}
