using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;

namespace CteFast.Kernels;

/// <summary>The kernel matrix of two sets of points.</summary>
public static class KernelMatrix
{
    /// <summary>Computes <c>destination[i·m + j] = k(x_i, y_j)</c>.</summary>
    /// <remarks>n·m kernel values; scratch of 16·m elements is allocated.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">The points of the rows, n.</param>
    /// <param name="y">The points of the columns, m.</param>
    /// <param name="destination">The matrix, row-major, n x m.</param>
    /// <exception cref="ArgumentException">The points differ in features, or the matrix does not fit.</exception>
    public static void Fill<TKernel, T>(TKernel kernel, PointSet<T> x, PointSet<T> y, Span<T> destination)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.FeatureCount != y.FeatureCount)
            throw new ArgumentException($"The points have {x.FeatureCount} and {y.FeatureCount} features; they must have the same.", nameof(y));
        if (destination.Length != (long)x.Count * y.Count)
            throw new ArgumentException($"A matrix of {x.Count} x {y.Count} does not fit {destination.Length} places.", nameof(destination));

        int stride = y.BlockCount * PointBlock.Size;
        var rows = new AlignedBuffer<T>(PointBlock.Size * stride);
        for (int start = 0; start < x.Count; start += PointBlock.Size)
        {
            int count = Math.Min(PointBlock.Size, x.Count - start);
            kernel.Fill(ref Unsafe.Add(ref x.Blocks, start * x.FeatureCount), count, ref y.Blocks, y.BlockCount, x.FeatureCount, ref rows.Reference, stride);
            Span<T> values = rows.Ensure(PointBlock.Size * stride);
            for (int row = 0; row < count; row++) values.Slice(row * stride, y.Count).CopyTo(destination.Slice((start + row) * y.Count, y.Count));
        }
    }
}
