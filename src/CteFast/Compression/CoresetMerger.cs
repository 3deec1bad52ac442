using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Compression;

/// <summary>
/// Merges coresets of partitions into one of their union: machines and days merge, and what comes out merges again. An instance
/// holds the scratch memory of its calls; use one instance a thread.
/// </summary>
/// <remarks>
/// <para>
/// The coresets are joined, a point of partition p with the weight n_p/(n c_p), and thinned to points of equal weight: kernel
/// thinning of points drawn in proportion to their weights, then swaps that lower the MMD to the joined coresets
/// μ' = Σ_p (n_p/n) μ_p themselves, weights included. By the triangle inequality
/// MMD(result, union) ≤ MMD(result, μ') + Σ_p (n_p/n) MMD(coreset p, partition p); where the partitions' errors are independent and
/// unbiased they add by their squares. Partitions that keep a few times more points than the result lose little.
/// </para>
/// <para>
/// Points of equal weight can stand for unequal ones only as long as none need be there twice: a point that stands for n_p/c_p rows
/// bounds the size by n c_p/n_p, <see cref="LargestSize"/>. With as many points for every row, c_p ∝ n_p, that is all points.
/// P points in all cost about P² kernel values. Source: the merging of coresets is that of the recursion in Shetty, Dwivedi and Mackey,
/// <i>Distribution Compression in Near-linear Time</i> (ICLR 2022).
/// </para>
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CoresetMerger<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CoresetOptions _options;
    private readonly GroupThinning<TKernel, T> _groupThinning;
    private readonly PointSet<T> _points;
    private readonly AlignedBuffer<T> _rows = new();
    private readonly AlignedBuffer<WeightedGroup> _groups = new();

    /// <summary>Makes a merger.</summary>
    /// <param name="kernel">The kernel, of standardised rows where a standardisation is given.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="options">The parameters; bins and oversampling are not used.</param>
    /// <param name="standardization">What the kernel is to see the rows of all partitions standardised by; null to take them as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    /// <exception cref="ArgumentException">The standardisation is not of d features.</exception>
    public CoresetMerger(TKernel kernel, int featureCount, CoresetOptions options, Standardization? standardization = null)
    {
        options.Check();
        _options = options;
        _groupThinning = new GroupThinning<TKernel, T>(kernel, options);
        _points = PointSet<T>.Empty(featureCount, standardization);
    }

    /// <summary>The size of the largest coreset of equal weights: ⌊n/max_p(n_p/c_p)⌋.</summary>
    /// <param name="partitions">The coresets.</param>
    /// <exception cref="ArgumentException">A partition's rows are not whole, not finite, or more than it stands for; or it has none and stands for a few.</exception>
    public int LargestSize(ReadOnlySpan<PartitionCoreset<T>> partitions) => GroupThinning<TKernel, T>.Largest(Groups(partitions));

    /// <summary>Chooses rows of the partitions' coresets.</summary>
    /// <param name="partitions">The coresets, in the order of the indices.</param>
    /// <param name="coreset">Receives indices into the joined rows of all coresets, distinct; its length is the size, 1 to <see cref="LargestSize"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A partition's rows are not whole, not finite, or more than it stands for; or it has none and stands for a few.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not possible.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Merge(ReadOnlySpan<PartitionCoreset<T>> partitions, Span<int> coreset, CancellationToken cancellationToken = default)
    {
        ReadOnlySpan<WeightedGroup> groups = Groups(partitions);
        int largest = GroupThinning<TKernel, T>.Largest(groups);
        if (coreset.IsEmpty || coreset.Length > largest)
            throw new ArgumentOutOfRangeException(nameof(coreset), coreset.Length, $"The size must lie between 1 and {largest}, where the heaviest point weighs as much as one of the coreset; it is {coreset.Length}.");

        int length = 0;
        foreach (PartitionCoreset<T> partition in partitions) length = checked(length + partition.Rows.Length);
        Span<T> rows = _rows.Ensure(length), rest = rows;
        foreach (PartitionCoreset<T> partition in partitions)
        {
            partition.Rows.Span.CopyTo(rest);
            rest = rest[partition.Rows.Length..];
        }

        _points.Refill(rows);
        var random = new Pcg64(_options.Seed);
        _groupThinning.Run(_points, groups, ref random, coreset, cancellationToken);
    }

    private ReadOnlySpan<WeightedGroup> Groups(ReadOnlySpan<PartitionCoreset<T>> partitions)
    {
        Span<WeightedGroup> groups = _groups.Ensure(partitions.Length);
        for (int p = 0; p < groups.Length; p++)
        {
            (ReadOnlyMemory<T> rows, long rowCount) = partitions[p];
            int size = rows.IsEmpty ? 0 : PointSet<T>.CheckStandardized(rows.Span, _points.FeatureCount, _points.Standardization);
            if (rowCount < size || rowCount > 0 && size == 0)
                throw new ArgumentException($"Partition {p} cannot stand for {rowCount} rows by {size}.", nameof(partitions));
            groups[p] = new WeightedGroup(size, rowCount);
        }

        return groups;
    }
}
