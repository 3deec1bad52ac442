using System.Runtime.CompilerServices;
using CteFast.Data;

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
        WalkAhead(points.FeatureCount, input.Length, delta, uniforms, _team.Length, default);
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
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Split(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<int> coresets, CancellationToken cancellationToken = default)
    {
        CheckRounds(input.Length, rounds, uniforms.Length);
        Throw.IfNotProbability(delta);
        if (coresets.Length != input.Length) throw new ArgumentException($"{input.Length} points do not fit {coresets.Length} places.", nameof(coresets));
        SplitPlaces(points, input, rounds, delta, uniforms, mean: default, coresets, cancellationToken);
        IndexLoops.Gather(input, coresets, coresets);
    }

    /// <summary>Splits into places in <paramref name="input"/>; takes the kernel mean along where it is asked for.</summary>
    internal void SplitPlaces(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<double> mean, Span<int> coresets, CancellationToken cancellationToken)
    {
        var split = new Splitting(input.Length, rounds, delta);
        input.CopyTo(_input.Ensure(split.Count));
        uniforms[..split.UniformCount].CopyTo(_splitUniforms.Ensure(split.UniformCount));
        Span<int> places = _places.Ensure(split.Count);
        IndexLoops.Sequence(places);
        for (int round = 0, end; round < rounds; round = end)
        {
            // As soon as there are parts for all threads, each is split to the end by itself: nobody waits for others between rounds.
            end = round == 0 || 1 << round < _team.Length ? round + 1 : rounds;
            if (round > 0 && _team.Length > 1) SplitInParallel(points, split, round..end, cancellationToken);
            else
            {
                for (int part = 0; part < 1 << round; part++) SplitRounds(this, points, split, round..end, part, cancellationToken);
            }

            if (round == 0 && !mean.IsEmpty) _sums.TakeMeans(mean, split.Count);
        }

        places.CopyTo(coresets);
    }

    private readonly record struct Splitting(int Count, int Rounds, double Delta)
    {
        public int UniformCount => Rounds * (Count / 2);
    }

    // Apart, so that serial calls do not allocate the closure.
    private void SplitInParallel(PointSet<T> points, Splitting split, Range rounds, CancellationToken cancellationToken) =>
        Threads.For(_team.Length, _team.Length, member =>
        {
            for (int part = member; part < 1 << rounds.Start.Value; part += _team.Length)
                _team[member].SplitRounds(this, points, split, rounds, part, cancellationToken);
        });

    /// <summary>Splits one part of the first of some rounds, and in the rounds after it the parts that this has made.</summary>
    private void SplitRounds(KernelThinning<TKernel, T> owner, PointSet<T> points, Splitting split, Range rounds, int part, CancellationToken cancellationToken)
    {
        for (int round = rounds.Start.Value; round < rounds.End.Value; round++)
        {
            int parts = 1 << (round - rounds.Start.Value);
            for (int i = 0; i < parts; i++) SplitPart(owner, points, split, round, part * parts + i, cancellationToken);
        }
    }

    /// <summary>Halves one part of a round in place with this instance's scratch; the places are the owner's.</summary>
    private void SplitPart(KernelThinning<TKernel, T> owner, PointSet<T> points, Splitting split, int round, int part, CancellationToken cancellationToken)
    {
        int size = split.Count >> round, start = part * size;
        ReadOnlySpan<int> input = owner._input.Ensure(split.Count);
        Span<int> whole = owner._places.Ensure(split.Count).Slice(start, size);
        ReadOnlySpan<double> uniforms = owner._splitUniforms.Ensure(split.UniformCount).Slice((round * split.Count + start) / 2, size / 2);
        Span<int> halves = _halves.Ensure(size), indices = _indices.Ensure(size);
        IndexLoops.Gather(input, whole, indices);
        points.Gather(indices, ref LocalBlocks(size, points.FeatureCount));
        WalkAhead(points.FeatureCount, size, split.Delta * (1 << round) / split.Rounds, uniforms, round == 0 ? _team.Length : 1, cancellationToken);
        Divide(whole, halves[..(size / 2)], halves[(size / 2)..]);
        halves.CopyTo(whole);
    }

    /// <summary>Sends every point where its sign says, in order.</summary>
    // Hot from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
