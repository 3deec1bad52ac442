using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Numerics;

namespace CteFast.Thinning;

// Refinement looks at every point of the coreset many times and exchanges few: where there is room, its kernel with all points is kept, and a
// look reads a row instead of computing it.
public sealed partial class KernelThinning<TKernel, T>
{
    private const int MostKeptValues = 1 << 22;

    private readonly AlignedBuffer<T> _kept = new();
    private readonly AlignedBuffer<T> _diagonal = new();
    private readonly AlignedBuffer<T> _entered = new();

    /// <summary>Whether refinement keeps rows where it can: the results are the same.</summary>
    internal bool MayKeepRows { get; init; } = true;

    /// <summary>Whether the rows are few enough to be kept, and too short to be worth the threads.</summary>
    private bool CanKeepRows(int count, int size) => MayKeepRows && count < ParallelChunks * ChunkPoints && (long)count * size <= MostKeptValues;

    /// <summary>The kernel of a member with all points, of which there are <paramref name="padded"/>.</summary>
    private Span<T> Kept(int slot, int padded) => _kept.Ensure((slot + 1) * padded)[(slot * padded)..];

    /// <summary>Keeps the kernel of the gathered members with themselves.</summary>
    private void StartDiagonal(int featureCount, int size)
    {
        Span<T> diagonal = _diagonal.Ensure(PointBlock.Count(size) * PointBlock.Size);
        for (int start = 0; start < size; start += PointBlock.Size)
            KernelDiagonal.Fill(_kernel, ref Unsafe.Add(ref _members.Reference, start * featureCount), featureCount, diagonal[start..]);
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
            (T value, int entering) = Lanes<T>.Minimum(ref candidates.Value(0), ref Kept(slot, candidates.Padded)[0], candidates.Padded);
            staying++;
            if (value < Unsafe.Add(ref _own.Reference, slot) - Unsafe.Add(ref _diagonal.Reference, slot))
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
        Span<T> entered = _entered.Ensure(candidates.Padded), left = Kept(slot, candidates.Padded);
        _kernel.Fill(ref candidates.Point(entering), 1, ref candidates.Point(0), candidates.Padded / PointBlock.Size, candidates.FeatureCount, ref entered[0], candidates.Padded);
        Lanes<T>.AddDifference(ref candidates.Value(0), ref entered[0], ref left[0], candidates.Padded);
        // The same operations as the candidates' statistic takes: equal points keep equal values.
        for (int i = 0; i < coreset.Length; i++) Unsafe.Add(ref _own.Reference, i) += entered[coreset[i]] - left[coreset[i]];
        Unsafe.Add(ref _diagonal.Reference, slot) = entered[entering];
        entered.CopyTo(left);
    }
}
