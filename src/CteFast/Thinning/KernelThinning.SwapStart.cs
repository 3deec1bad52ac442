using System.Runtime.CompilerServices;
using CteFast.Data;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private const int PanelPoints = 256;

    private readonly AlignedBuffer<T> _statistic = new();
    private readonly AlignedBuffer<T> _members = new();
    private readonly AlignedBuffer<T> _own = new();
    private readonly AlignedBuffer<T> _rest = new();
    private readonly AlignedBuffer<T> _restStatistic = new();
    private readonly AlignedBuffer<T> _weights = new();

    /// <summary>
    /// Prepares the statistic k_ii/2 + Σ_j k(x_i, S_j) − c·m_i of the points. In place of S_j the point x_i changes c²/2 times the squared
    /// MMD by its own statistic less k(x_i, S_j), and what depends on S_j alone. Keeps the kernel of the coreset with the points if asked to.
    /// </summary>
    private void StartStatistic(AlignedBuffer<T> blocks, int featureCount, int count, ReadOnlySpan<double> mean, ReadOnlySpan<int> coreset, bool keepsRows = false)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size, size = coreset.Length;
        var all = new Candidates(blocks, _statistic, featureCount, padded, CandidateRule.Stay);
        GatherMembers(blocks, featureCount, coreset);
        Span<T> statistic = _statistic.EnsureZero(padded);
        if (!mean.IsEmpty) Lanes<T>.Scale(mean, -size, statistic);
        // The places that only fill a block weigh nothing.
        Span<T> weights = _weights.EnsureZero(PointBlock.Count(size) * PointBlock.Size);
        for (int i = 0; i < size; i++) weights[i] = T.One;
        if (keepsRows) StartKept(size, padded);
        else _rows.Ensure(all.Chunks * PointBlock.Size * PanelPoints);
        if (_team.Length > 1 && all.Chunks >= ParallelChunks) AddCoresetInParallel(all, size, keepsRows);
        else
        {
            for (int chunk = 0; chunk < all.Chunks; chunk++) AddCoreset(all, size, keepsRows, chunk);
        }

        AddDiagonal(blocks, featureCount, count);
    }

    private void AddCoresetInParallel(Candidates candidates, int size, bool keepsRows) =>
        Threads.For(candidates.Chunks, _team.Length, chunk => AddCoreset(candidates, size, keepsRows, chunk));

    /// <summary>Adds the kernel sums over the gathered coreset to a chunk of the statistic.</summary>
    private void AddCoreset(Candidates candidates, int size, bool keepsRows, int chunk)
    {
        int stride = keepsRows ? candidates.Padded : PanelPoints;
        for (int start = 0; start < candidates.Length(chunk); start += PanelPoints)
        {
            int length = Math.Min(PanelPoints, candidates.Length(chunk) - start), place = chunk * ChunkPoints + start;
            for (int row = 0; row < size; row += PointBlock.Size)
            {
                ref T panel = ref keepsRows ? ref Kept(row, candidates.Padded)[place] : ref Unsafe.Add(ref _rows.Reference, chunk * PointBlock.Size * PanelPoints);
                _kernel.Fill(ref Unsafe.Add(ref _members.Reference, row * candidates.FeatureCount), PointBlock.Size, ref candidates.Point(place), length / PointBlock.Size,
                    candidates.FeatureCount, ref panel, stride);
                Lanes<T>.AddRows(ref Unsafe.Add(ref _statistic.Reference, place), ref panel, stride, ref Unsafe.Add(ref _weights.Reference, row), length);
                if (keepsRows) KeepLargest(row, place, length, candidates.Padded);
            }
        }
    }

    /// <summary>Adds k(x_i, x_i)/2 to the statistic.</summary>
    private void AddDiagonal(AlignedBuffer<T> blocks, int featureCount, int count)
    {
        ref T within = ref _within.Ensure(PointBlock.Size * PointBlock.Size)[0];
        for (int start = 0; start < count; start += PointBlock.Size)
        {
            // All 256 values of a block: what the loops are made for.
            ref T block = ref Unsafe.Add(ref blocks.Reference, start * featureCount);
            _kernel.Fill(ref block, PointBlock.Size, ref block, 1, featureCount, ref within, PointBlock.Size);
            Lanes<T>.AddHalfDiagonal(ref Unsafe.Add(ref _statistic.Reference, start), ref within);
        }
    }

    private void GatherMembers(AlignedBuffer<T> blocks, int featureCount, ReadOnlySpan<int> coreset)
    {
        _members.Ensure(PointBlock.Count(coreset.Length) * PointBlock.Size * featureCount);
        PointBlock.Gather(ref blocks.Reference, featureCount, coreset, ref _members.Reference);
    }

    /// <summary>Sets the statistic of the coreset, whose points have been gathered, apart from that of all points, of which the others or all are candidates.</summary>
    private Candidates SetApart(AlignedBuffer<T> blocks, int featureCount, int count, ReadOnlySpan<int> coreset, bool unique)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        Span<T> statistic = _statistic.Ensure(padded), own = _own.EnsureZero(PointBlock.Count(coreset.Length) * PointBlock.Size);
        for (int i = count; i < padded; i++) statistic[i] = T.PositiveInfinity;
        IndexLoops.Gather<T>(statistic, coreset, own);
        if (!unique) return new Candidates(blocks, _statistic, featureCount, padded, CandidateRule.Stay);
        TakeOut(statistic, coreset);
        return new Candidates(blocks, _statistic, featureCount, padded, CandidateRule.Once);
    }

    /// <summary>The same where the candidates are a complement, which is gathered: a halving has to look at half of the points.</summary>
    private Candidates SetApart(int featureCount, int count, ReadOnlySpan<int> coreset, ReadOnlySpan<int> complement)
    {
        int padded = PointBlock.Count(complement.Length) * PointBlock.Size;
        Span<T> statistic = _statistic.Ensure(count), rest = _restStatistic.Ensure(padded);
        IndexLoops.Gather<T>(statistic, complement, rest);
        for (int i = complement.Length; i < padded; i++) rest[i] = T.PositiveInfinity;
        SetApart(_local, featureCount, count, coreset, unique: true);
        TakeOut(statistic, complement);
        _rest.Ensure(padded * featureCount);
        PointBlock.Gather(ref _local.Reference, featureCount, complement, ref _rest.Reference);
        return new Candidates(_rest, _restStatistic, featureCount, padded, CandidateRule.Complement);
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
