using System.Numerics;

namespace CteFast.Explain.Trees.Tables;

/// <summary>The values of one leaf for every set of conditions that a row may meet.</summary>
/// <remarks>
/// <para>
/// The leaf has a condition on each of n features. The row x meets the conditions in the set p; the background row z fails those in the set A. Take the
/// features S of x and the others of z: this composed row reaches the leaf exactly if S has all features of A and none whose condition x fails. If A ⊆ p,
/// that is a game in which |A| players must be in S and b = n − |p| players must not. So the value of feature i of p is
/// Σ over A ⊆ p with i in A of W(A) w(|A|, b) = G_b(p) − G_b(p \ i), where W is the background's weight and
/// G_b(m) = Σ_s w(s, b) Σ over A ⊆ m, |A| = s of W(A).
/// </para>
/// <para>The inner sums for all m and s are a subset-sum transform, by size: O(2ⁿ n²) for n 2ⁿ values, however large the background.</para>
/// </remarks>
internal sealed class LeafGame(LeafGameWeights weights, bool interactions)
{
    private const int Width = 8;    // of a vector

    private readonly AlignedBuffer<double> _sums = new();
    private double[] _scratch = [];
    private int _count, _ranks;

    /// <summary>Computes the values of all sets.</summary>
    /// <param name="unmet">The background's weight by the set of conditions not met, 2ⁿ.</param>
    /// <param name="count">The number of features, n.</param>
    /// <param name="values">Receives the values of a leaf worth 1 by the set of conditions met: 2ⁿ x n, or 2ⁿ x n(n + 1)/2 with interactions, upper triangles.</param>
    public void Solve(ReadOnlySpan<double> unmet, int count, Span<double> values)
    {
        _count = count;
        SumBySize(unmet);
        int sets = unmet.Length;
        if (_scratch.Length < 9 * sets) _scratch = new double[9 * sets];
        Span<double> inside = Collapse(0, weights.Inside, 0), insideLess = Collapse(1, weights.Inside, 1), outside = Collapse(2, weights.Outside, 0);
        if (!interactions)
        {
            for (int met = 0, at = 0; met < sets; met++)
            {
                for (int i = 0; i < count; i++, at++)
                    values[at] = (met >> i & 1) != 0 ? inside[met] - insideLess[met ^ 1 << i] : outside[met];
            }

            return;
        }

        Span<double> insidePair = Collapse(3, weights.InsidePair, 0), insidePairLess = Collapse(4, weights.InsidePair, 1), insidePairLeast = Collapse(5, weights.InsidePair, 2);
        Span<double> mixedPair = Collapse(6, weights.MixedPair, 0), mixedPairLess = Collapse(7, weights.MixedPair, 1), outsidePair = Collapse(8, weights.OutsidePair, 0);
        int width = count * (count + 1) / 2;
        for (int met = 0; met < sets; met++)
        {
            Span<double> triangle = values.Slice(met * width, width);
            for (int i = 0, at = 0; i < count; i++)
            {
                int one = 1 << i;
                triangle[at++] = (met & one) != 0 ? inside[met] - insideLess[met ^ one] : outside[met];
                for (int j = i + 1; j < count; j++)
                {
                    int two = 1 << j;
                    triangle[at++] = ((met & one) != 0, (met & two) != 0) switch
                    {
                        (true, true) => insidePair[met] - insidePairLess[met ^ one] - insidePairLess[met ^ two] + insidePairLeast[met ^ one ^ two],
                        (true, false) => mixedPair[met] - mixedPairLess[met ^ one],
                        (false, true) => mixedPair[met] - mixedPairLess[met ^ two],
                        (false, false) => outsidePair[met],
                    };
                }
            }

            if (weights.Index == GameIndex.Shapley) InteractionTriangle.KeepMainEffects(triangle, count);
        }
    }

    // Sums over the subsets of every set, for each size of subset by itself. After bit i they cover the subsets that differ in bits up to i.
    private void SumBySize(ReadOnlySpan<double> unmet)
    {
        _ranks = (_count / Width + 1) * Width;
        Span<double> sums = _sums.EnsureZero(unmet.Length * _ranks);
        for (int set = 0; set < unmet.Length; set++) sums[set * _ranks + BitOperations.PopCount((uint)set)] = unmet[set];
        for (int bit = 1; bit < unmet.Length; bit <<= 1)
        {
            for (int set = bit; set < unmet.Length; set = (set + 1) | bit)
                DoubleVector.AddScaled(sums.Slice(set * _ranks, _ranks), 1, sums.Slice((set ^ bit) * _ranks, _ranks));
        }
    }

    /// <summary>G of every set m, for a row that meets <paramref name="more"/> more conditions than m.</summary>
    private Span<double> Collapse(int slot, Func<int, int, double> weight, int more)
    {
        int sets = 1 << _count;
        Span<double> result = _scratch.AsSpan(slot * sets, sets), sums = _sums.Ensure(sets * _ranks);
        Span<double> factors = stackalloc double[(_count + 1) * (_count + 1)];
        for (int size = 0; size <= _count; size++)
        {
            for (int outside = 0; size + outside <= _count; outside++) factors[outside * (_count + 1) + size] = weight(size, outside);
        }

        for (int set = 0; set < sets; set++)
        {
            int size = BitOperations.PopCount((uint)set), outside = _count - size - more;
            result[set] = outside < 0 ? 0 : DoubleVector.Dot(factors.Slice(outside * (_count + 1), size + 1), sums.Slice(set * _ranks, size + 1));
        }

        return result;
    }
}
