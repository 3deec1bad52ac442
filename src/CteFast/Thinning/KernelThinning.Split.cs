using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Numerics;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private readonly AlignedBuffer<T> _signs = new();
    private readonly AlignedBuffer<T> _balance = new();
    private readonly AlignedBuffer<int> _order = new();
    private readonly AlignedBuffer<int> _input = new();
    private readonly AlignedBuffer<int> _indices = new();
    private readonly AlignedBuffer<int> _places = new();
    private readonly AlignedBuffer<int> _halves = new();
    private readonly AlignedBuffer<double> _splitUniforms = new();
    private readonly AlignedBuffer<double> _mean = new();

    /// <summary>What a walk over the pairs is to keep besides the signs.</summary>
    [Flags]
    private enum Track
    {
        Signs = 0,

        /// <summary>The signed kernel sums G_i = Σ_r s_r k(x_r, x_i) of all points.</summary>
        Balance = 1,

        /// <summary>The kernel sums of all points, in the sums.</summary>
        Sums = 2,
    }

    /// <summary>Halves points (KT-SPLIT, one round): of every pair one point goes to each coreset, such that the two balance.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to halve, n, even.</param>
    /// <param name="delta">The failure probability δ in (0, 1).</param>
    /// <param name="uniforms">One uniform number a pair, n/2.</param>
    /// <param name="first">The first coreset, n/2.</param>
    /// <param name="second">The second coreset, n/2.</param>
    /// <exception cref="ArgumentException">A length does not fit, or δ is no probability.</exception>
    public void Halve(PointSet<T> points, ReadOnlySpan<int> input, double delta, ReadOnlySpan<double> uniforms, Span<int> first, Span<int> second)
    {
        int size = CheckRounds(input.Length, 1, uniforms.Length);
        Throw.IfNotProbability(delta);
        if (first.Length != size || second.Length != size)
            throw new ArgumentException($"Halves of {size} points do not fit {first.Length} and {second.Length} places.", nameof(first));
        points.Gather(input, ref LocalBlocks(input.Length, points.FeatureCount));
        Walk(points.FeatureCount, input.Length, delta, uniforms, Track.Signs, default);
        Divide(input, first, second);
    }

    /// <summary>Splits points into 2^m coresets by m rounds of halving; round j halves with failure probability δ 2^j/m.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to split, n, a multiple of 2^m.</param>
    /// <param name="rounds">The halving rounds, m, at least 1.</param>
    /// <param name="delta">The failure probability δ in (0, 1).</param>
    /// <param name="uniforms">m x n/2 uniform numbers, round after round.</param>
    /// <param name="coresets">The coresets one after the other, n.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A length does not fit, or δ is no probability.</exception>
    public void Split(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<int> coresets, CancellationToken cancellationToken = default)
    {
        CheckRounds(input.Length, rounds, uniforms.Length);
        Throw.IfNotProbability(delta);
        if (coresets.Length != input.Length) throw new ArgumentException($"{input.Length} points do not fit {coresets.Length} places.", nameof(coresets));
        SplitPlaces(points, input, rounds, delta, uniforms, mean: default, coresets, cancellationToken);
        for (int i = 0; i < coresets.Length; i++) coresets[i] = input[coresets[i]];
    }

    /// <summary>Splits into places in <paramref name="input"/>; takes the kernel mean along where it is asked for.</summary>
    internal void SplitPlaces(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<double> mean, Span<int> coresets, CancellationToken cancellationToken)
    {
        var split = new Splitting(input.Length, rounds, delta, !mean.IsEmpty);
        input.CopyTo(_input.Ensure(split.Count));
        uniforms[..split.UniformCount].CopyTo(_splitUniforms.Ensure(split.UniformCount));
        Span<int> places = _places.Ensure(split.Count), halves = _halves.Ensure(split.Count);
        for (int i = 0; i < places.Length; i++) places[i] = i;
        for (int round = 0; round < rounds; round++)
        {
            if (round > 0 && _team.Length > 1) SplitInParallel(points, split, round, cancellationToken);
            else
            {
                for (int part = 0; part < 1 << round; part++) SplitPart(this, points, split, round, part, cancellationToken);
            }

            if (round == 0 && !mean.IsEmpty) _sums.TakeMeans(mean, split.Count);
            halves.CopyTo(places);
        }

        places.CopyTo(coresets);
    }

    private readonly record struct Splitting(int Count, int Rounds, double Delta, bool TakesMean)
    {
        public int UniformCount => Rounds * (Count / 2);
    }

    // Apart, so that serial calls do not allocate the closure.
    private void SplitInParallel(PointSet<T> points, Splitting split, int round, CancellationToken cancellationToken) =>
        Threads.For(_team.Length, _team.Length, member =>
        {
            for (int part = member; part < 1 << round; part += _team.Length) _team[member].SplitPart(this, points, split, round, part, cancellationToken);
        });

    /// <summary>Halves one part of a round with this instance's scratch; the places are the owner's.</summary>
    private void SplitPart(KernelThinning<TKernel, T> owner, PointSet<T> points, Splitting split, int round, int part, CancellationToken cancellationToken)
    {
        int size = split.Count >> round, start = part * size;
        ReadOnlySpan<int> input = owner._input.Ensure(split.Count), whole = owner._places.Ensure(split.Count).Slice(start, size);
        ReadOnlySpan<double> uniforms = owner._splitUniforms.Ensure(split.UniformCount).Slice((round * split.Count + start) / 2, size / 2);
        Span<int> halves = owner._halves.Ensure(split.Count).Slice(start, size), indices = _indices.Ensure(size);
        for (int i = 0; i < size; i++) indices[i] = input[whole[i]];
        points.Gather(indices, ref LocalBlocks(size, points.FeatureCount));
        bool sums = round == 0 && split.TakesMean;
        if (sums) _sums.Start(size, groups: 1);
        Walk(points.FeatureCount, size, split.Delta * (1 << round) / split.Rounds, uniforms, sums ? Track.Sums : Track.Signs, cancellationToken);
        Divide(whole, halves[..(size / 2)], halves[(size / 2)..]);
    }

    /// <summary>
    /// Walks over the pairs of the gathered points and sets their signs: −1 for the first coreset, 1 for the second.
    /// Returns n² times the squared MMD to the input of the first coreset and of every second point.
    /// </summary>
    private (double Halved, double Turns) Walk(int featureCount, int count, double delta, ReadOnlySpan<double> uniforms, Track track,
        CancellationToken cancellationToken)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        _signs.EnsureZero(padded);
        if (track.HasFlag(Track.Balance)) _balance.EnsureZero(padded);

        var walk = new BalancingWalk(count, delta);
        for (int block = 0; block < PointBlock.Count(count); block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _strip.Fill(_kernel, ref _local.Reference, block, featureCount);
            WalkBlock(ref walk, _strip, count, uniforms, track);
        }

        return (walk.Halved, walk.Turns);
    }

    private void WalkBlock(ref BalancingWalk walk, KernelStrip<T> strip, int count, ReadOnlySpan<double> uniforms, Track track)
    {
        int start = strip.Before, rows = Math.Min(PointBlock.Size, count - start);
        ref T signs = ref Unsafe.Add(ref _signs.Reference, start);
        Span<double> balance = stackalloc double[PointBlock.Size], byTurns = stackalloc double[PointBlock.Size];
        Lanes<T>.Dot(ref strip.Row(0), strip.Stride, ref _signs.Reference, start, balance, byTurns);
        for (int x = 0; x + 1 < rows; x += 2)
        {
            double squared = strip.Within(x, x) - 2 * strip.Within(x + 1, x) + strip.Within(x + 1, x + 1);
            double sign = walk.Step(squared, balance[x] - balance[x + 1], byTurns[x + 1] - byTurns[x], uniforms[(start + x) / 2]);
            Unsafe.Add(ref signs, x) = Lanes<T>.FromDouble(sign);
            Unsafe.Add(ref signs, x + 1) = Lanes<T>.FromDouble(-sign);
            for (int row = 0; row < rows; row++)
            {
                double difference = strip.Within(row, x) - strip.Within(row, x + 1);
                balance[row] += sign * difference;
                byTurns[row] -= difference;
            }
        }

        if (track.HasFlag(Track.Balance))
        {
            Lanes<T>.AddRows(ref _balance.Reference, ref strip.Row(0), strip.Stride, ref signs, start);
            for (int row = 0; row < rows; row++) Unsafe.Add(ref _balance.Reference, start + row) = Lanes<T>.FromDouble(balance[row]);
        }

        if (track.HasFlag(Track.Sums))
        {
            _sums.Add(ref strip.Row(0), strip.Stride, rows, start, 0, start, group: 0);
            _sums.AddWithin(ref Unsafe.Add(ref strip.Row(0), start), strip.Stride, rows, start, group: 0);
        }
    }

    /// <summary>Sends every point where its sign says, in order.</summary>
    private void Divide(ReadOnlySpan<int> whole, Span<int> first, Span<int> second)
    {
        for (int pair = 0; pair < first.Length; pair++)
        {
            int swapped = T.IsPositive(Unsafe.Add(ref _signs.Reference, 2 * pair)) ? 1 : 0;
            first[pair] = whole[2 * pair + swapped];
            second[pair] = whole[2 * pair + 1 - swapped];
        }
    }
}
