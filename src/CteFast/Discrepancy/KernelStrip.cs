using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics;

namespace CteFast.Discrepancy;

/// <summary>
/// The kernel of one block of 16 points against itself and all blocks before it: walking the strips of all blocks meets
/// every pair once. Holds the scratch, so that a walk allocates nothing after the first.
/// </summary>
internal sealed class KernelStrip<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _values = new();
    private readonly AlignedBuffer<double> _sums = new();

    /// <summary>The place of the block, and so the number of blocks before it.</summary>
    public int Block { get; private set; }

    /// <summary>The points before the block.</summary>
    public int Before => Block * PointBlock.Size;

    /// <summary>The distance between rows.</summary>
    public int Stride => Before + PointBlock.Size;

    /// <summary>The first value of a row: the row's point against point 0.</summary>
    public ref T Row(int row) => ref Unsafe.Add(ref _values.Reference, row * Stride);

    /// <summary>The kernel of two points of the block.</summary>
    public double Within(int row, int column) => double.CreateTruncating(Unsafe.Add(ref _values.Reference, row * Stride + Before + column));

    /// <summary>Computes the strip of a block.</summary>
    public void Fill<TKernel>(TKernel kernel, ref T blocks, int block, int featureCount)
        where TKernel : struct, IKernel<T>
    {
        Block = block;
        _values.Ensure(PointBlock.Size * Stride);
        ref T rows = ref Unsafe.Add(ref blocks, block * PointBlock.Size * featureCount);
        kernel.Fill(ref rows, PointBlock.Size, ref blocks, block + 1, featureCount, ref _values.Reference, Stride);
    }

    /// <summary>Starts the sums over all pairs for a number of points.</summary>
    public void StartSums(int count) => _sums.EnsureZero(PointBlock.Count(count) * PointBlock.Size);

    /// <summary>Adds the strip's values to the sums of both points of every pair; the block holds <paramref name="rows"/> points.</summary>
    public void AddSums(int rows)
    {
        ref double own = ref Unsafe.Add(ref _sums.Reference, Before);
        for (int row = 0; row < rows; row++)
        {
            double sum = Lanes<T>.Sum(ref Row(row), Before);
            for (int column = 0; column < rows; column++) sum += Within(row, column);
            Unsafe.Add(ref own, row) += sum;
        }

        Lanes<T>.AddRows(ref _sums.Reference, ref Row(0), Stride, rows, Before);
    }

    /// <summary>Ends the sums: the mean of every point.</summary>
    public void TakeMeans(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = Unsafe.Add(ref _sums.Reference, i) / destination.Length;
    }
}
