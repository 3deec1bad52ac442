using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>The kernel mean of points, <c>m_i = (1/n) Σ_j k(x_i, y_j)</c>.</summary>
public static class KernelMean
{
    // The columns of a panel: many, so that the work at the end of every row is little beside them, but such that all groups get panels and the
    // points of one stay in the second-level cache.
    private const int LeastPanelBlocks = 16, MostPanelBlocks = 64, MostPanelBytes = 1 << 18;

    // As many rows' sums over a column are added up in the element type.
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
        // The panels are dealt to groups that are summed apart, always the same way, so that threads do not change the bits.
        int groups = Math.Min(panels, KernelSums<T>.MaximumGroups);
        sums.Start(points.Count, groups);
        if (threads > 1) AddInParallel(kernel, points, sums, groups, threads, cancellationToken, progress);
        else
        {
            for (int group = 0; group < groups; group++)
            {
                AddPanels(kernel, points, sums, group, groups, cancellationToken);
                progress?.Report((group + 1.0) / groups);
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
        sums.Start(points.Count, groups: 1);
        if (threads > 1) AddReferenceInParallel(kernel, points, reference, sums, threads, cancellationToken, progress);
        else AddReference(kernel, points, reference, sums, scratch: 0, 0..points.BlockCount, cancellationToken, progress);
        sums.TakeMeans(destination, reference.Count);
    }

    /// <summary>The blocks of a panel, for points to be dealt to the groups.</summary>
    private static int PanelBlocks<T>(PointBlocks<T> points)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Math.Clamp(Math.Min(points.BlockCount / (2 * KernelSums<T>.MaximumGroups), MostPanelBytes / (PointBlock.Size * points.FeatureCount * Unsafe.SizeOf<T>())),
            LeastPanelBlocks, MostPanelBlocks);

    // Apart, so that serial calls do not allocate the closure. Ranges of rows are disjoint: no thread adds to another's sums.
    private static void AddReferenceInParallel<TKernel, T>(TKernel kernel, PointBlocks<T> points, PointBlocks<T> reference, KernelSums<T> sums, int threads,
        CancellationToken cancellationToken, IProgress<double>? progress)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int ranges = Math.Min(threads, KernelSums<T>.MaximumGroups), blockCount = points.BlockCount;
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

    // Apart, so that serial calls do not allocate the closure.
    private static void AddInParallel<TKernel, T>(TKernel kernel, PointBlocks<T> points, KernelSums<T> sums, int groups, int threads,
        CancellationToken cancellationToken, IProgress<double>? progress)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StepProgress? steps = StepProgress.Of(progress, groups);
        Threads.For(groups, threads, group =>
        {
            AddPanels(kernel, points, sums, group, groups, cancellationToken);
            steps?.Add();
        });
    }

    private static void AddPanels<TKernel, T>(TKernel kernel, PointBlocks<T> points, KernelSums<T> sums, int group, int groups, CancellationToken cancellationToken)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int blockCount = points.BlockCount, panelBlocks = PanelBlocks(points);
        // There and back again: the later a panel, the fewer rows it meets, and so every group has as much to do.
        for (int panel = group, turn = 0; panel * panelBlocks < blockCount; turn++, panel = groups * turn + (turn % 2 == 0 ? group : groups - 1 - group))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = panel * panelBlocks, columnBlocks = Math.Min(panelBlocks, blockCount - start);
            sums.StartColumns(columnBlocks, group);
            ref T columns = ref points.Block(start);
            for (int block = start; block < blockCount; block++)
            {
                int before = Math.Min(block - start, panelBlocks), row = block * PointBlock.Size, count = Math.Min(PointBlock.Size, points.Count - row);
                ref T rows = ref points.Block(block);
                sums.Add(kernel, ref rows, count, ref columns, before, points.FeatureCount, row, group);
                if (before < panelBlocks) sums.AddWithin(kernel, ref rows, count, points.FeatureCount, row, group);
                if ((block - start + 1) % RowBlocksAtATime == 0 || block + 1 == blockCount) sums.TakeColumns(start * PointBlock.Size, columnBlocks, group);
            }
        }
    }
}
