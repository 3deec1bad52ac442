using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>
/// Passes of swaps over a coreset whose kernel with all points is kept: the same swaps as those of <see cref="SwapSearch{TKernel, T}"/>, bit for bit.
/// Owns its scratch.
/// </summary>
/// <remarks>
/// Refinement looks at every member many times and exchanges few: reading a row costs less than computing it. The lowest statistic of a span of
/// candidates and the largest kernel value of a member with it bound what the span has to offer, so that most spans are passed over.
/// </remarks>
internal sealed class KeptRowSearch<TKernel, T>(TKernel kernel, SwapStatistic<TKernel, T> statistic, KeptRows<T> rows)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _lowest = new();
    private readonly AlignedBuffer<T> _diagonal = new();
    private int _staying;

    /// <summary>Prepares passes, once the statistic stands and the rows are kept: the lowest statistic of every span, and the kernel of the members with themselves.</summary>
    public void Start(SwapCandidates<T> candidates, int size)
    {
        _staying = 0;
        _lowest.Ensure(KeptRows<T>.Spans(candidates.Padded)).Fill(T.PositiveInfinity);
        Lanes<T>.SpanMinima(ref candidates.Value(0), candidates.Padded, KeptRows<T>.SpanLength, ref _lowest.Reference);
        Span<T> diagonal = _diagonal.Ensure(PointBlock.Count(size) * PointBlock.Size);
        for (int start = 0; start < size; start += PointBlock.Size)
            KernelDiagonal.Fill(kernel, ref statistic.Member(start), candidates.FeatureCount, diagonal[start..]);
    }

    /// <summary>
    /// One pass. Ends early once as many members as there are have been found to stay one after the other, counted from pass to pass. Returns the
    /// number of changes.
    /// </summary>
    public int Pass(SwapCandidates<T> candidates, Span<int> coreset, CancellationToken cancellationToken)
    {
        int changes = 0;
        for (int slot = 0; slot < coreset.Length && _staying < coreset.Length; slot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            T stay = statistic.MemberValue(slot) - Unsafe.Add(ref _diagonal.Reference, slot);
            int entering = Lanes<T>.LowerMinimum(ref candidates.Value(0), ref rows.Row(slot)[0], candidates.Padded,
                ref _lowest.Reference, ref rows.Largest(slot), KeptRows<T>.SpanLength, stay);
            _staying++;
            if (entering >= 0)
            {
                Exchange(candidates, coreset, slot, entering);
                (changes, _staying) = (changes + 1, 0);
            }
        }

        return changes;
    }

    private void Exchange(SwapCandidates<T> candidates, Span<int> coreset, int slot, int entering)
    {
        ref T member = ref statistic.MemberValue(slot);
        (candidates.Value(coreset[slot]), member, candidates.Value(entering)) = (member, candidates.Value(entering), T.PositiveInfinity);
        coreset[slot] = entering;
        Span<T> entered = rows.Spare, left = rows.Row(slot);
        kernel.Fill(ref candidates.Point(entering), 1, ref candidates.Point(0), candidates.Points.BlockCount, candidates.FeatureCount, ref entered[0], candidates.Padded);
        Lanes<T>.AddDifference(ref candidates.Value(0), ref entered[0], ref left[0], candidates.Padded);
        Lanes<T>.SpanMinima(ref candidates.Value(0), candidates.Padded, KeptRows<T>.SpanLength, ref _lowest.Reference);
        // The same operations as the candidates' statistic takes: equal points keep equal values.
        for (int i = 0; i < coreset.Length; i++) statistic.MemberValue(i) += entered[coreset[i]] - left[coreset[i]];
        Unsafe.Add(ref _diagonal.Reference, slot) = entered[entering];
        rows.Replace(slot);
    }
}
