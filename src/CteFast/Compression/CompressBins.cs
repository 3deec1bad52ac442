using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>Compress(g), the recursion inside Compress++: split points in four consecutive quarters, compress each, join them and halve.</summary>
/// <remarks>Source: Shetty, Dwivedi and Mackey, <i>Distribution Compression in Near-linear Time</i> (ICLR 2022).</remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class CompressBins<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SymmetrizedHalving<TKernel, T>[] _halvings;

    public CompressBins(TKernel kernel, int threads)
    {
        _halvings = new SymmetrizedHalving<TKernel, T>[threads];
        for (int i = 0; i < threads; i++) _halvings[i] = new SymmetrizedHalving<TKernel, T>(kernel, i == 0 ? threads : 1);
    }

    /// <summary>Brings every bin of the indices down by <paramref name="levels"/> halvings.</summary>
    /// <param name="points">The points.</param>
    /// <param name="indices">The indices, a multiple of 2^levels; the first |indices|/2^levels places receive those kept.</param>
    /// <param name="levels">The levels of the recursion, at least 1: at level 1 a block is halved directly.</param>
    /// <param name="bins">The number of consecutive bins compressed separately.</param>
    /// <param name="halveProbability">The failure probability of a halving of l points, over l².</param>
    /// <param name="swap">Whether halvings swap.</param>
    /// <param name="random">The uniform numbers.</param>
    /// <param name="progress">Receives the fraction of the bins done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The indices cannot be halved so often.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(PointSet<T> points, Span<int> indices, int levels, int bins, double halveProbability, bool swap, ref Pcg64 random,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (indices.Length % (1 << levels) != 0) throw new ArgumentException($"{indices.Length} points cannot be halved {levels} times.", nameof(indices));
        var step = new Step(halveProbability, swap);
        if (_halvings.Length > 1 && bins > 1) JoinInParallel(points, indices, levels, bins, step, ref random, progress, cancellationToken);
        else Join(_halvings[0], points, indices, levels, bins, step, ref random, progress, cancellationToken);
    }

    private readonly record struct Step(double HalveProbability, bool Swap);

    /// <summary>Compresses consecutive parts and moves what they keep together.</summary>
    private static int Join(SymmetrizedHalving<TKernel, T> halving, PointSet<T> points, Span<int> indices, int levels, int parts, Step step,
        ref Pcg64 random, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int kept = 0;
        for (int part = 0; part < parts; part++)
        {
            Span<int> block = indices[Part(indices.Length, levels, part, parts)];
            int size = block.Length;
            if (size == 0) continue;
            if (levels > 1) size = Join(halving, points, block, levels - 1, 4, step, ref random, progress: null, cancellationToken);
            halving.Halve(points, block[..size], step.HalveProbability * size * size, step.Swap, ref random, cancellationToken);
            block[..(size / 2)].CopyTo(indices[kept..]);
            kept += size / 2;
            progress?.Report((part + 1.0) / parts);
        }

        return kept;
    }

    /// <summary>The bins on several threads: each starts from the random number that it would start from in order.</summary>
    private void JoinInParallel(PointSet<T> points, Span<int> indices, int levels, int bins, Step step, ref Pcg64 random, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        int[] all = indices.ToArray();
        var starts = new Pcg64[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            starts[bin] = random;
            random.Advance(Draws(all.AsSpan()[Part(all.Length, levels, bin, bins)].Length, levels));
        }

        StepProgress? steps = StepProgress.Of(progress, bins);
        Threads.For(_halvings.Length, _halvings.Length, worker =>
        {
            for (int bin = worker; bin < bins; bin += _halvings.Length)
            {
                Join(_halvings[worker], points, all.AsSpan()[Part(all.Length, levels, bin, bins)], levels, 1, step, ref starts[bin], progress: null, cancellationToken);
                steps?.Add();
            }
        });

        int kept = 0;
        for (int bin = 0; bin < bins; bin++)
        {
            Span<int> block = all.AsSpan()[Part(all.Length, levels, bin, bins)];
            block[..(block.Length >> levels)].CopyTo(indices[kept..]);
            kept += block.Length >> levels;
        }
    }

    /// <summary>A part of consecutive indices. What a part keeps is joined to an even number only if it holds a multiple of 2^levels points.</summary>
    private static Range Part(int length, int levels, int part, int parts)
    {
        int multiple = 1 << levels;
        long held = length / multiple;
        return ((int)(held * part / parts) * multiple)..((int)(held * (part + 1) / parts) * multiple);
    }

    /// <summary>The random numbers that a block takes: one a pair and a coin for every halving, of four points one in all.</summary>
    private static ulong Draws(int length, int levels)
    {
        ulong draws = 0;
        int size = length;
        if (levels > 1)
        {
            for (int part = 0; part < 4; part++) draws += Draws(Part(length, levels - 1, part, 4).GetOffsetAndLength(length).Length, levels - 1);
            size = length >> (levels - 1);
        }

        return size switch
        {
            0 => 0,
            4 => draws + 1,
            _ => draws + (ulong)(size / 2) + 1,
        };
    }
}
