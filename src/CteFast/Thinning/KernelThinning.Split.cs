using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Numerics;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private readonly AlignedBuffer<T> _signs = new();
    private readonly AlignedBuffer<T> _balance = new();
    private readonly AlignedBuffer<int> _order = new();
    private readonly AlignedBuffer<int> _halves = new();
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
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Halve(PointSet<T> points, ReadOnlySpan<int> input, double delta, ReadOnlySpan<double> uniforms, Span<int> first, Span<int> second)
    {
        int size = CheckRounds(input.Length, 1, uniforms.Length);
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
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Split(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<int> coresets, CancellationToken cancellationToken = default)
    {
        CheckRounds(input.Length, rounds, uniforms.Length);
        if (coresets.Length != input.Length) throw new ArgumentException($"{input.Length} points do not fit {coresets.Length} places.", nameof(coresets));
        SplitPlaces(points, input, rounds, delta, uniforms, mean: default, coresets, cancellationToken);
        for (int i = 0; i < coresets.Length; i++) coresets[i] = input[coresets[i]];
    }

    /// <summary>Splits into places in <paramref name="input"/>; takes the kernel mean along where it is asked for.</summary>
    private void SplitPlaces(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<double> mean, Span<int> coresets, CancellationToken cancellationToken)
    {
        int count = input.Length;
        Span<int> scratch = _halves.Ensure(2 * count), halves = scratch[..count], indices = scratch[count..];
        for (int i = 0; i < count; i++) coresets[i] = i;
        for (int round = 0; round < rounds; round++)
        {
            int size = count >> round;
            for (int part = 0; part < 1 << round; part++)
            {
                Span<int> whole = coresets.Slice(part * size, size);
                for (int i = 0; i < size; i++) indices[i] = input[whole[i]];
                points.Gather(indices[..size], ref LocalBlocks(size, points.FeatureCount));
                bool sums = round == 0 && !mean.IsEmpty;
                if (sums) _sums.Start(count, groups: 1);
                Walk(points.FeatureCount, size, delta * (1 << round) / rounds, uniforms.Slice((round * count + part * size) / 2, size / 2),
                    sums ? Track.Sums : Track.Signs, cancellationToken);
                if (sums) _sums.TakeMeans(mean, count);
                Divide(whole, halves.Slice(part * size, size / 2), halves.Slice(part * size + size / 2, size / 2));
            }

            halves.CopyTo(coresets);
        }
    }

    /// <summary>
    /// Walks over the pairs of the gathered points and sets their signs: −1 for the first coreset, 1 for the second.
    /// Returns n² times the squared MMD to the input of the first coreset and of every second point.
    /// </summary>
    private (double Halved, double Turns) Walk(int featureCount, int count, double delta, ReadOnlySpan<double> uniforms, Track track,
        CancellationToken cancellationToken)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        Span<T> signs = _signs.EnsureZero(padded);
        if (track.HasFlag(Track.Balance)) _balance.EnsureZero(padded);

        var walk = new BalancingWalk(count, delta);
        Span<double> balance = stackalloc double[PointBlock.Size], byTurns = stackalloc double[PointBlock.Size];
        for (int block = 0; block < PointBlock.Count(count); block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = block * PointBlock.Size, rows = Math.Min(PointBlock.Size, count - start);
            _strip.Fill(_kernel, ref _local.Reference, block, featureCount);
            Lanes<T>.Dot(ref _strip.Row(0), _strip.Stride, ref _signs.Reference, start, balance, byTurns);

            for (int x = 0; x + 1 < rows; x += 2)
            {
                double squared = _strip.Within(x, x) - 2 * _strip.Within(x + 1, x) + _strip.Within(x + 1, x + 1);
                double sign = walk.Step(squared, balance[x] - balance[x + 1], byTurns[x + 1] - byTurns[x], uniforms[(start + x) / 2]);
                signs[start + x] = T.CreateTruncating(sign);
                signs[start + x + 1] = T.CreateTruncating(-sign);
                for (int row = 0; row < rows; row++)
                {
                    double difference = _strip.Within(row, x) - _strip.Within(row, x + 1);
                    balance[row] += sign * difference;
                    byTurns[row] -= difference;
                }
            }

            if (track.HasFlag(Track.Balance))
            {
                Lanes<T>.AddRows(ref _balance.Reference, ref _strip.Row(0), _strip.Stride, ref Unsafe.Add(ref _signs.Reference, start), start);
                for (int row = 0; row < rows; row++) Unsafe.Add(ref _balance.Reference, start + row) = T.CreateTruncating(balance[row]);
            }

            if (track.HasFlag(Track.Sums))
            {
                _sums.Add(ref _strip.Row(0), _strip.Stride, rows, start, 0, start, group: 0);
                _sums.AddWithin(ref Unsafe.Add(ref _strip.Row(0), start), _strip.Stride, rows, start, group: 0);
            }
        }

        return (walk.Halved, walk.Turns);
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
