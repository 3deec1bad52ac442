using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Loops;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Curvature;

/// <summary>
/// The eigenvalues of a layer in a given basis: Λ = (1/N)·WᵀR with the squares R = (ā·Q_A)² and W = Σ_k (δ̂_k·Q_S)², taken element by element.
/// </summary>
internal sealed class LayerSquares<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ILayerLoops<T> _loops;
    private readonly LayerBasis<T> _basis;
    private readonly AlignedBuffer<T> _inputs = new(), _outputs = new();
    private readonly T[] _block;

    private LayerSquares(ILayerLoops<T> loops, LayerBasis<T> basis)
    {
        (_loops, _basis, _block) = (loops, basis, new T[loops.Outputs * (loops.Inputs + 1)]);
    }

    /// <summary>The eigenvalues of all layers, P.</summary>
    public static double[] Eigenvalues(CurvatureRows<T> rows, LayerBasis<T>[] bases)
    {
        LayerShape[] shapes = rows.Network.Layers.ToArray();
        LayerSquares<T>[] squares = [.. rows.Network.Loops<T>(rows.Threads).Zip(bases, (loops, basis) => new LayerSquares<T>(loops, basis))];
        var values = new double[rows.Network.ParameterCount];
        int last = OutputHead.FisherColumns(rows.Network) - 1;
        rows.Walk(
            block =>
            {
                for (int l = 0; l < shapes.Length; l++) squares[l].Start(block.Inputs(l), block.Deltas(l).Length);
            },
            (block, column) =>
            {
                for (int l = 0; l < shapes.Length; l++)
                {
                    squares[l].AddColumn(block.Deltas(l));
                    if (column == last) squares[l].AddTo(shapes[l].Of(values.AsSpan()), block.Inputs(l).Length, block.Deltas(l).Length);
                }
            });
        TensorPrimitives.Multiply(values, rows.Weight, values);
        return values;
    }

    private void Start(ReadOnlySpan<T> inputs, int outputCount)
    {
        Span<T> squares = _inputs.Ensure(inputs.Length);
        if (_basis == LayerBasis<T>.Axes) TensorPrimitives.Multiply(inputs, inputs, squares);
        else _loops.SquareInputs(inputs, _basis.InputColumns, squares);
        _outputs.EnsureZero(outputCount);
    }

    private void AddColumn(ReadOnlySpan<T> deltas)
    {
        Span<T> squares = _outputs.Ensure(deltas.Length);
        if (_basis == LayerBasis<T>.Axes) TensorPrimitives.MultiplyAdd(deltas, deltas, squares, squares);
        else _loops.AddSquaredOutputs(deltas, _basis.OutputColumns, squares);
    }

    private void AddTo(Span<double> values, int inputCount, int outputCount)
    {
        _loops.Multiply(_outputs.Ensure(outputCount), _inputs.Ensure(inputCount), _block);
        for (int i = 0; i < values.Length; i++) values[i] += double.CreateTruncating(_block[i]);
    }
}
