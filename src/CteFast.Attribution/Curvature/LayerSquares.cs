using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>Eigenvalues of layers in a given basis: Λ = (1/N)·WᵀR with R = (ā·Q_A)² and W = Σ_k (δ̂_k·Q_S)², element by element.</summary>
internal sealed class LayerSquares<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerShape _layer;
    private readonly LayerBasis<T> _basis;
    private readonly MatrixProduct<T> _product;
    private readonly AlignedBuffer<T> _inputs = new(), _outputs = new(), _column = new();
    private readonly T[] _block;

    private LayerSquares(LayerShape layer, LayerBasis<T> basis, int threads)
    {
        (_layer, _basis, _product, _block) = (layer, basis, new MatrixProduct<T>(threads), new T[layer.Count]);
    }

    /// <summary>The eigenvalues of all layers, P.</summary>
    public static double[] Eigenvalues(CurvatureRows<T> rows, LayerBasis<T>[] bases)
    {
        LayerShape[] shapes = rows.Network.Layers.ToArray();
        LayerSquares<T>[] squares = [.. shapes.Select((shape, l) => new LayerSquares<T>(shape, bases[l], rows.Threads))];
        var values = new double[rows.Network.ParameterCount];
        int last = OutputHead.FisherColumns(rows.Network) - 1;
        rows.Walk(
            block =>
            {
                for (int l = 0; l < shapes.Length; l++) squares[l].Start(block.Inputs(l), block.Count);
            },
            (block, column) =>
            {
                for (int l = 0; l < shapes.Length; l++)
                {
                    squares[l].AddColumn(block.Deltas(l), block.Count);
                    if (column == last) squares[l].AddTo(shapes[l].Of(values.AsSpan()), block.Count);
                }
            });
        foreach (ref double value in values.AsSpan()) value *= rows.Weight;
        return values;
    }

    private void Start(ReadOnlySpan<T> inputs, int count)
    {
        Project(inputs, count, _layer.Columns, _basis.Inputs, _inputs.Ensure(count * _layer.Columns));
        foreach (ref T value in _inputs.Ensure(count * _layer.Columns)) value *= value;
        _outputs.EnsureZero(count * _layer.Outputs);
    }

    private void AddColumn(ReadOnlySpan<T> deltas, int count)
    {
        Span<T> projected = _column.Ensure(count * _layer.Outputs), sum = _outputs.Ensure(count * _layer.Outputs);
        Project(deltas, count, _layer.Outputs, _basis.Outputs, projected);
        for (int i = 0; i < sum.Length; i++) sum[i] += projected[i] * projected[i];
    }

    private void AddTo(Span<double> values, int count)
    {
        _product.Multiply(new MatrixView<T>(_outputs.Ensure(count * _layer.Outputs), count, _layer.Outputs).Transposed,
            new MatrixView<T>(_inputs.Ensure(count * _layer.Columns), count, _layer.Columns), _block);
        for (int i = 0; i < values.Length; i++) values[i] += double.CreateTruncating(_block[i]);
    }

    private void Project(ReadOnlySpan<T> rows, int count, int width, T[] basis, Span<T> destination)
    {
        if (basis.Length == 0) rows[..(count * width)].CopyTo(destination);
        else _product.Multiply(new MatrixView<T>(rows, count, width), new MatrixView<T>(basis, width, width).Transposed, destination);
    }
}
