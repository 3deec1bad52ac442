using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Numerics;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private const int SwapRows = 8;

    // A chunk's statistic and row stay in the cache from the exchange to the search for the next.
    private const int ChunkPoints = 4096;
    private const int PanelPoints = 256;
    private const int ParallelChunks = 8;

    private readonly AlignedBuffer<T> _statistic = new();
    private readonly AlignedBuffer<T> _masked = new();
    private readonly AlignedBuffer<T> _query = new();
    private readonly AlignedBuffer<T> _rows = new();
    private readonly AlignedBuffer<T> _row = new();
    private readonly AlignedBuffer<T> _minima = new();
    private readonly AlignedBuffer<int> _minimaPlaces = new();
    private readonly AlignedBuffer<int> _complementPlaces = new();

    /// <summary>What a chunk of the points is to do for a swap pass.</summary>
    /// <param name="Blocks">The points.</param>
    /// <param name="FeatureCount">The number of features.</param>
    /// <param name="Padded">The points, filled up to whole blocks.</param>
    private readonly record struct Pass(AlignedBuffer<T> Blocks, int FeatureCount, int Padded)
    {
        public int Chunks => (Padded + ChunkPoints - 1) / ChunkPoints;

        public int Length(int chunk) => Math.Min(ChunkPoints, Padded - chunk * ChunkPoints);

        public ref T Point(int place) => ref Unsafe.Add(ref Blocks.Reference, PointBlock.Offset(place, FeatureCount));
    }

    /// <summary>
    /// Prepares the statistic k_ii/2 + Σ_j k(x_i, S_j) − c·m_i of the points. In place of S_j the point x_i changes c²/2 times the squared
    /// MMD by its own statistic less k(x_i, S_j), and what depends on S_j alone.
    /// </summary>
    private void StartStatistic(AlignedBuffer<T> blocks, int featureCount, int count, ReadOnlySpan<double> mean, ReadOnlySpan<int> coreset)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size, size = coreset.Length;
        var pass = new Pass(blocks, featureCount, padded);
        _query.Ensure(PointBlock.Count(size) * PointBlock.Size * featureCount);
        PointBlock.Gather(ref blocks.Reference, featureCount, coreset, ref _query.Reference);
        Span<T> statistic = _statistic.EnsureZero(padded);
        if (!mean.IsEmpty)
        {
            for (int i = 0; i < count; i++) statistic[i] = Lanes<T>.FromDouble(-size * mean[i]);
        }

        _rows.Ensure(pass.Chunks * PointBlock.Size * PanelPoints);
        if (_team.Length > 1 && pass.Chunks >= ParallelChunks) AddCoresetInParallel(pass, size);
        else
        {
            for (int chunk = 0; chunk < pass.Chunks; chunk++) AddCoreset(pass, size, chunk);
        }

        AddDiagonal(blocks, featureCount, count);
    }

    private void AddCoresetInParallel(Pass pass, int size) => Threads.For(pass.Chunks, _team.Length, chunk => AddCoreset(pass, size, chunk));

    /// <summary>Adds the kernel sums over the gathered coreset to a chunk of the statistic.</summary>
    private void AddCoreset(Pass pass, int size, int chunk)
    {
        Span<T> weights = stackalloc T[PointBlock.Size];
        ref T panel = ref Unsafe.Add(ref _rows.Reference, chunk * PointBlock.Size * PanelPoints);
        for (int start = 0; start < pass.Length(chunk); start += PanelPoints)
        {
            int length = Math.Min(PanelPoints, pass.Length(chunk) - start), place = chunk * ChunkPoints + start;
            for (int row = 0; row < size; row += PointBlock.Size)
            {
                weights.Clear();
                weights[..Math.Min(PointBlock.Size, size - row)].Fill(T.One);
                _kernel.Fill(ref Unsafe.Add(ref _query.Reference, row * pass.FeatureCount), PointBlock.Size, ref pass.Point(place), length / PointBlock.Size,
                    pass.FeatureCount, ref panel, PanelPoints);
                Lanes<T>.AddRows(ref Unsafe.Add(ref _statistic.Reference, place), ref panel, PanelPoints, ref weights[0], length);
            }
        }
    }

    /// <summary>Adds k(x_i, x_i)/2 to the statistic.</summary>
    private void AddDiagonal(AlignedBuffer<T> blocks, int featureCount, int count)
    {
        Span<T> diagonal = stackalloc T[PointBlock.Size];
        T half = Lanes<T>.FromDouble(0.5);
        for (int start = 0; start < count; start += PointBlock.Size)
        {
            KernelDiagonal.Fill(_kernel, ref Unsafe.Add(ref blocks.Reference, start * featureCount), featureCount, diagonal);
            for (int i = 0; i < PointBlock.Size; i++) Unsafe.Add(ref _statistic.Reference, start + i) += half * diagonal[i];
        }
    }

    /// <summary>Takes the statistic over for the search: infinite for the filling lanes, and for the coreset's points when they must be unique.</summary>
    private void StartMask(int count, ReadOnlySpan<int> coreset, bool unique)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        Span<T> masked = _masked.Ensure(padded);
        _statistic.Ensure(padded).CopyTo(masked);
        masked[count..].Fill(T.PositiveInfinity);
        if (!unique) return;
        foreach (int place in coreset)
        {
            if (T.IsPositiveInfinity(masked[place])) throw new ArgumentException("A point is twice in a coreset whose points must be unique.", nameof(coreset));
            masked[place] = T.PositiveInfinity;
        }
    }

    /// <summary>One pass of swaps; the statistic must have been started, as it is and masked, and is kept up to date. Returns the number of changes.</summary>
    private int SwapPass(AlignedBuffer<T> blocks, int featureCount, int count, Span<int> coreset, Span<int> complement, CancellationToken cancellationToken)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        var pass = new Pass(blocks, featureCount, padded);
        Span<int> complementPlaces = complement.IsEmpty ? default : _complementPlaces.Ensure(count);
        complementPlaces.Fill(-1);
        for (int i = 0; i < complement.Length; i++) complementPlaces[complement[i]] = i;
        _query.Ensure(PointBlock.Size * featureCount);
        _rows.Ensure(SwapRows * padded);
        _row.Ensure(padded);
        _minima.Ensure(pass.Chunks);
        _minimaPlaces.Ensure(pass.Chunks);

        int changes = 0;
        for (int start = 0; start < coreset.Length; start += SwapRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<int> group = coreset.Slice(start, Math.Min(SwapRows, coreset.Length - start));
            PointBlock.Gather(ref blocks.Reference, featureCount, group, ref _query.Reference);
            Run(pass, new Turn(FillRows: true, Leaving: -1, Entering: -1, Search: 0));
            for (int i = 0; i < group.Length; i++)
            {
                int leaving = group[i], search = i + 1 < group.Length ? i + 1 : -1;
                (T value, int entering) = Lowest(pass.Chunks);
                T own = Unsafe.Add(ref _statistic.Reference, leaving) - Unsafe.Add(ref _rows.Reference, i * padded + leaving);
                bool masked = T.IsPositiveInfinity(Unsafe.Add(ref _masked.Reference, leaving));
                if (entering == leaving || !(value < own || (!masked && value == own && entering < leaving))) entering = -1;
                if (entering >= 0)
                {
                    changes++;
                    group[i] = entering;
                    if (masked)
                    {
                        Unsafe.Add(ref _masked.Reference, leaving) = Unsafe.Add(ref _statistic.Reference, leaving);
                        Unsafe.Add(ref _masked.Reference, entering) = T.PositiveInfinity;
                    }

                    if (!complement.IsEmpty)
                    {
                        int place = complementPlaces[entering];
                        if (place < 0) throw new ArgumentException("A point is neither in the coreset nor in the complement.", nameof(complement));
                        complement[place] = leaving;
                        complementPlaces[leaving] = place;
                    }
                }

                if (entering >= 0 || search >= 0) Run(pass, new Turn(FillRows: false, i, entering, search));
            }
        }

        return changes;
    }

    /// <summary>One walk over the chunks: rows to fill, an exchange to take into the statistic, a row to search the lowest statistic for.</summary>
    private readonly record struct Turn(bool FillRows, int Leaving, int Entering, int Search);

    private void Run(Pass pass, Turn turn)
    {
        if (_team.Length > 1 && pass.Chunks >= ParallelChunks) RunInParallel(pass, turn);
        else
        {
            for (int chunk = 0; chunk < pass.Chunks; chunk++) Run(pass, turn, chunk);
        }
    }

    private void RunInParallel(Pass pass, Turn turn) => Threads.For(pass.Chunks, _team.Length, chunk => Run(pass, turn, chunk));

    private void Run(Pass pass, Turn turn, int chunk)
    {
        int start = chunk * ChunkPoints, length = pass.Length(chunk), blocks = length / PointBlock.Size;
        ref T statistic = ref Unsafe.Add(ref _statistic.Reference, start), masked = ref Unsafe.Add(ref _masked.Reference, start);
        ref T rows = ref Unsafe.Add(ref _rows.Reference, start);
        if (turn.FillRows)
            _kernel.Fill(ref _query.Reference, SwapRows, ref pass.Point(start), blocks, pass.FeatureCount, ref rows, pass.Padded);
        if (turn.Entering >= 0)
        {
            ref T entering = ref Unsafe.Add(ref _row.Reference, start);
            _kernel.Fill(ref pass.Point(turn.Entering), 1, ref pass.Point(start), blocks, pass.FeatureCount, ref entering, length);
            Lanes<T>.AddDifference(ref statistic, ref masked, ref entering, ref Unsafe.Add(ref rows, turn.Leaving * pass.Padded), length);
        }

        if (turn.Search >= 0)
        {
            (T value, int place) = Lanes<T>.Minimum(ref masked, ref Unsafe.Add(ref rows, turn.Search * pass.Padded), length);
            Unsafe.Add(ref _minima.Reference, chunk) = value;
            Unsafe.Add(ref _minimaPlaces.Reference, chunk) = start + place;
        }
    }

    private (T Value, int Place) Lowest(int chunks)
    {
        T value = _minima.Reference;
        int place = _minimaPlaces.Reference;
        for (int chunk = 1; chunk < chunks; chunk++)
        {
            if (Unsafe.Add(ref _minima.Reference, chunk) < value)
                (value, place) = (Unsafe.Add(ref _minima.Reference, chunk), Unsafe.Add(ref _minimaPlaces.Reference, chunk));
        }

        return (value, place);
    }
}
