using System.Numerics;
using System.Runtime.CompilerServices;

namespace CteFast.Kernels;

/// <summary>A kernel that counts the values computed with it, those of lanes that only fill a block included.</summary>
internal readonly struct CountedKernel<TKernel, T>(TKernel kernel, KernelCount count) : IKernel<T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TKernel _kernel = kernel;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    T IKernel<T>.Evaluate(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        count.Add(1);
        return _kernel.Evaluate(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void IKernel<T>.Fill(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T destination, nint stride)
    {
        count.Add((long)rowCount * blockCount * Data.PointBlock.Size);
        _kernel.Fill(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void IKernel<T>.AddSums(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T rowSums, ref T columnSums)
    {
        count.Add((long)rowCount * blockCount * Data.PointBlock.Size);
        _kernel.AddSums(ref rows, rowCount, ref blocks, blockCount, featureCount, ref rowSums, ref columnSums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void IKernel<T>.AddSplit(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T signs, ref T balance, ref T rowSums, ref T columnSums)
    {
        count.Add((long)rowCount * blockCount * Data.PointBlock.Size);
        _kernel.AddSplit(ref rows, rowCount, ref blocks, blockCount, featureCount, ref signs, ref balance, ref rowSums, ref columnSums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void IKernel<T>.SwapScan(ref T row, ref T blocks, int blockCount, int featureCount, ref T statistic, ref T leaving, ref T following, ref T lowest, ref T lowestBlocks)
    {
        count.Add((long)blockCount * Data.PointBlock.Size);
        _kernel.SwapScan(ref row, ref blocks, blockCount, featureCount, ref statistic, ref leaving, ref following, ref lowest, ref lowestBlocks);
    }
}
