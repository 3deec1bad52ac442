using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>The kernel mean of points, <c>m_i = (1/n) Σ_j k(x_i, x_j)</c>.</summary>
public static class KernelMean
{
    // The columns of a panel: 256 points, so that a panel and its points stay in the first-level cache up to some 30 features.
    private const int PanelBlocks = 16;

    /// <summary>Computes the kernel mean of every point.</summary>
    /// <remarks>n²/2 kernel values, each used for both of its points; sums in double. Allocates 8·n bytes of scratch and 16 KiB.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="points">The points, n.</param>
    /// <param name="destination">The means, n or longer.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static void Compute<TKernel, T>(TKernel kernel, PointSet<T> points, Span<double> destination, CancellationToken cancellationToken = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length < points.Count)
            throw new ArgumentException($"{points.Count} means do not fit into {destination.Length} places.", nameof(destination));
        Compute(kernel, ref points.Blocks, points.Count, points.FeatureCount, new KernelSums<T>(), destination, cancellationToken);
    }

    /// <summary>As the public overload, over blocks and with lent scratch.</summary>
    internal static void Compute<TKernel, T>(TKernel kernel, ref T blocks, int count, int featureCount, KernelSums<T> sums,
        Span<double> destination, CancellationToken cancellationToken)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Stride = PanelBlocks * PointBlock.Size;
        sums.Start(count);
        ref T values = ref sums.Panel(PointBlock.Size * Stride);
        int blockCount = PointBlock.Count(count);
        for (int start = 0; start < blockCount; start += PanelBlocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ref T columns = ref Unsafe.Add(ref blocks, start * PointBlock.Size * featureCount);
            for (int block = start; block < blockCount; block++)
            {
                int before = Math.Min(block - start, PanelBlocks);
                bool diagonal = before < PanelBlocks;
                ref T rows = ref Unsafe.Add(ref blocks, block * PointBlock.Size * featureCount);
                kernel.Fill(ref rows, PointBlock.Size, ref columns, before + (diagonal ? 1 : 0), featureCount, ref values, Stride);
                int held = Math.Min(PointBlock.Size, count - block * PointBlock.Size);
                sums.Add(ref values, Stride, held, block * PointBlock.Size, start * PointBlock.Size, before * PointBlock.Size);
                if (diagonal) sums.AddWithin(ref Unsafe.Add(ref values, before * PointBlock.Size), Stride, held, block * PointBlock.Size);
            }
        }

        sums.TakeMeans(destination[..count]);
    }
}
