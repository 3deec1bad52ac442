using CteFast.Explain.Asking;
using CteFast.Explain.Global.Importance;

namespace CteFast.Explain.Global.Sage;

/// <summary>Composes the rows of units, and turns the losses of the outputs into contributions.</summary>
internal sealed class SageWalk : IRowSource
{
    private readonly SageUnits _units;
    private readonly Background _background;
    private readonly double[] _backgroundOutputs;
    private readonly float[] _rows;
    private readonly LabelledLoss _loss;
    private readonly double[] _fullLosses;      // a row
    private readonly double _gain;              // the loss with no feature known less that with all known
    private readonly double _slope;             // of the kernel estimator, 1 / (A_ii − A_ij)
    private readonly double[] _means, _squares, _losses;
    private int _firstUnit;
    private int _count;      // rows to compose
    private int _next;
    private int _taken;

    /// <summary>Starts at the first unit.</summary>
    /// <param name="units">The units.</param>
    /// <param name="background">The background rows.</param>
    /// <param name="backgroundOutputs">Their outputs, count x k.</param>
    /// <param name="rows">The rows explained.</param>
    /// <param name="loss">The loss, with their labels.</param>
    /// <param name="fullLosses">The losses of their predictions.</param>
    /// <param name="gain">What all values are to add up to, for the kernel estimator.</param>
    public SageWalk(SageUnits units, Background background, double[] backgroundOutputs, float[] rows, LabelledLoss loss, double[] fullLosses, double gain)
    {
        (_units, _background, _backgroundOutputs, _rows, _loss, _fullLosses, _gain) = (units, background, backgroundOutputs, rows, loss, fullLosses, gain);
        int d = units.FeatureCount, k = backgroundOutputs.Length / background.Count;
        (_means, _squares) = (new double[k], new double[k]);
        _losses = new double[units.Coalitions + 1];
        Contributions = new double[checked(units.Count * d)];
        if (units.IsKernel)
        {
            double sum = 0, harmonic = 0;
            for (int size = 1; size < d; size++) harmonic += 1.0 / size / (d - size);
            for (int size = 2; size < d; size++) sum += (size - 1.0) / (d - size);
            _slope = 1 / (0.5 - sum / harmonic / d / (d - 1));
        }
    }

    /// <summary>Units x d.</summary>
    public double[] Contributions { get; }

    /// <summary>Starts over at the rows of a range of units.</summary>
    public void Begin(int firstUnit, int units) => (_firstUnit, _count, _next, _taken) = (firstUnit, checked(units * _units.ModelRows), 0, 0);

    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        if (_next == _count) return false;
        (int unit, int coalition, int member) = PlaceOf(_next++);
        _background.Row(_units.BackgroundRow(unit, member)).CopyTo(row);
        ReadOnlySpan<float> known = _rows.AsSpan(_units.Row(unit) * row.Length, row.Length);
        foreach (int feature in _units.Coalition(unit, coalition)) row[feature] = known[feature];
        return true;
    }

    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        (int unit, int coalition, int member) = PlaceOf(_taken++);
        if (member == 0) Clear();
        for (int output = 0; output < outputs.Length; output++) Add(unit, member, output, outputs[output]);
        if (member < _units.RowsEach - 1) return;
        _losses[coalition + 1] = Loss(unit);
        if (coalition == _units.Coalitions - 1) Finish(unit);
    }

    /// <summary>The contributions of a unit whose coalitions' losses are known; of a single feature there are no coalitions.</summary>
    public void Finish(int unit)
    {
        int k = _means.Length;
        Clear();
        for (int member = 0; member < _units.RowsEach; member++)
        {
            for (int output = 0; output < k; output++) Add(unit, member, output, _backgroundOutputs[_units.BackgroundRow(unit, member) * k + output]);
        }

        _losses[0] = Loss(unit);
        ReadOnlySpan<int> ordering = _units.Ordering(unit);
        Span<double> contributions = Contributions.AsSpan(unit * ordering.Length, ordering.Length);
        if (!_units.IsKernel)
        {
            for (int at = 0; at < ordering.Length; at++)
                contributions[ordering[at]] = _losses[at] - (at == ordering.Length - 1 ? _fullLosses[_units.Row(unit)] : _losses[at + 1]);
            return;
        }

        // E[S Sᵀ] φ = E[S (v(S) − v(∅))] with Σ φ = v(all) − v(∅), the matrix known: each unit gives an unbiased right-hand side.
        ReadOnlySpan<int> first = _units.Coalition(unit, 0);
        double firstGain = _losses[0] - _losses[1], secondGain = _losses[0] - _losses[2];
        double mean = (firstGain * first.Length + secondGain * (ordering.Length - first.Length)) / 2 / ordering.Length;
        for (int at = 0; at < ordering.Length; at++)
            contributions[ordering[at]] = _gain / ordering.Length + _slope * ((at < first.Length ? firstGain : secondGain) / 2 - mean);
    }

    private void Add(int unit, int member, int output, double value)
    {
        double weight = _units.IsPaired ? 1.0 / _units.RowsEach : _background.Weights[_units.BackgroundRow(unit, member)];
        _means[output] += weight * value;
        _squares[output] += weight * value * value;
    }

    private double Loss(int unit)
    {
        double loss = _loss.Of(_units.Row(unit), _means);
        if (!_units.IsPaired) return loss;
        for (int output = 0; output < _means.Length; output++)
            _squares[output] = Math.Max(0, _squares[output] - _means[output] * _means[output]) / (_units.RowsEach - 1) * _units.VarianceLeft;
        return loss - _loss.Bias(_units.Row(unit), _means, _squares);
    }

    private void Clear()
    {
        _means.AsSpan().Clear();
        _squares.AsSpan().Clear();
    }

    private (int Unit, int Coalition, int Member) PlaceOf(int index)
    {
        (int unit, int rest) = Math.DivRem(index, _units.ModelRows);
        return (_firstUnit + unit, rest / _units.RowsEach, rest % _units.RowsEach);
    }
}
