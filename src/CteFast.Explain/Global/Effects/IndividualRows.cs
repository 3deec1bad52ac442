using CteFast.Explain.Asking;

namespace CteFast.Explain.Global.Effects;

/// <summary>Every row at every point of a grid, row after row.</summary>
internal ref struct IndividualRows(ReadOnlySpan<float> rows, int featureCount, FeatureGrid grid, double[] curves) : IRowSource
{
    private readonly ReadOnlySpan<float> _rows = rows;
    private int _next;
    private int _taken;

    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        (int at, int point) = Math.DivRem(_next, grid.Points.Length);
        if ((long)at * featureCount >= _rows.Length) return false;
        _rows.Slice(at * featureCount, featureCount).CopyTo(row);
        row[grid.Feature] = grid.Points[point];
        _next++;
        return true;
    }

    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        (int row, int point) = Math.DivRem(_taken++, grid.Points.Length);
        for (int output = 0; output < outputs.Length; output++) curves[(row * outputs.Length + output) * grid.Points.Length + point] = outputs[output];
    }
}
