using System.Runtime.CompilerServices;
using CteFast.Data;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    // A chunk's statistic stays in the cache from one search to the next.
    private const int ChunkPoints = 4096;
    private const int ParallelChunks = 8;

    private readonly AlignedBuffer<T> _rows = new();
    private readonly AlignedBuffer<T> _within = new();
    private readonly AlignedBuffer<T> _minima = new();
    private readonly AlignedBuffer<int> _minimaPlaces = new();
    private readonly AlignedBuffer<T> _exchanged = new();
    private readonly AlignedBuffer<T> _exchangedRows = new();

    /// <summary>The points that may enter a coreset.</summary>
    /// <param name="Blocks">The points.</param>
    /// <param name="Statistic">Their statistic, infinite for those that may not enter and for the filling lanes.</param>
    /// <param name="FeatureCount">The number of features.</param>
    /// <param name="Padded">The points, filled up to whole blocks.</param>
    /// <param name="Rule">What becomes of them.</param>
    private readonly record struct Candidates(AlignedBuffer<T> Blocks, AlignedBuffer<T> Statistic, int FeatureCount, int Padded, CandidateRule Rule)
    {
        public int Chunks => (Padded + ChunkPoints - 1) / ChunkPoints;

        public int Length(int chunk) => Math.Min(ChunkPoints, Padded - chunk * ChunkPoints);

        public ref T Point(int place) => ref Unsafe.Add(ref Blocks.Reference, PointBlock.Offset(place, FeatureCount));

        public ref T Value(int place) => ref Unsafe.Add(ref Statistic.Reference, place);
    }

    private enum CandidateRule
    {
        /// <summary>They stay candidates when they enter the coreset.</summary>
        Stay,

        /// <summary>They cannot enter again before they have left.</summary>
        Once,

        /// <summary>They and the coreset are all points: who enters leaves his place to who leaves.</summary>
        Complement,
    }

    /// <summary>
    /// One pass of swaps over a coreset, whose statistic and points must have been set apart from the candidates'; all are kept up to date, unless
    /// this is the last pass. Returns the number of changes. Members of the coreset and of the complement are indices; candidates of no complement
    /// are their own.
    /// </summary>
    private int SwapPass(Candidates candidates, Span<int> coreset, Span<int> complement, bool isLast, CancellationToken cancellationToken)
    {
        _rows.Ensure(PointBlock.Size * candidates.Padded);
        _within.Ensure(PointBlock.Size * PointBlock.Size);
        _exchanged.Ensure(PointBlock.Size * candidates.FeatureCount);
        _minima.Ensure(candidates.Chunks);
        _minimaPlaces.Ensure(candidates.Chunks);
        int changes = 0;
        for (int start = 0; start < coreset.Length; start += PointBlock.Size)
        {
            Span<int> group = coreset.Slice(start, Math.Min(PointBlock.Size, coreset.Length - start));
            changes += SwapBlock(candidates, start / PointBlock.Size, group, complement, coreset.Length, isLast, cancellationToken);
        }

        return changes;
    }

    private int SwapBlock(Candidates candidates, int block, Span<int> group, Span<int> complement, int size, bool isLast,
        CancellationToken cancellationToken)
    {
        ref T within = ref _within.Reference;
        _kernel.Fill(ref Member(candidates, block, 0), PointBlock.Size, ref Member(candidates, block, 0), 1, candidates.FeatureCount, ref within, PointBlock.Size);
        // A tile of eight rows takes less time than a few single ones.
        Run(candidates, new Turn(block, Rows: (group.Length + 7) / 8 * 8, Exchanged: -1, Search: 0));
        int changes = 0, kept = 0;
        for (int slot = 0; slot < group.Length; slot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (T value, int entering) = Lowest(candidates.Chunks);
            T stay = Own(block, slot) - Unsafe.Add(ref within, slot * PointBlock.Size + slot);
            bool swaps = candidates.Rule == CandidateRule.Stay
                ? entering != group[slot] && (value < stay || (value == stay && entering < group[slot]))
                : value < stay;
            if (swaps)
            {
                changes++;
                Exchange(candidates, block, slot, entering, group[slot], kept++);
                if (complement.IsEmpty) group[slot] = entering;
                else (group[slot], complement[entering]) = (complement[entering], group[slot]);
            }

            bool isEnd = slot + 1 == group.Length, isOver = isLast && isEnd && block + 1 == PointBlock.Count(size);
            if (isOver) break;
            if (swaps || !isEnd) Run(candidates, new Turn(block, Rows: 0, swaps ? slot : -1, isEnd ? slot : slot + 1));
            if (kept > 0 && (isEnd || 2 * kept == PointBlock.Size))
            {
                if (!isLast) TakeExchanges(candidates, kept, 0, block);
                TakeExchanges(candidates, kept, block + 1, PointBlock.Count(size));
                kept = 0;
            }
        }

        return changes;
    }

    /// <summary>Lets a candidate take the place of a member, but for the other candidates' statistic and the coreset's other blocks.</summary>
    private void Exchange(Candidates candidates, int block, int slot, int entering, int leaving, int kept)
    {
        ref T rows = ref Unsafe.Add(ref _rows.Reference, entering), within = ref Unsafe.Add(ref _within.Reference, slot * PointBlock.Size);
        ref T member = ref Member(candidates, block, slot), point = ref candidates.Point(entering), exchanged = ref Unsafe.Add(ref _exchanged.Reference, 2 * kept);
        bool inComplement = candidates.Rule == CandidateRule.Complement;
        for (nint feature = 0; feature < candidates.FeatureCount * PointBlock.Size; feature += PointBlock.Size)
        {
            T left = Unsafe.Add(ref member, feature), entered = Unsafe.Add(ref point, feature);
            (Unsafe.Add(ref exchanged, feature), Unsafe.Add(ref exchanged, feature + 1)) = (entered, left);
            Unsafe.Add(ref member, feature) = entered;
            if (inComplement) Unsafe.Add(ref point, feature) = left;
        }

        T own = Own(block, slot), between = Unsafe.Add(ref rows, slot * candidates.Padded);
        Own(block, slot) = candidates.Value(entering);
        if (inComplement)
        {
            candidates.Value(entering) = own;
            for (int row = 0; row < PointBlock.Size; row++) Unsafe.Add(ref rows, row * candidates.Padded) = Unsafe.Add(ref within, row);
        }
        else if (candidates.Rule == CandidateRule.Once)
        {
            candidates.Value(leaving) = own;
            candidates.Value(entering) = T.PositiveInfinity;
        }

        // The same operations as the candidates' statistic takes: equal points keep equal values.
        Span<T> values = stackalloc T[PointBlock.Size];
        _kernel.Fill(ref member, 1, ref Member(candidates, block, 0), 1, candidates.FeatureCount, ref values[0], PointBlock.Size);
        Unsafe.Add(ref within, slot) = between;
        for (int other = 0; other < PointBlock.Size; other++)
        {
            Own(block, other) += values[other] - Unsafe.Add(ref within, other);
            Unsafe.Add(ref within, other) = values[other];
            Unsafe.Add(ref _within.Reference, other * PointBlock.Size + slot) = values[other];
        }
    }

    /// <summary>Takes exchanges into the statistic of some blocks of the coreset.</summary>
    private void TakeExchanges(Candidates candidates, int count, int firstBlock, int endBlock)
    {
        _exchangedRows.Ensure(PointBlock.Size * PanelPoints);
        for (int block = firstBlock; block < endBlock; block += PanelPoints / PointBlock.Size)
        {
            int blocks = Math.Min(PanelPoints / PointBlock.Size, endBlock - block);
            _kernel.Fill(ref _exchanged.Reference, (2 * count + 7) / 8 * 8, ref Member(candidates, block, 0), blocks, candidates.FeatureCount,
                ref _exchangedRows.Reference, PanelPoints);
            for (int exchange = 0; exchange < count; exchange++)
            {
                ref T entering = ref Unsafe.Add(ref _exchangedRows.Reference, 2 * exchange * PanelPoints);
                Lanes<T>.AddDifference(ref Own(block, 0), ref entering, ref Unsafe.Add(ref entering, PanelPoints), blocks * PointBlock.Size);
            }
        }
    }

    private ref T Member(Candidates candidates, int block, int slot) =>
        ref Unsafe.Add(ref _members.Reference, block * PointBlock.Size * candidates.FeatureCount + slot);

    private ref T Own(int block, int slot) => ref Unsafe.Add(ref _own.Reference, block * PointBlock.Size + slot);

    /// <summary>One walk over the candidates: the rows of the coreset's block to fill, the slot of an exchange to take into the statistic, the slot to search the lowest statistic for.</summary>
    private readonly record struct Turn(int Block, int Rows, int Exchanged, int Search);

    private void Run(Candidates candidates, Turn turn)
    {
        if (_team.Length > 1 && candidates.Chunks >= ParallelChunks) RunInParallel(candidates, turn);
        else
        {
            for (int chunk = 0; chunk < candidates.Chunks; chunk++) Run(candidates, turn, chunk);
        }
    }

    private void RunInParallel(Candidates candidates, Turn turn) => Threads.For(candidates.Chunks, _team.Length, chunk => Run(candidates, turn, chunk));

    private void Run(Candidates candidates, Turn turn, int chunk)
    {
        int start = chunk * ChunkPoints, length = candidates.Length(chunk), blocks = length / PointBlock.Size;
        ref T rows = ref Unsafe.Add(ref _rows.Reference, start), searched = ref Unsafe.Add(ref rows, turn.Search * candidates.Padded);
        if (turn.Rows > 0)
            _kernel.Fill(ref Member(candidates, turn.Block, 0), turn.Rows, ref candidates.Point(start), blocks, candidates.FeatureCount, ref rows, candidates.Padded);
        (T value, int place) = turn.Exchanged < 0
            ? Lanes<T>.Minimum(ref candidates.Value(start), ref searched, length)
            : Scan(ref Unsafe.Add(ref rows, turn.Exchanged * candidates.Padded), ref searched);
        Unsafe.Add(ref _minima.Reference, chunk) = value;
        Unsafe.Add(ref _minimaPlaces.Reference, chunk) = start + place;

        (T Value, int Place) Scan(ref T leaving, ref T next)
        {
            Span<T> lowest = stackalloc T[PointBlock.Size], lowestBlocks = stackalloc T[PointBlock.Size];
            Lanes<T>.StartSearch(ref lowest[0], ref lowestBlocks[0]);
            _kernel.SwapScan(ref Member(candidates, turn.Block, turn.Exchanged), ref candidates.Point(start), blocks, candidates.FeatureCount,
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
