using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;

namespace CteFast.Thinning;

// Refinement looks at every point of the coreset many times and exchanges few: where there is room, its kernel with all points is kept, and a
// look reads of a row what may matter instead of computing it. The lowest statistic of a group of candidates and the largest kernel value of a
// member with it bound what the group has to offer: most are passed over.
public sealed partial class KernelThinning<TKernel, T>
{
    private const int MostKeptValues = 1 << 22;
    private const int GroupLength = 64;

    private readonly AlignedBuffer<T> _kept = new();
    private readonly AlignedBuffer<T> _lowest = new();
    private readonly AlignedBuffer<T> _largest = new();
    private readonly AlignedBuffer<T> _diagonal = new();
    private readonly AlignedBuffer<int> _keptRows = new();

    /// <summary>Whether refinement keeps rows where it can: the results are the same.</summary>
    internal bool MayKeepRows { get; init; } = true;

    /// <summary>Whether the rows are few enough to be kept, and too short to be worth the threads.</summary>
    private bool CanKeepRows(int count, int size) => MayKeepRows && count < ParallelChunks * ChunkPoints && (long)count * size <= MostKeptValues;

    /// <summary>The kernel of a member with all points, of which there are <paramref name="padded"/>.</summary>
    private Span<T> Kept(int slot, int padded)
    {
        int row = Unsafe.Add(ref _keptRows.Reference, slot);
        return _kept.Ensure((row + 1) * padded)[(row * padded)..];
    }

    /// <summary>The groups of so many candidates, filled up to whole vectors.</summary>
    private static int Groups(int padded) => (padded + GroupLength * PointBlock.Size - 1) / (GroupLength * PointBlock.Size) * PointBlock.Size;

    /// <summary>The largest kernel value of a member with every group.</summary>
    private Span<T> Largest(int slot, int padded) => _largest.Ensure((slot + 1) * Groups(padded))[(slot * Groups(padded))..];

    /// <summary>Makes room for the rows of a coreset, whole blocks of them, and one more, which an exchange fills and changes places with.</summary>
    private void StartKept(int size, int padded)
    {
        int rows = PointBlock.Count(size) * PointBlock.Size;
        _kept.Ensure((rows + 1) * padded);
        _largest.Ensure(rows * Groups(padded));
        IndexLoops.Sequence(_keptRows.Ensure(rows + 1));
    }

    /// <summary>Takes the largest values of the rows of a block of members, a panel of which has just been computed.</summary>
    private void KeepLargest(int row, int place, int length, int padded)
    {
        for (int slot = row; slot < row + PointBlock.Size; slot++)
            Lanes<T>.GroupMaxima(ref Kept(slot, padded)[place], length, GroupLength, ref Largest(slot, padded)[place / GroupLength]);
    }

    /// <summary>Prepares the search, once the statistic stands: its lowest values, and the kernel of the gathered members with themselves.</summary>
    private void StartSearch(Candidates candidates, int size)
    {
        _lowest.Ensure(Groups(candidates.Padded)).Fill(T.PositiveInfinity);
        Lanes<T>.GroupMinima(ref candidates.Value(0), candidates.Padded, GroupLength, ref _lowest.Reference);
        Span<T> diagonal = _diagonal.Ensure(PointBlock.Count(size) * PointBlock.Size);
        for (int start = 0; start < size; start += PointBlock.Size)
            KernelDiagonal.Fill(_kernel, ref Unsafe.Add(ref _members.Reference, start * candidates.FeatureCount), candidates.FeatureCount, diagonal[start..]);
    }

    /// <summary>
    /// One pass of swaps as <see cref="SwapPass"/> makes it, by kept rows. Ends early once as many members as there are have been found to stay
    /// one after the other, counted from pass to pass. Returns the number of changes.
    /// </summary>
    private int SwapPassOfKept(Candidates candidates, Span<int> coreset, ref int staying, CancellationToken cancellationToken)
    {
        int changes = 0;
        for (int slot = 0; slot < coreset.Length && staying < coreset.Length; slot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            T stay = Unsafe.Add(ref _own.Reference, slot) - Unsafe.Add(ref _diagonal.Reference, slot);
            int entering = Lanes<T>.LowerMinimum(ref candidates.Value(0), ref Kept(slot, candidates.Padded)[0], candidates.Padded,
                ref _lowest.Reference, ref Largest(slot, candidates.Padded)[0], GroupLength, stay);
            staying++;
            if (entering >= 0)
            {
                ExchangeKept(candidates, coreset, slot, entering);
                (changes, staying) = (changes + 1, 0);
            }
        }

        return changes;
    }

    private void ExchangeKept(Candidates candidates, Span<int> coreset, int slot, int entering)
    {
        ref T own = ref Unsafe.Add(ref _own.Reference, slot);
        (candidates.Value(coreset[slot]), own, candidates.Value(entering)) = (own, candidates.Value(entering), T.PositiveInfinity);
        coreset[slot] = entering;
        int free = PointBlock.Count(coreset.Length) * PointBlock.Size;
        Span<T> entered = Kept(free, candidates.Padded), left = Kept(slot, candidates.Padded);
        _kernel.Fill(ref candidates.Point(entering), 1, ref candidates.Point(0), candidates.Padded / PointBlock.Size, candidates.FeatureCount, ref entered[0], candidates.Padded);
        Lanes<T>.AddDifference(ref candidates.Value(0), ref entered[0], ref left[0], candidates.Padded);
        Lanes<T>.GroupMinima(ref candidates.Value(0), candidates.Padded, GroupLength, ref _lowest.Reference);
        Lanes<T>.GroupMaxima(ref entered[0], candidates.Padded, GroupLength, ref Largest(slot, candidates.Padded)[0]);
        // The same operations as the candidates' statistic takes: equal points keep equal values.
        for (int i = 0; i < coreset.Length; i++) Unsafe.Add(ref _own.Reference, i) += entered[coreset[i]] - left[coreset[i]];
        Unsafe.Add(ref _diagonal.Reference, slot) = entered[entering];
        Span<int> rows = _keptRows.Ensure(free + 1);
        (rows[slot], rows[free]) = (rows[free], rows[slot]);
    }
}
