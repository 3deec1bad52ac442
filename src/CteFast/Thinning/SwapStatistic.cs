using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>
/// What decides a swap: the statistic k_ii/2 + Σ_j k(x_i, S_j) − c·m_i of every candidate and every member of the coreset S. In place of S_j the
/// point x_i changes c²/2 times the squared MMD by its statistic less k(x_i, S_j), and by what depends on S_j alone. Owns its scratch.
/// </summary>
internal sealed class SwapStatistic<TKernel, T>(TKernel kernel, int threads)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int PanelPoints = 256;

    private readonly AlignedBuffer<T> _statistic = new();
    private readonly AlignedBuffer<T> _members = new();
    private readonly AlignedBuffer<T> _memberValues = new();
    private readonly AlignedBuffer<T> _complement = new();
    private readonly AlignedBuffer<T> _complementStatistic = new();
    private readonly AlignedBuffer<T> _weights = new();
    private readonly AlignedBuffer<T> _panels = new();
    private readonly AlignedBuffer<T> _within = new();
    private int _featureCount;

    /// <summary>The first feature of a member of the coreset, kept up to date by the searches.</summary>
    public ref T Member(int slot) => ref Unsafe.Add(ref _members.Reference, PointBlock.Offset(slot, _featureCount));

    /// <summary>The statistic of a member of the coreset, kept up to date by the searches.</summary>
    public ref T MemberValue(int slot) => ref Unsafe.Add(ref _memberValues.Reference, slot);

    /// <summary>Computes the statistic of all points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="mean">The kernel mean of every point, m; empty for a zero mean.</param>
    /// <param name="coreset">The places of the coreset's members.</param>
    /// <param name="kept">Receives the kernel of the coreset with the points; null when it is not to be kept.</param>
    public void Start(PointBlocks<T> points, ReadOnlySpan<double> mean, ReadOnlySpan<int> coreset, KeptRows<T>? kept = null)
    {
        int padded = points.Padded, size = coreset.Length;
        var all = new SwapCandidates<T>(points, _statistic, SwapRule.Stay);
        GatherMembers(points, coreset);
        Span<T> statistic = _statistic.EnsureZero(padded);
        if (!mean.IsEmpty) Lanes<T>.Scale(mean, -size, statistic);
        // The lanes that only fill a block weigh nothing.
        Span<T> weights = _weights.EnsureZero(PointBlock.Count(size) * PointBlock.Size);
        weights[..size].Fill(T.One);
        if (kept is not null) kept.Start(size, padded);
        else _panels.Ensure(all.Chunks * PointBlock.Size * PanelPoints);
        if (threads > 1 && all.Chunks >= SwapCandidates<T>.ParallelChunks) AddCoresetInParallel(all, size, kept);
        else
        {
            for (int chunk = 0; chunk < all.Chunks; chunk++) AddCoreset(all, size, kept, chunk);
        }

        AddDiagonal(points);
    }

    /// <summary>Takes the statistic of one half of the points from the walk that has halved them.</summary>
    public void StartHalf(PointBlocks<T> points, SplitWalk<TKernel, T> walk, bool isHalved, ReadOnlySpan<int> coreset)
    {
        walk.TakeHalfStatistic(points, isHalved, _statistic.Ensure(points.Padded));
        AddDiagonal(points);
        GatherMembers(points, coreset);
    }

    /// <summary>Sets the coreset's statistic apart from that of all points. Returns the candidates: all points, or where points must be unique all others.</summary>
    public SwapCandidates<T> SetApart(PointBlocks<T> points, ReadOnlySpan<int> coreset, bool unique)
    {
        Span<T> statistic = _statistic.Ensure(points.Padded), members = _memberValues.EnsureZero(PointBlock.Count(coreset.Length) * PointBlock.Size);
        statistic[points.Count..].Fill(T.PositiveInfinity);
        IndexLoops.Gather<T>(statistic, coreset, members);
        if (unique) TakeOut(statistic, coreset);
        return new SwapCandidates<T>(points, _statistic, unique ? SwapRule.Once : SwapRule.Stay);
    }

    /// <summary>As the other overload where the candidates are a complement, which is gathered: a halving has to look at half of the points.</summary>
    public SwapCandidates<T> SetApart(PointBlocks<T> points, ReadOnlySpan<int> coreset, ReadOnlySpan<int> complement)
    {
        PointBlocks<T> candidates = points.Gather(complement, _complement);
        Span<T> statistic = _statistic.Ensure(points.Count), values = _complementStatistic.Ensure(candidates.Padded);
        IndexLoops.Gather<T>(statistic, complement, values);
        values[complement.Length..].Fill(T.PositiveInfinity);
        SetApart(points, coreset, unique: true);
        TakeOut(statistic, complement);
        return new SwapCandidates<T>(candidates, _complementStatistic, SwapRule.Complement);
    }

    // Apart, so that serial calls do not allocate the closure.
    private void AddCoresetInParallel(SwapCandidates<T> all, int size, KeptRows<T>? kept) =>
        Threads.For(all.Chunks, threads, chunk => AddCoreset(all, size, kept, chunk));

    /// <summary>Adds the kernel sums over the gathered coreset to a chunk of the statistic.</summary>
    private void AddCoreset(SwapCandidates<T> all, int size, KeptRows<T>? kept, int chunk)
    {
        int stride = kept is null ? PanelPoints : all.Padded;
        for (int start = 0; start < all.Length(chunk); start += PanelPoints)
        {
            int length = Math.Min(PanelPoints, all.Length(chunk) - start), place = chunk * SwapCandidates<T>.ChunkPoints + start;
            for (int row = 0; row < size; row += PointBlock.Size)
            {
                ref T panel = ref kept is null ? ref Unsafe.Add(ref _panels.Reference, chunk * PointBlock.Size * PanelPoints) : ref kept.Row(row)[place];
                kernel.Fill(ref Member(row), PointBlock.Size, ref all.Point(place), length / PointBlock.Size, all.FeatureCount, ref panel, stride);
                Lanes<T>.AddRows(ref all.Value(place), ref panel, stride, ref Unsafe.Add(ref _weights.Reference, row), length);
                kept?.TakeLargest(row, place, length);
            }
        }
    }

    /// <summary>Adds k(x_i, x_i)/2 to the statistic.</summary>
    private void AddDiagonal(PointBlocks<T> points)
    {
        ref T within = ref _within.Ensure(PointBlock.Size * PointBlock.Size)[0];
        for (int block = 0; block < points.BlockCount; block++)
        {
            // All 256 values of a block: what the loops are made for.
            kernel.Fill(ref points.Block(block), PointBlock.Size, ref points.Block(block), 1, points.FeatureCount, ref within, PointBlock.Size);
            Lanes<T>.AddHalfDiagonal(ref Unsafe.Add(ref _statistic.Reference, block * PointBlock.Size), ref within);
        }
    }

    private void GatherMembers(PointBlocks<T> points, ReadOnlySpan<int> coreset)
    {
        _featureCount = points.FeatureCount;
        points.Gather(coreset, _members);
    }

    // Hot from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeOut(Span<T> statistic, ReadOnlySpan<int> places)
    {
        foreach (int place in places)
        {
            if (T.IsPositiveInfinity(statistic[place])) throw new ArgumentException("A point is there twice where points must be unique.", nameof(places));
            statistic[place] = T.PositiveInfinity;
        }
    }
}
