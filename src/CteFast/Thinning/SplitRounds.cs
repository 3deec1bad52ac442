using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>KT-SPLIT in m rounds: every round halves all parts of the one before. Owns its scratch; each thread has a walk.</summary>
internal sealed class SplitRounds<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Worker[] _workers;
    private readonly AlignedBuffer<int> _input = new();
    private readonly AlignedBuffer<int> _places = new();
    private readonly AlignedBuffer<double> _uniforms = new();

    public SplitRounds(TKernel kernel, int threads)
    {
        _workers = new Worker[threads];
        for (int i = 0; i < threads; i++) _workers[i] = new Worker(kernel);
    }

    /// <summary>Splits into places in the input, one coreset after the other.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to split, n.</param>
    /// <param name="rounds">The halving rounds, m.</param>
    /// <param name="delta">The failure probability δ; round j halves with δ 2^j/m.</param>
    /// <param name="uniforms">m x n/2 uniform numbers.</param>
    /// <param name="mean">Receives the kernel mean of the input, n, which the first round comes by; empty when it is not wanted.</param>
    /// <param name="coresets">Receives the places, n.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Split(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<double> mean, Span<int> coresets, CancellationToken cancellationToken)
    {
        var split = new Splitting(input.Length, rounds, delta);
        input.CopyTo(_input.Ensure(split.Count));
        uniforms[..split.UniformCount].CopyTo(_uniforms.Ensure(split.UniformCount));
        Span<int> places = _places.Ensure(split.Count);
        IndexLoops.Sequence(places);
        for (int round = 0, end; round < rounds; round = end)
        {
            // As soon as there are parts for all threads, each is split to the end by one of them: nobody waits for others between rounds.
            end = round == 0 || 1 << round < _workers.Length ? round + 1 : rounds;
            if (round > 0 && _workers.Length > 1) SplitInParallel(points, split, round..end, cancellationToken);
            else
            {
                for (int part = 0; part < 1 << round; part++) SplitPart(_workers[0], points, split, round..end, part, cancellationToken);
            }

            if (round == 0 && !mean.IsEmpty) _workers[0].Walk.TakeMeans(mean, split.Count);
        }

        places.CopyTo(coresets);
    }

    private readonly record struct Splitting(int Count, int Rounds, double Delta)
    {
        public int UniformCount => Rounds * (Count / 2);
    }

    // Apart, so that serial calls do not allocate the closure.
    private void SplitInParallel(PointSet<T> points, Splitting split, Range rounds, CancellationToken cancellationToken) =>
        Threads.For(_workers.Length, _workers.Length, worker =>
        {
            for (int part = worker; part < 1 << rounds.Start.Value; part += _workers.Length)
                SplitPart(_workers[worker], points, split, rounds, part, cancellationToken);
        });

    /// <summary>Splits one part of the first of these rounds, and in the rounds after it the parts that this has made.</summary>
    private void SplitPart(Worker worker, PointSet<T> points, Splitting split, Range rounds, int part, CancellationToken cancellationToken)
    {
        for (int round = rounds.Start.Value; round < rounds.End.Value; round++)
        {
            int parts = 1 << (round - rounds.Start.Value);
            for (int i = 0; i < parts; i++) HalvePart(worker, points, split, round, part * parts + i, cancellationToken);
        }
    }

    private void HalvePart(Worker worker, PointSet<T> points, Splitting split, int round, int part, CancellationToken cancellationToken)
    {
        int size = split.Count >> round, start = part * size;
        ReadOnlySpan<double> uniforms = _uniforms.Ensure(split.UniformCount).Slice((round * split.Count + start) / 2, size / 2);
        worker.Halve(points, _input.Ensure(split.Count), _places.Ensure(split.Count).Slice(start, size), split.Delta * (1 << round) / split.Rounds, uniforms,
            round == 0 ? _workers.Length : 1, cancellationToken);
    }

    /// <summary>What a thread needs to halve one part.</summary>
    private sealed class Worker(TKernel kernel)
    {
        private readonly AlignedBuffer<T> _gathered = new();
        private readonly AlignedBuffer<int> _indices = new();
        private readonly AlignedBuffer<int> _halves = new();

        public SplitWalk<TKernel, T> Walk { get; } = new(kernel);

        /// <summary>Halves places in the input: the first half comes to the front.</summary>
        public void Halve(PointSet<T> points, ReadOnlySpan<int> input, Span<int> whole, double delta, ReadOnlySpan<double> uniforms, int threads,
            CancellationToken cancellationToken)
        {
            Span<int> halves = _halves.Ensure(whole.Length), indices = _indices.Ensure(whole.Length);
            IndexLoops.Gather(input, whole, indices);
            Walk.Ahead(points.Gather(indices, _gathered), delta, uniforms, threads, cancellationToken);
            Walk.Divide(whole, halves[..(whole.Length / 2)], halves[(whole.Length / 2)..]);
            halves.CopyTo(whole);
        }
    }
}
