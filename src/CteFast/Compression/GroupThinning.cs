using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>
/// Chooses points of equal weight that stand for groups of points of unequal weight: the levels of a stream, the coresets of
/// partitions. Owns the scratch of its calls.
/// </summary>
/// <remarks>
/// <para>
/// The target is μ = Σ_p (n_p/n) μ_p, where group p stands for n_p rows by c_p points. A coreset of distinct points with equal
/// weights can meet it only up to ⌊n/max_p(n_p/c_p)⌋ points, as the heaviest point then weighs 1/c: <see cref="Largest"/>.
/// </para>
/// <para>
/// Of c·2^m points drawn systematically in proportion to their weights (none twice, as none weighs more than 1/(c·2^m)) kernel
/// thinning keeps c; swaps over all points then lower the MMD to μ itself, whose kernel mean is taken with the weights. With
/// P points in all: P² kernel values for the mean, about (c·2^m)² for the thinning and P·c for the swaps, or, where P·c values are too many
/// to be kept, as many for each of four to twenty passes.
/// </para>
/// </remarks>
internal sealed class GroupThinning<TKernel, T>(TKernel kernel, CoresetOptions options)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelThinning<TKernel, T> _thinning = new(kernel, options.Threads);
    private readonly KernelSums<T> _sums = new();
    private readonly AlignedBuffer<T> _group = new();
    private readonly AlignedBuffer<int> _indices = new();
    private readonly AlignedBuffer<double> _uniforms = new();
    private readonly AlignedBuffer<double> _mean = new();
    private readonly AlignedBuffer<double> _groupMean = new();

    /// <summary>The largest coreset that groups of equal-weight points allow.</summary>
    public static int Largest(ReadOnlySpan<WeightedGroup> groups)
    {
        // n_p/c_p as fractions, compared crosswise: exact.
        WeightedGroup heaviest = default;
        foreach (WeightedGroup group in groups)
        {
            if (group.Size > 0 && (Int128)group.RowCount * heaviest.Size >= (Int128)heaviest.RowCount * group.Size) heaviest = group;
        }

        return heaviest.Size == 0 ? 0 : (int)((Int128)TotalRows(groups) * heaviest.Size / heaviest.RowCount);
    }

    /// <summary>Chooses points.</summary>
    /// <param name="points">The points, group after group.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="random">Gives the start of the systematic draw and the uniform numbers of the thinning.</param>
    /// <param name="coreset">Receives the indices, at most <see cref="Largest"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(PointSet<T> points, ReadOnlySpan<WeightedGroup> groups, ref Pcg64 random, Span<int> coreset, CancellationToken cancellationToken)
    {
        int rounds = int.Log2(Largest(groups) / coreset.Length);
        Span<int> indices = _indices.Ensure(coreset.Length << rounds);
        Draw(groups, indices, random.NextDouble());
        Span<double> uniforms = _uniforms.Ensure(rounds * indices.Length / 2);
        random.Fill(uniforms);
        _thinning.Thin(points, indices, rounds, new ThinningOptions { Delta = options.Delta, Unique = true }, uniforms, coreset, cancellationToken);
        if (!options.Refine || coreset.Length == points.Count) return;
        TakeMean(points, groups, cancellationToken);
        _thinning.Refine(points, _mean.Ensure(points.Count), coreset, cancellationToken);
    }

    /// <summary>Systematic draw: on the line of all weights, the points in which equidistant marks fall. In integers, so that none is taken twice.</summary>
    private static void Draw(ReadOnlySpan<WeightedGroup> groups, Span<int> indices, double start)
    {
        const long Fraction = 1 << 16;
        long rows = TotalRows(groups), offset = (long)(start * Fraction);
        // Mark i stands at (i + start) n/|indices| rows; all places are counted in parts of a row, 1/(|indices|·Fraction) each.
        Int128 parts = indices.Length * Fraction, before = 0;
        int drawn = 0, first = 0;
        foreach (WeightedGroup group in groups)
        {
            for (; drawn < indices.Length && Mark(drawn) < before + group.RowCount * parts; drawn++)
                indices[drawn] = first + (int)((Mark(drawn) - before) * group.Size / (group.RowCount * parts));
            before += group.RowCount * parts;
            first += group.Size;
        }

        Int128 Mark(int i) => (Int128)(i * Fraction + offset) * rows;
    }

    private static long TotalRows(ReadOnlySpan<WeightedGroup> groups)
    {
        long rows = 0;
        foreach (WeightedGroup group in groups) rows += group.RowCount;
        return rows;
    }

    /// <summary>m_i = Σ_p (n_p/n) (1/c_p) Σ_j k(x_i, y_pj) of all points.</summary>
    private void TakeMean(PointSet<T> points, ReadOnlySpan<WeightedGroup> groups, CancellationToken cancellationToken)
    {
        Span<double> mean = _mean.EnsureZero(points.Count), groupMean = _groupMean.Ensure(points.Count);
        double rows = TotalRows(groups);
        int first = 0;
        foreach (WeightedGroup group in groups)
        {
            if (group.Size == 0) continue;
            Span<int> indices = _indices.Ensure(group.Size);
            for (int i = 0; i < indices.Length; i++) indices[i] = first + i;
            KernelMean.Compute(kernel, points.AsBlocks, points.Gather(indices, _group), _sums, groupMean, options.Threads, cancellationToken);
            for (int i = 0; i < mean.Length; i++) mean[i] += group.RowCount / rows * groupMean[i];
            first += group.Size;
        }
    }
}
