using System.Numerics;
using System.Numerics.Tensors;

namespace CteFast.Attribution.Loops;

/// <summary>The loops of a layer of any shape, by blocked matrix products. Holds scratch memory: not for several threads at once.</summary>
/// <param name="inputs">The layer's inputs, without the constant 1.</param>
/// <param name="outputs">The layer's outputs.</param>
/// <param name="threads">The most threads of a product.</param>
internal sealed class GeneralLoops<T>(int inputs, int outputs, int threads) : ILayerLoops<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixProduct<T> _product = new(threads);
    private readonly AlignedBuffer<T> _projected = new();

    public int Inputs => inputs;

    public int Outputs => outputs;

    private int Columns => inputs + 1;

    public void Rotate(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> values, Span<T> scratch)
    {
        // The interleaved matrices read as one tall matrix for the right factor and as one wide matrix for the left factor.
        int rows = values.Length / Columns, width = values.Length / outputs;
        _product.Multiply(new MatrixView<T>(values, rows, Columns), new MatrixView<T>(right, Columns, Columns), scratch);
        _product.Multiply(new MatrixView<T>(left, outputs, outputs), new MatrixView<T>(scratch, outputs, width), values);
    }

    public void Filter(ReadOnlySpan<T> filter, ReadOnlySpan<T> values, Span<T> destination)
    {
        int count = values.Length / filter.Length;
        for (int row = 0; row < outputs * count; row++)
            TensorPrimitives.Multiply(filter.Slice(row / count * Columns, Columns), values.Slice(row * Columns, Columns), destination.Slice(row * Columns, Columns));
    }

    public void SquareInputs(ReadOnlySpan<T> rows, ReadOnlySpan<T> basis, Span<T> destination)
    {
        _product.Multiply(new MatrixView<T>(rows, rows.Length / Columns, Columns), new MatrixView<T>(basis, Columns, Columns), destination);
        destination = destination[..rows.Length];
        TensorPrimitives.Multiply<T>(destination, destination, destination);
    }

    public void AddSquaredOutputs(ReadOnlySpan<T> rows, ReadOnlySpan<T> basis, Span<T> destination)
    {
        Span<T> projected = _projected.Ensure(rows.Length);
        _product.Multiply(new MatrixView<T>(rows, rows.Length / outputs, outputs), new MatrixView<T>(basis, outputs, outputs), projected);
        TensorPrimitives.MultiplyAdd<T>(projected, projected, destination[..projected.Length], destination);
    }

    public void Multiply(ReadOnlySpan<T> outputRows, ReadOnlySpan<T> inputRows, Span<T> destination) => Multiply(outputRows, outputs, inputRows, Columns, destination);

    public void MultiplyInputs(ReadOnlySpan<T> rows, Span<T> destination) => Multiply(rows, Columns, rows, Columns, destination);

    public void MultiplyOutputs(ReadOnlySpan<T> rows, Span<T> destination) => Multiply(rows, outputs, rows, outputs, destination);

    private void Multiply(ReadOnlySpan<T> left, int leftWidth, ReadOnlySpan<T> right, int rightWidth, Span<T> destination)
    {
        int count = left.Length / leftWidth;
        _product.Multiply(new MatrixView<T>(left, count, leftWidth).Transposed, new MatrixView<T>(right, count, rightWidth), destination);
    }
}
