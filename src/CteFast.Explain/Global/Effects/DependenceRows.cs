using CteFast.Explain.Asking;

namespace CteFast.Explain.Global.Effects;

/// <summary>The background rows at every point of a grid, point after point; of the outputs the means, their slopes on the predictions of the rows as they are, and the residuals.</summary>
internal struct DependenceRows(EffectRows rows, FeatureGrid[] grids, double[] values, double[] errors) : IRowSource
{
    private readonly PredictedRows _background = rows.Background, _reference = rows.Reference;
    private readonly int _outputCount = rows.Background.Means.Length;
    private readonly double[] _sums = new double[3 * rows.Background.Means.Length];      // of one point: Σ w g, Σ w g c, Σ w g² of g = f(v, z) − mean f, c = f(z) − mean f
    private int _next;
    private int _taken;

    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        int index = _next, point = index / _background.Count, inner = grids[^1].Points.Length, d = row.Length;
        if (point == values.Length / _outputCount) return false;
        _next++;
        _background.Rows.Rows.Slice(index % _background.Count * d, d).CopyTo(row);
        row[grids[^1].Feature] = grids[^1].Points[point % inner];
        if (grids.Length == 2) row[grids[0].Feature] = grids[0].Points[point / inner];
        return true;
    }

    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        int index = _taken++, point = index / _background.Count, row = index % _background.Count;
        if (row == 0) _sums.AsSpan().Clear();
        double weight = _background.Weight(row);
        for (int output = 0; output < outputs.Length; output++)
        {
            double mean = _background.Means[output], change = outputs[output] - mean;
            _sums[3 * output] += weight * change;
            _sums[3 * output + 1] += weight * change * (_background.Outputs[row * outputs.Length + output] - mean);
            _sums[3 * output + 2] += weight * change * change;
        }

        if (row == _background.Count - 1) Finish(point);
    }

    private readonly void Finish(int point)
    {
        int points = values.Length / _outputCount;
        double count = _background.EffectiveCount;
        for (int output = 0; output < _outputCount; output++)
        {
            ReadOnlySpan<double> sums = _sums.AsSpan(3 * output, 3);
            double variance = Math.Max(0, sums[2] - sums[0] * sums[0]), spread = _background.Variances[output];
            bool controlled = _reference != _background && spread > 0;
            double slope = controlled ? sums[1] / spread : 0;
            values[output * points + point] = _background.Means[output] + sums[0] + slope * (_reference.Means[output] - _background.Means[output]);

            double residual = Math.Max(0, variance - slope * slope * spread), degrees = count - (controlled ? 2 : 1);
            double chosen = _background.IsAllData ? 0 : degrees > 0 ? residual / degrees : double.NaN;
            double corrected = _reference.IsAllData || !controlled ? 0 : slope * slope * _reference.Variances[output] / Math.Max(1, _reference.EffectiveCount - 1);
            errors[output * points + point] = Math.Sqrt(chosen + corrected);
        }
    }
}
