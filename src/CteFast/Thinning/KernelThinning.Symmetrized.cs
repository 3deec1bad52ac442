using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private readonly AlignedBuffer<double> _uniforms = new();

    /// <summary>
    /// Symmetrised halving, the step of Compress: split, best against standard thinning, swap with unique points, and by a
    /// fair coin the coreset or its complement.
    /// </summary>
    /// <param name="points">The points.</param>
    /// <param name="indices">The indices to halve, n, even; the first n/2 places receive those kept.</param>
    /// <param name="delta">The failure probability δ in (0, 1).</param>
    /// <param name="swap">Whether KT-SWAP follows the split: the comparison with standard thinning and the swaps.</param>
    /// <param name="random">Gives n/2 uniform numbers for the pairs and one for the coin; of four points, one in all.</param>
    /// <param name="cancellationToken">Stops the work; the indices are then as they were.</param>
    /// <exception cref="ArgumentException">There is no even number of indices.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void HalveSymmetrized(PointSet<T> points, Span<int> indices, double delta, bool swap, ref Pcg64 random, CancellationToken cancellationToken = default)
    {
        int size = CheckRounds(indices.Length, 1, indices.Length / 2);
        Throw.IfNotProbability(delta);
        points.Gather(indices, ref LocalBlocks(indices.Length, points.FeatureCount));
        Span<int> kept = _coreset.Ensure(indices.Length);
        if (indices.Length == 4)
        {
            HalveFour(points.FeatureCount, meanZero: false, kept);
            Take(indices, random.NextDouble() < 0.5 ? kept[..2] : kept[2..]);
            return;
        }

        Span<double> uniforms = _uniforms.Ensure(size);
        random.Fill(uniforms);
        (double halved, double turns) = WalkBack(points.FeatureCount, indices.Length, delta, uniforms, cancellationToken);
        Span<int> coreset = kept[..size], complement = kept[size..];
        bool isHalved = !swap || halved < turns;
        if (isHalved)
        {
            Span<int> places = _order.Ensure(indices.Length);
            IndexLoops.Sequence(places);
            Divide(places, coreset, complement);
        }
        else
        {
            for (int i = 0; i < size; i++) (coreset[i], complement[i]) = (2 * i + 1, 2 * i);
        }

        if (swap)
        {
            StartHalfStatistic(points.FeatureCount, indices.Length, isHalved);
            GatherMembers(_local, points.FeatureCount, coreset);
            SwapPass(SetApart(points.FeatureCount, indices.Length, coreset, complement), coreset, complement, isLast: true, cancellationToken);
        }

        Take(indices, random.NextDouble() > 0.5 ? complement : coreset);

        void Take(Span<int> all, ReadOnlySpan<int> places)
        {
            Span<int> chosen = _halves.Ensure(places.Length);
            IndexLoops.Gather(all, places, chosen);
            chosen.CopyTo(all);
        }
    }

    /// <summary>Halves four points optimally: the pair whose two members, and whose complement's, are least alike.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of four points.</param>
    /// <param name="options">Variants; with a zero mean the single pair of least kernel sum, whatever the coin.</param>
    /// <param name="uniform">The coin: from one half on the complement is kept.</param>
    /// <param name="coreset">The two indices kept.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void HalveFour(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, double uniform, Span<int> coreset)
    {
        if (input.Length != 4 || coreset.Length != 2) throw new ArgumentException("Four points are halved to two.", nameof(input));
        points.Gather(input, ref LocalBlocks(4, points.FeatureCount));
        Span<int> places = stackalloc int[4];
        HalveFour(points.FeatureCount, options.MeanZero, places);
        int start = !options.MeanZero && uniform >= 0.5 ? 2 : 0;
        (coreset[0], coreset[1]) = (input[places[start]], input[places[start + 1]]);
    }

    private void HalveFour(int featureCount, bool meanZero, Span<int> places)
    {
        KernelStrip<T> strip = _strip;
        strip.Fill(_kernel, ref _local.Reference, 0, featureCount);
        ReadOnlySpan<int> pairings = [0, 1, 2, 3, 0, 2, 1, 3, 0, 3, 1, 2, 1, 2, 0, 3, 1, 3, 0, 2, 2, 3, 0, 1];
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < (meanZero ? 6 : 3); i++)
        {
            ReadOnlySpan<int> pairing = pairings.Slice(4 * i, 4);
            double sum = Within(pairing[0], pairing[1]) + (meanZero ? 0 : Within(pairing[2], pairing[3]));
            if (sum < lowest)
            {
                lowest = sum;
                pairing.CopyTo(places);
            }
        }

        double Within(int a, int b) => meanZero
            ? strip.Within(a, a) + 2 * strip.Within(b, a) + strip.Within(b, b)
            : strip.Within(b, a);
    }

    /// <summary>
    /// The swap statistic of one half: its sum less half of the input's is half of the signed kernel sum, without the cancellation
    /// that two means would bring.
    /// </summary>
    private void StartHalfStatistic(int featureCount, int count, bool isHalved)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        if (!isHalved) SumByTurns(featureCount, count);
        // Signs are −1 in the first half and 1 on every second point, which is the half kept by turns.
        T scale = Lanes<T>.FromDouble(isHalved ? -0.5 : 0.5);
        Span<T> statistic = _statistic.Ensure(padded);
        Lanes<T>.Scale(ref _balance.Reference, scale, ref statistic[0], padded);
        AddDiagonal(_local, featureCount, count);
    }

    private void SumByTurns(int featureCount, int count)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        _balance.EnsureZero(padded);
        // The signs of the halving are not needed any more.
        Span<T> turns = _signs.EnsureZero(padded);
        for (int i = 0; i < count; i++) turns[i] = i % 2 == 0 ? -T.One : T.One;
        for (int block = 0; block < PointBlock.Count(count); block++)
        {
            int start = block * PointBlock.Size;
            _rows.Ensure(PointBlock.Size * padded);
            _kernel.Fill(ref Unsafe.Add(ref _local.Reference, start * featureCount), PointBlock.Size, ref _local.Reference, PointBlock.Count(count),
                featureCount, ref _rows.Reference, padded);
            Lanes<T>.AddRows(ref _balance.Reference, ref _rows.Reference, padded, ref turns[start], padded);
        }
    }
}
