using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>The kernel mean of points, <c>m_i = (1/n) Σ_j k(x_i, y_j)</c>.</summary>
public static class KernelMean
{
    // The size of a panel of columns. It is large, so that the work at the end of every row of the panel is small in comparison; but small enough that every
    // part of the work gets panels, and that the points of a panel stay in the second-level cache.
    private const int LeastPanelBlocks = 16, MostPanelBlocks = 64, MostPanelBytes = 1 << 18;

    // So many blocks of rows are summed over a column in the element type, before the sums are added to those in double.
    private const int RowBlocksAtATime = 4;

    /// <summary>Computes the kernel mean of every point with all points.</summary>
    /// <remarks>n²/2 kernel values, each used for both of its points; sums in double. The same bits whatever the number of threads.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="points">The points, n.</param>
    /// <param name="destination">The means, n.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not fit the points.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Compute<TKernel, T>(TKernel kernel, PointSet<T> points, Span<double> destination, int threads = 1,
        CancellationToken cancellationToken = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length != points.Count) throw new ArgumentException($"{points.Count} kernel means do not fit {destination.Length} places.", nameof(destination));
        Compute(kernel, points.AsBlocks, new KernelSums<T>(), destination, threads, cancellationToken);
    }

    /// <summary>Computes the kernel mean of every point with the points of a reference.</summary>
    /// <remarks>n·q kernel values; sums in double. The same bits whatever the number of threads.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="points">The points, n.</param>
    /// <param name="reference">The points averaged over, q.</param>
    /// <param name="destination">The means, n.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The points differ in features, or <paramref name="destination"/> does not fit the points.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Compute<TKernel, T>(TKernel kernel, PointSet<T> points, PointSet<T> reference, Span<double> destination, int threads = 1,
        CancellationToken cancellationToken = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length != points.Count) throw new ArgumentException($"{points.Count} kernel means do not fit {destination.Length} places.", nameof(destination));
        if (points.FeatureCount != reference.FeatureCount)
            throw new ArgumentException($"The points have {points.FeatureCount} features, the reference {reference.FeatureCount}.", nameof(reference));
        Compute(kernel, points.AsBlocks, reference.AsBlocks, new KernelSums<T>(), destination, threads, cancellationToken);
    }

    /// <summary>As the public overload, over blocks and with the caller's sums as scratch.</summary>
    internal static void Compute<TKernel, T>(TKernel kernel, PointBlocks<T> points, KernelSums<T> sums, Span<double> destination, int threads,
        CancellationToken cancellationToken, IProgress<double>? progress = null)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int panelBlocks = PanelBlocks(points), panels = (points.BlockCount + panelBlocks - 1) / panelBlocks;
        // The panels are divided into parts, and each part has sums of its own. The division does not depend on the threads, and so the bits do not.
        int parts = Math.Min(panels, KernelSums<T>.MostParts);
        sums.Start(points.Count, parts);
        if (threads > 1) AddInParallel(kernel, points, sums, parts, threads, cancellationToken, progress);
        else
        {
            for (int part = 0; part < parts; part++)
            {
                AddPanels(kernel, points, sums, part, parts, cancellationToken);
                progress?.Report((part + 1.0) / parts);
            }
        }

        sums.TakeMeans(destination[..points.Count], points.Count);
    }

    /// <summary>As the public overload with a reference, over blocks and with the caller's sums as scratch.</summary>
    internal static void Compute<TKernel, T>(TKernel kernel, PointBlocks<T> points, PointBlocks<T> reference, KernelSums<T> sums, Span<double> destination,
        int threads, CancellationToken cancellationToken, IProgress<double>? progress = null)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        sums.Start(points.Count, parts: 1);
        if (threads > 1) AddReferenceInParallel(kernel, points, reference, sums, threads, cancellationToken, progress);
        else AddReference(kernel, points, reference, sums, scratch: 0, 0..points.BlockCount, cancellationToken, progress);
        sums.TakeMeans(destination, reference.Count);
    }

    /// <summary>The number of blocks of a panel.</summary>
    private static int PanelBlocks<T>(PointBlocks<T> points)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Math.Clamp(Math.Min(points.BlockCount / (2 * KernelSums<T>.MostParts), MostPanelBytes / (PointBlock.Size * points.FeatureCount * Unsafe.SizeOf<T>())),
            LeastPanelBlocks, MostPanelBlocks);

    // A method for itself, so that serial calls do not allocate the closure. Ranges of rows are disjoint: no thread adds to another's sums.
    private static void AddReferenceInParallel<TKernel, T>(TKernel kernel, PointBlocks<T> points, PointBlocks<T> reference, KernelSums<T> sums, int threads,
        CancellationToken cancellationToken, IProgress<double>? progress)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int ranges = Math.Min(threads, KernelSums<T>.MostParts), blockCount = points.BlockCount;
        Threads.For(ranges, threads, range => AddReference(kernel, points, reference, sums, range,
            (int)((long)blockCount * range / ranges)..(int)((long)blockCount * (range + 1) / ranges), cancellationToken, range == 0 ? progress : null));
    }

    private static void AddReference<TKernel, T>(TKernel kernel, PointBlocks<T> points, PointBlocks<T> reference, KernelSums<T> sums, int scratch, Range rows,
        CancellationToken cancellationToken, IProgress<double>? progress)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int panelBlocks = PanelBlocks(reference);
        for (int start = 0; start < reference.BlockCount; start += panelBlocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(panelBlocks * PointBlock.Size, reference.Count - start * PointBlock.Size);
            sums.StartColumns(panelBlocks, scratch);
            for (int block = rows.Start.Value; block < rows.End.Value; block++)
            {
                int row = block * PointBlock.Size;
                sums.AddRows(kernel, ref points.Block(block), Math.Min(PointBlock.Size, points.Count - row), ref reference.Block(start), length, points.FeatureCount, row, scratch);
            }

            progress?.Report(Math.Min(1, (double)(start + panelBlocks) / reference.BlockCount));
        }
    }

    // A method for itself, so that serial calls do not allocate the closure.
    private static void AddInParallel<TKernel, T>(TKernel kernel, PointBlocks<T> points, KernelSums<T> sums, int parts, int threads,
        CancellationToken cancellationToken, IProgress<double>? progress)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StepProgress? steps = StepProgress.Of(progress, parts);
        Threads.For(parts, threads, part =>
        {
            AddPanels(kernel, points, sums, part, parts, cancellationToken);
            steps?.Add();
        });
    }

    private static void AddPanels<TKernel, T>(TKernel kernel, PointBlocks<T> points, KernelSums<T> sums, int part, int parts, CancellationToken cancellationToken)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int blockCount = points.BlockCount, panelBlocks = PanelBlocks(points);
        // A later panel has fewer rows to work on. So panels are dealt to parts 0, 1, …, then back from the last part to 0: every part has about the same work.
        for (int panel = part, turn = 0; panel * panelBlocks < blockCount; turn++, panel = parts * turn + (turn % 2 == 0 ? part : parts - 1 - part))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = panel * panelBlocks, columnBlocks = Math.Min(panelBlocks, blockCount - start);
            sums.StartColumns(columnBlocks, part);
            ref T columns = ref points.Block(start);
            for (int block = start; block < blockCount; block++)
            {
                int before = Math.Min(block - start, panelBlocks), row = block * PointBlock.Size, count = Math.Min(PointBlock.Size, points.Count - row);
                ref T rows = ref points.Block(block);
                sums.Add(kernel, ref rows, count, ref columns, before, points.FeatureCount, row, part);
                if (before < panelBlocks) sums.AddWithin(kernel, ref rows, count, points.FeatureCount, row, part);
                if ((block - start + 1) % RowBlocksAtATime == 0 || block + 1 == blockCount) sums.TakeColumns(start * PointBlock.Size, columnBlocks, part);
            }
        }
    }
}
