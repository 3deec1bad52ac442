using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>The kernel mean of points, <c>m_i = (1/n) Σ_j k(x_i, x_j)</c>.</summary>
public static class KernelMean
{
    /// <summary>Computes the kernel mean of every point.</summary>
    /// <remarks>n²/2 kernel values, each used for both of its points; sums in double. Scratch of 16·n elements is allocated.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="points">The points, n.</param>
    /// <param name="destination">The means, n or longer.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static void Compute<TKernel, T>(TKernel kernel, PointSet<T> points, Span<double> destination, CancellationToken cancellationToken = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scratch = new KernelStrip<T>();
        Compute(kernel, ref points.Blocks, points.Count, points.FeatureCount, scratch, destination, cancellationToken);
    }

    /// <summary>As the public overload, over blocks and with lent scratch.</summary>
    internal static void Compute<TKernel, T>(TKernel kernel, ref T blocks, int count, int featureCount, KernelStrip<T> strip,
        Span<double> destination, CancellationToken cancellationToken)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length < count) throw new ArgumentException($"{count} means do not fit into {destination.Length} places.", nameof(destination));
        strip.StartSums(count);
        for (int block = 0; block < PointBlock.Count(count); block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            strip.Fill(kernel, ref blocks, block, featureCount);
            strip.AddSums(Math.Min(PointBlock.Size, count - block * PointBlock.Size));
        }

        strip.TakeMeans(destination[..count]);
    }
}
