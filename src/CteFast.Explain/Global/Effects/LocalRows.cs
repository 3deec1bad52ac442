using CteFast.Explain.Asking;

namespace CteFast.Explain.Global.Effects;

/// <summary>Changes of the predictions across bins of one axis or cells of two: their means over the rows within, accumulated.</summary>
internal sealed class LocalRows : IRowSource
{
    private readonly PredictedRows _rows;
    private readonly LocalAxis[] _axes;
    private readonly int _outputCount;
    private readonly List<(int Row, int Cell)> _steps = [];      // every row in every cell it counts in
    private readonly double[] _weights, _squaredWeights;         // cells
    private readonly double[] _means, _variances;                // cells x outputs; sums until finished
    private readonly double[] _change;
    private int _next;
    private int _taken;

    /// <summary>Places the rows.</summary>
    /// <exception cref="ArgumentException">No row lies within the grid.</exception>
    public LocalRows(PredictedRows rows, LocalAxis[] axes, int outputCount)
    {
        (_rows, _axes, _outputCount) = (rows, axes, outputCount);
        int cells = axes[0].Bins * InnerBins;
        Counts = new int[cells];
        (_weights, _squaredWeights, _means, _variances) = (new double[cells], new double[cells], new double[cells * outputCount], new double[cells * outputCount]);
        _change = new double[outputCount];
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.Weight(row) == 0) continue;
            Place outer = PlaceOf(row, 0), inner = axes.Length == 2 ? PlaceOf(row, 1) : new Place(0, 0, 0, 0);
            for (int a = outer.FirstBin; a <= outer.LastBin; a++)
            {
                for (int b = inner.FirstBin; b <= inner.LastBin; b++)
                {
                    int cell = a * InnerBins + b;
                    _steps.Add((row, cell));
                    Counts[cell]++;
                    _weights[cell] += rows.Weight(row);
                    _squaredWeights[cell] += rows.Weight(row) * rows.Weight(row);
                }
            }
        }

        if (_steps.Count == 0)
            throw new ArgumentException($"No row lies within the grid of {string.Join(" and ", axes.Select(axis => $"feature {axis.Feature}"))}; choose edges or levels among the data's.", nameof(axes));
    }

    /// <summary>The rows in each cell.</summary>
    public int[] Counts { get; }

    /// <summary>Each step takes the corners of its bin or cell.</summary>
    public int ModelRows => checked(_steps.Count * Corners);

    private int Corners => _axes.Length == 2 ? 4 : 2;

    private int InnerBins => _axes.Length == 2 ? _axes[1].Bins : 1;

    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        int index = _next;
        if (index == ModelRows) return false;
        _next++;
        (int at, int cell) = _steps[index / Corners];
        int corner = index % Corners;
        _rows.Rows.Rows.Slice(at * row.Length, row.Length).CopyTo(row);
        row[_axes[0].Feature] = _axes[0].Point(cell / InnerBins + (corner & 1));
        if (_axes.Length == 2) row[_axes[1].Feature] = _axes[1].Point(cell % InnerBins + (corner >> 1));
        return true;
    }

    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        int index = _taken++, corner = index % Corners;
        if (corner == 0) _change.AsSpan().Clear();
        bool minus = (int.PopCount(corner) + _axes.Length) % 2 == 1;      // as many corners below as features: plus, one less: minus
        for (int output = 0; output < outputs.Length; output++) _change[output] += minus ? -outputs[output] : outputs[output];
        if (corner < Corners - 1) return;
        (int row, int cell) = _steps[index / Corners];
        double weight = _rows.Weight(row);
        for (int output = 0; output < outputs.Length; output++)
        {
            _means[cell * _outputCount + output] += weight * _change[output];
            _variances[cell * _outputCount + output] += weight * _change[output] * _change[output];
        }
    }

    /// <summary>Turns sums into means and the variances of these, and fills the cells that have no rows.</summary>
    public void Finish()
    {
        for (int cell = 0; cell < Counts.Length; cell++)
        {
            double effective = _weights[cell] * _weights[cell] / _squaredWeights[cell];
            for (int output = 0; output < _outputCount && Counts[cell] > 0; output++)
            {
                int at = cell * _outputCount + output;
                _means[at] /= _weights[cell];
                double variance = Math.Max(0, _variances[at] / _weights[cell] - _means[at] * _means[at]);
                _variances[at] = Counts[cell] > 1 ? variance / (effective - 1) : double.NaN;
            }
        }

        for (int cell = 0; cell < Counts.Length; cell++)
        {
            if (Counts[cell] > 0) continue;
            int nearest = Nearest(cell);
            _means.AsSpan(nearest * _outputCount, _outputCount).CopyTo(_means.AsSpan(cell * _outputCount));
            _variances.AsSpan(nearest * _outputCount, _outputCount).CopyTo(_variances.AsSpan(cell * _outputCount));
        }
    }

    /// <summary>Of one feature: the accumulated means, centred, and their standard errors, outputs x points.</summary>
    public (double[] Values, double[] Errors) Curve(bool isExact)
    {
        int points = _axes[0].Points;
        double[] values = new double[_outputCount * points], errors = new double[_outputCount * points];
        double[] shares = new double[points];      // of the rows at each point, half of a bin's at either edge
        for (int row = 0; row < _rows.Count; row++) Spread(PlaceOf(row, 0), _rows.Weight(row), shares);
        double total = shares.Sum();
        for (int output = 0; output < _outputCount; output++)
        {
            Span<double> curve = values.AsSpan(output * points, points);
            double centre = 0;
            for (int p = 1; p < points; p++)
            {
                curve[p] = curve[p - 1] + _means[(p - 1) * _outputCount + output];
                centre += shares[p] / total * curve[p];
            }

            foreach (ref double value in curve) value -= centre;

            // A bin's mean stands in every point above it, and in the centre by the share of rows above it.
            double above = 1;
            for (int bin = 0; bin < points - 1; bin++)
            {
                above -= shares[bin] / total;
                for (int p = 0; p < points; p++)
                {
                    double factor = (p > bin ? 1 : 0) - above;
                    errors[output * points + p] += factor * factor * _variances[bin * _outputCount + output];
                }
            }
        }

        for (int i = 0; i < errors.Length; i++) errors[i] = isExact ? 0 : Math.Sqrt(errors[i]);
        return (values, errors);
    }

    /// <summary>Of two features: the accumulated means less the effects of each feature, centred, outputs x points x points.</summary>
    public (double[] Values, double[] Errors) Surface()
    {
        int outer = _axes[0].Points, inner = _axes[1].Points;
        double[] values = new double[_outputCount * outer * inner], errors = new double[values.Length];
        Array.Fill(errors, double.NaN);
        double[] shares = new double[outer * inner], ofOuterBin = new double[(outer - 1) * inner], ofInnerBin = new double[(inner - 1) * outer];
        for (int row = 0; row < _rows.Count; row++)
        {
            Place a = PlaceOf(row, 0), b = PlaceOf(row, 1);
            if (a == Place.Outside || b == Place.Outside) continue;
            double weight = _rows.Weight(row);
            for (int p = a.LowPoint; p <= a.HighPoint; p++) Spread(b, weight / (a.HighPoint - a.LowPoint + 1), shares.AsSpan(p * inner, inner));
            for (int bin = a.FirstBin; bin <= a.LastBin; bin++) Spread(b, weight, ofOuterBin.AsSpan(bin * inner, inner));
            for (int bin = b.FirstBin; bin <= b.LastBin; bin++) Spread(a, weight, ofInnerBin.AsSpan(bin * outer, outer));
        }

        double total = shares.Sum();
        for (int output = 0; output < _outputCount; output++)
        {
            Span<double> surface = values.AsSpan(output * outer * inner, outer * inner);
            for (int p = 1; p < outer; p++)
            {
                double along = 0;
                for (int q = 1; q < inner; q++)
                {
                    along += _means[((p - 1) * InnerBins + q - 1) * _outputCount + output];
                    surface[p * inner + q] = surface[(p - 1) * inner + q] + along;
                }
            }

            double[] first = MainEffect(surface, ofOuterBin, outer, inner, step: inner, across: 1);
            double[] second = MainEffect(surface, ofInnerBin, inner, outer, step: 1, across: inner);
            double centre = 0;
            for (int i = 0; i < surface.Length; i++)
            {
                surface[i] -= first[i / inner] + second[i % inner];
                centre += shares[i] / total * surface[i];
            }

            foreach (ref double value in surface) value -= centre;
        }

        return (values, errors);
    }

    /// <summary>The accumulated local effect, not centred, that the surface itself has along one of its axes.</summary>
    private static double[] MainEffect(ReadOnlySpan<double> surface, double[] shares, int points, int crossing, int step, int across)
    {
        double[] effect = new double[points];
        for (int p = 1; p < points; p++)
        {
            ReadOnlySpan<double> share = shares.AsSpan((p - 1) * crossing, crossing);
            double sum = 0, total = 0;
            for (int q = 0; q < crossing; q++)
            {
                sum += share[q] * (surface[p * step + q * across] - surface[(p - 1) * step + q * across]);
                total += share[q];
            }

            effect[p] = effect[p - 1] + (total > 0 ? sum / total : 0);
        }

        return effect;
    }

    private static void Spread(Place place, double weight, Span<double> points)
    {
        for (int p = place.LowPoint; p <= place.HighPoint; p++) points[p] += weight / (place.HighPoint - place.LowPoint + 1);
    }

    private Place PlaceOf(int row, int axis) => _axes[axis].Locate(_rows.Rows.Rows[row * _rows.Rows.FeatureCount + _axes[axis].Feature]);

    private int Nearest(int cell)
    {
        int nearest = -1, least = int.MaxValue;
        for (int other = 0; other < Counts.Length; other++)
        {
            int outer = other / InnerBins - cell / InnerBins, inner = other % InnerBins - cell % InnerBins, distance = outer * outer + inner * inner;
            if (Counts[other] > 0 && distance < least) (nearest, least) = (other, distance);
        }

        return nearest;
    }
}
