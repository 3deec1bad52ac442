using CteFast.Explain.Asking;

namespace CteFast.Explain.Global.Effects;

/// <summary>Every row at every point of a grid, row after row.</summary>
internal readonly ref struct IndividualCurves(ReadOnlySpan<float> rows, int featureCount, FeatureGrid grid, double[] curves) : IComposition
{
    private readonly ReadOnlySpan<float> _rows = rows;

    public void Compose(int index, Span<float> row)
    {
        _rows.Slice(index / grid.Points.Length * featureCount, featureCount).CopyTo(row);
        row[grid.Feature] = grid.Points[index % grid.Points.Length];
    }

    public void Receive(int index, ReadOnlySpan<float> outputs)
    {
        (int row, int point) = Math.DivRem(index, grid.Points.Length);
        for (int output = 0; output < outputs.Length; output++) curves[(row * outputs.Length + output) * grid.Points.Length + point] = outputs[output];
    }
}
