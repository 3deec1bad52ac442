using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>The kernel of points with themselves, k(x_i, x_i).</summary>
internal static class KernelDiagonal
{
    /// <summary>Computes k(x, x) of the 16 points of a block, from all of its 256 values: what the loops are made for.</summary>
    [SkipLocalsInit]
    public static void Fill<TKernel, T>(TKernel kernel, ref T block, int featureCount, Span<T> destination)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> square = stackalloc T[PointBlock.Size * PointBlock.Size];
        kernel.Fill(ref block, PointBlock.Size, ref block, 1, featureCount, ref square[0], PointBlock.Size);
        for (int i = 0; i < PointBlock.Size; i++) destination[i] = square[i * (PointBlock.Size + 1)];
    }
}
