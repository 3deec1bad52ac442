using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>
/// The kernel of one block of 16 points against itself and all blocks before it: walking the strips of all blocks meets
/// every pair once. Owns its scratch.
/// </summary>
internal sealed class KernelStrip<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _values = new();

    /// <summary>The place of the block, and so the number of blocks before it.</summary>
    public int Block { get; private set; }

    /// <summary>The points before the block.</summary>
    public int Before => Block * PointBlock.Size;

    /// <summary>The distance between rows.</summary>
    public int Stride => Before + PointBlock.Size;

    /// <summary>The first value of a row: the row's point against point 0.</summary>
    public ref T Row(int row) => ref Unsafe.Add(ref _values.Reference, row * Stride);

    /// <summary>Computes the strip of a block.</summary>
    public void Fill<TKernel>(TKernel kernel, ref T blocks, int block, int featureCount)
        where TKernel : struct, IKernel<T>
    {
        Block = block;
        _values.Ensure(PointBlock.Size * Stride);
        ref T rows = ref Unsafe.Add(ref blocks, block * PointBlock.Size * featureCount);
        kernel.Fill(ref rows, PointBlock.Size, ref blocks, block + 1, featureCount, ref _values.Reference, Stride);
    }
}
