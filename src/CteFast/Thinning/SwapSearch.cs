using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>Passes of swaps over a coreset (KT-SWAP), one block of 16 members after the other, whose kernel with all candidates is computed. Owns its scratch.</summary>
internal sealed class SwapSearch<TKernel, T>(TKernel kernel, SwapStatistic<TKernel, T> statistic, int threads)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int PanelPoints = 256;

    private readonly AlignedBuffer<T> _rows = new();
    private readonly AlignedBuffer<T> _within = new();
    private readonly AlignedBuffer<T> _minima = new();
    private readonly AlignedBuffer<int> _minimaPlaces = new();
    private readonly AlignedBuffer<T> _exchanged = new();
    private readonly AlignedBuffer<T> _exchangedRows = new();

    /// <summary>
    /// One pass over a coreset, whose statistic and points must have been set apart from the candidates'; all are kept up to date, unless this is
    /// the last pass. Returns the number of changes. Members of the coreset and of the complement are places in the input; without a complement
    /// the candidates are the input itself.
    /// </summary>
    public int Pass(SwapCandidates<T> candidates, Span<int> coreset, Span<int> complement, bool isLast, CancellationToken cancellationToken)
    {
        _rows.Ensure(PointBlock.Size * candidates.Padded);
        _within.Ensure(PointBlock.Size * PointBlock.Size);
        _exchanged.Ensure(PointBlock.Size * candidates.FeatureCount);
        _minima.Ensure(candidates.Chunks);
        _minimaPlaces.Ensure(candidates.Chunks);
        int changes = 0;
        for (int start = 0; start < coreset.Length; start += PointBlock.Size)
        {
            Span<int> members = coreset.Slice(start, Math.Min(PointBlock.Size, coreset.Length - start));
            changes += SwapBlock(candidates, start / PointBlock.Size, members, complement, coreset.Length, isLast, cancellationToken);
        }

        return changes;
    }

    private int SwapBlock(SwapCandidates<T> candidates, int block, Span<int> members, Span<int> complement, int size, bool isLast,
        CancellationToken cancellationToken)
    {
        ref T within = ref _within.Reference;
        kernel.Fill(ref Member(block, 0), PointBlock.Size, ref Member(block, 0), 1, candidates.FeatureCount, ref within, PointBlock.Size);
        // A tile of eight rows takes less time than a few single ones.
        Walk(candidates, new Turn(block, Rows: (members.Length + 7) / 8 * 8, Exchanged: -1, Search: 0));
        int changes = 0, exchanges = 0;
        for (int slot = 0; slot < members.Length; slot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (T value, int entering) = Lowest(candidates.Chunks);
            T stay = MemberValue(block, slot) - Unsafe.Add(ref within, slot * PointBlock.Size + slot);
            bool swaps = candidates.Rule == SwapRule.Stay
                ? entering != members[slot] && (value < stay || (value == stay && entering < members[slot]))
                : value < stay;
            if (swaps)
            {
                changes++;
                Exchange(candidates, block, slot, entering, members[slot], exchanges++);
                if (complement.IsEmpty) members[slot] = entering;
                else (members[slot], complement[entering]) = (complement[entering], members[slot]);
            }

            bool isEnd = slot + 1 == members.Length, isOver = isLast && isEnd && block + 1 == PointBlock.Count(size);
            if (isOver) break;
            if (swaps || !isEnd) Walk(candidates, new Turn(block, Rows: 0, swaps ? slot : -1, isEnd ? slot : slot + 1));
            if (exchanges > 0 && (isEnd || 2 * exchanges == PointBlock.Size))
            {
                if (!isLast) TakeExchanges(candidates, exchanges, 0, block);
                TakeExchanges(candidates, exchanges, block + 1, PointBlock.Count(size));
                exchanges = 0;
            }
        }

        return changes;
    }

    /// <summary>Lets a candidate take the place of a member. The other candidates' statistic and the coreset's other blocks are left for later.</summary>
    private void Exchange(SwapCandidates<T> candidates, int block, int slot, int entering, int leaving, int exchange)
    {
        ref T rows = ref Unsafe.Add(ref _rows.Reference, entering), within = ref Unsafe.Add(ref _within.Reference, slot * PointBlock.Size);
        ref T member = ref Member(block, slot), point = ref candidates.Point(entering), exchanged = ref Unsafe.Add(ref _exchanged.Reference, 2 * exchange);
        bool inComplement = candidates.Rule == SwapRule.Complement;
        for (nint feature = 0; feature < candidates.FeatureCount * PointBlock.Size; feature += PointBlock.Size)
        {
            T left = Unsafe.Add(ref member, feature), entered = Unsafe.Add(ref point, feature);
            (Unsafe.Add(ref exchanged, feature), Unsafe.Add(ref exchanged, feature + 1)) = (entered, left);
            Unsafe.Add(ref member, feature) = entered;
            if (inComplement) Unsafe.Add(ref point, feature) = left;
        }

        T value = MemberValue(block, slot), between = Unsafe.Add(ref rows, slot * candidates.Padded);
        MemberValue(block, slot) = candidates.Value(entering);
        if (inComplement)
        {
            candidates.Value(entering) = value;
            for (int row = 0; row < PointBlock.Size; row++) Unsafe.Add(ref rows, row * candidates.Padded) = Unsafe.Add(ref within, row);
        }
        else if (candidates.Rule == SwapRule.Once)
        {
            candidates.Value(leaving) = value;
            candidates.Value(entering) = T.PositiveInfinity;
        }

        // The same operations as the candidates' statistic takes: equal points keep equal values.
        Span<T> values = stackalloc T[PointBlock.Size];
        kernel.Fill(ref member, 1, ref Member(block, 0), 1, candidates.FeatureCount, ref values[0], PointBlock.Size);
        Unsafe.Add(ref within, slot) = between;
        for (int other = 0; other < PointBlock.Size; other++)
        {
            MemberValue(block, other) += values[other] - Unsafe.Add(ref within, other);
            Unsafe.Add(ref within, other) = values[other];
            Unsafe.Add(ref _within.Reference, other * PointBlock.Size + slot) = values[other];
        }
    }

    /// <summary>Takes the block's exchanges into the statistic of other blocks of the coreset.</summary>
    private void TakeExchanges(SwapCandidates<T> candidates, int count, int firstBlock, int endBlock)
    {
        _exchangedRows.Ensure(PointBlock.Size * PanelPoints);
        for (int block = firstBlock; block < endBlock; block += PanelPoints / PointBlock.Size)
        {
            int blocks = Math.Min(PanelPoints / PointBlock.Size, endBlock - block);
            kernel.Fill(ref _exchanged.Reference, (2 * count + 7) / 8 * 8, ref Member(block, 0), blocks, candidates.FeatureCount, ref _exchangedRows.Reference, PanelPoints);
            for (int exchange = 0; exchange < count; exchange++)
            {
                ref T entering = ref Unsafe.Add(ref _exchangedRows.Reference, 2 * exchange * PanelPoints);
                Lanes<T>.AddDifference(ref MemberValue(block, 0), ref entering, ref Unsafe.Add(ref entering, PanelPoints), blocks * PointBlock.Size);
            }
        }
    }

    private ref T Member(int block, int slot) => ref statistic.Member(block * PointBlock.Size + slot);

    private ref T MemberValue(int block, int slot) => ref statistic.MemberValue(block * PointBlock.Size + slot);

    /// <summary>One walk over the candidates.</summary>
    /// <param name="Block">The block of the coreset.</param>
    /// <param name="Rows">The rows of the block to compute; 0 when they are there.</param>
    /// <param name="Exchanged">The slot of an exchange to take into the statistic; −1 for none.</param>
    /// <param name="Search">The slot to search the lowest statistic for.</param>
    private readonly record struct Turn(int Block, int Rows, int Exchanged, int Search);

    private void Walk(SwapCandidates<T> candidates, Turn turn)
    {
        if (threads > 1 && candidates.Chunks >= SwapCandidates<T>.ParallelChunks) WalkInParallel(candidates, turn);
        else
        {
            for (int chunk = 0; chunk < candidates.Chunks; chunk++) Walk(candidates, turn, chunk);
        }
    }

    // Apart, so that serial calls do not allocate the closure.
    private void WalkInParallel(SwapCandidates<T> candidates, Turn turn) => Threads.For(candidates.Chunks, threads, chunk => Walk(candidates, turn, chunk));

    private void Walk(SwapCandidates<T> candidates, Turn turn, int chunk)
    {
        int start = chunk * SwapCandidates<T>.ChunkPoints, length = candidates.Length(chunk), blocks = length / PointBlock.Size;
        ref T rows = ref Unsafe.Add(ref _rows.Reference, start), searched = ref Unsafe.Add(ref rows, turn.Search * candidates.Padded);
        if (turn.Rows > 0)
            kernel.Fill(ref Member(turn.Block, 0), turn.Rows, ref candidates.Point(start), blocks, candidates.FeatureCount, ref rows, candidates.Padded);
        (T value, int place) = turn.Exchanged < 0
            ? Lanes<T>.Minimum(ref candidates.Value(start), ref searched, length)
            : Scan(ref Unsafe.Add(ref rows, turn.Exchanged * candidates.Padded), ref searched);
        Unsafe.Add(ref _minima.Reference, chunk) = value;
        Unsafe.Add(ref _minimaPlaces.Reference, chunk) = start + place;

        (T Value, int Place) Scan(ref T leaving, ref T next)
        {
            Span<T> lowest = stackalloc T[PointBlock.Size], lowestBlocks = stackalloc T[PointBlock.Size];
            Lanes<T>.StartSearch(ref lowest[0], ref lowestBlocks[0]);
            kernel.SwapScan(ref Member(turn.Block, turn.Exchanged), ref candidates.Point(start), blocks, candidates.FeatureCount,
                ref candidates.Value(start), ref leaving, ref next, ref lowest[0], ref lowestBlocks[0]);
            return Lanes<T>.First(ref lowest[0], ref lowestBlocks[0]);
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
