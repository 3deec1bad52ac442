using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>Compress(g): split points in four consecutive quarters, compress each, join them and halve.</summary>
/// <remarks>Source: Shetty, Dwivedi and Mackey, <i>Distribution Compression in Near-linear Time</i> (ICLR 2022).</remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Compress<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelThinning<TKernel, T> _thinning;

    /// <summary>Makes a compressor that halves with the given thinner.</summary>
    public Compress(KernelThinning<TKernel, T> thinning)
    {
        ArgumentNullException.ThrowIfNull(thinning);
        _thinning = thinning;
    }

    /// <summary>Brings every bin of the indices down by <paramref name="levels"/> halvings.</summary>
    /// <param name="points">The points.</param>
    /// <param name="indices">The indices, a multiple of 2^levels; the first |indices|/2^levels places receive those kept.</param>
    /// <param name="levels">The levels of the recursion, at least 1: at level 1 a block is halved directly.</param>
    /// <param name="bins">The number of consecutive bins compressed separately.</param>
    /// <param name="halveProbability">The failure probability of a halving of l points, over l².</param>
    /// <param name="swap">Whether halvings swap.</param>
    /// <param name="random">The uniform numbers.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The indices cannot be halved so often.</exception>
    public void Run(PointSet<T> points, Span<int> indices, int levels, int bins, double halveProbability, bool swap, ref Pcg64 random,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (indices.Length % (1 << levels) != 0) throw new ArgumentException($"{indices.Length} points cannot be halved {levels} times.", nameof(indices));
        Join(points, indices, levels, bins, new Step(halveProbability, swap), ref random, cancellationToken);
    }

    private readonly record struct Step(double HalveProbability, bool Swap);

    /// <summary>Compresses consecutive parts and moves what they keep together.</summary>
    private int Join(PointSet<T> points, Span<int> indices, int levels, int parts, Step step, ref Pcg64 random, CancellationToken cancellationToken)
    {
        // What a part keeps is joined to an even number only if the part holds whole units of 2^levels points.
        int unit = 1 << levels, units = indices.Length / unit, kept = 0;
        for (int part = 0; part < parts; part++)
        {
            int start = (int)((long)units * part / parts) * unit, end = (int)((long)units * (part + 1) / parts) * unit;
            if (start == end) continue;
            Span<int> block = indices[start..end];
            int size = block.Length;
            if (levels > 1) size = Join(points, block, levels - 1, 4, step, ref random, cancellationToken);
            _thinning.HalveSymmetrized(points, block[..size], step.HalveProbability * size * size, step.Swap, ref random, cancellationToken);
            block[..(size / 2)].CopyTo(indices[kept..]);
            kept += size / 2;
        }

        return kept;
    }
}
