using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>
/// Kernel thinning: of n points keep n/2^m such that their mean embeds almost where the mean of all does.
/// Owns the scratch of its calls, so that it allocates nothing once it has seen its largest input; one instance a thread.
/// </summary>
/// <remarks>
/// Source: Dwivedi and Mackey, <i>Kernel Thinning</i> (JMLR 2024) and <i>Generalized Kernel Thinning</i> (ICLR 2022).
/// The work is done in the fused form: every pair's kernel is computed once and its contributions to all signs, sums and
/// discrepancies are taken while it is in the cache. Indices in and out are those of the <see cref="PointSet{T}"/>.
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed partial class KernelThinning<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TKernel _kernel;
    private readonly KernelThinning<TKernel, T>[] _team;
    private readonly KernelStrip<T> _strip = new();
    private readonly KernelSums<T> _sums = new();
    private readonly AlignedBuffer<T> _local = new();

    /// <summary>Makes a thinner for a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="threads">The most threads to use; the results are the same for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public KernelThinning(TKernel kernel, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _kernel = kernel;
        _team = new KernelThinning<TKernel, T>[threads];
        _team[0] = this;
        for (int member = 1; member < threads; member++) _team[member] = new KernelThinning<TKernel, T>(kernel);
    }

    /// <summary>This thinner and as many more as there are threads, for independent work.</summary>
    internal ReadOnlySpan<KernelThinning<TKernel, T>> Team => _team;

    /// <summary>Thins points in <paramref name="rounds"/> halving rounds: split, best candidate against standard thinning, swap.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to thin, n, a multiple of 2^m.</param>
    /// <param name="rounds">The halving rounds, m.</param>
    /// <param name="options">δ and variants.</param>
    /// <param name="uniforms">m x n/2 uniform numbers in [0, 1), round after round.</param>
    /// <param name="coreset">The indices kept, n/2^m.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Thin(PointSet<T> points, ReadOnlySpan<int> input, int rounds, ThinningOptions options, ReadOnlySpan<double> uniforms,
        Span<int> coreset, CancellationToken cancellationToken = default)
    {
        CheckThin(input.Length, rounds, uniforms.Length, coreset.Length);
        if (rounds == 0)
        {
            input.CopyTo(coreset);
            return;
        }

        Throw.IfNotProbability(options.Delta);
        Span<int> candidates = _order.Ensure(input.Length);
        Span<double> mean = options.MeanZero ? default : _mean.Ensure(input.Length);
        SplitPlaces(points, input, rounds, options.Delta, uniforms, mean, candidates, cancellationToken);

        KeepBest(points, input, mean, candidates, options, coreset, cancellationToken);
    }

    /// <summary>
    /// The second half of thinning: the best of the candidates, places in the input one coreset after the other, and standard thinning,
    /// then swaps. The kernel mean is empty for a zero mean.
    /// </summary>
    internal void KeepBest(PointSet<T> points, ReadOnlySpan<int> input, ReadOnlySpan<double> mean, ReadOnlySpan<int> candidates, ThinningOptions options,
        Span<int> coreset, CancellationToken cancellationToken)
    {
        int size = coreset.Length;
        points.Gather(input, ref LocalBlocks(input.Length, points.FeatureCount));
        Span<int> places = _coreset.Ensure(size);
        StandardThin(input.Length, places);
        // Two halves of the same points have the same MMD to them.
        int rivals = candidates.Length == 2 * size && !options.MeanZero ? 1 : candidates.Length / size;
        ImproveOn(points.FeatureCount, mean, candidates[..(rivals * size)], places);
        StartStatistic(_local, points.FeatureCount, input.Length, mean, places);
        Candidates rest = SetApart(_local, points.FeatureCount, input.Length, places, options.Unique);
        SwapPass(rest, places, complement: default, isLast: true, cancellationToken);
        IndexLoops.Gather(input, places, coreset);
    }

    /// <summary>Throws unless the lengths of a thinning fit one another.</summary>
    internal static void CheckThin(int count, int rounds, int uniforms, int coreset)
    {
        int size = CheckRounds(count, rounds, uniforms);
        if (coreset != size) throw new ArgumentException($"A coreset of {size} points does not fit {coreset} places.", nameof(coreset));
    }

    private static int CheckRounds(int count, int rounds, int uniforms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rounds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rounds, 30);
        if (count == 0 || count % (1 << rounds) != 0) throw new ArgumentException($"{count} points cannot be halved {rounds} times.", nameof(rounds));
        if (uniforms < rounds * (count / 2)) throw new ArgumentException($"{rounds} rounds of {count} points need {rounds * (count / 2)} uniform numbers, not {uniforms}.", nameof(uniforms));
        return count >> rounds;
    }

    private ref T LocalBlocks(int count, int featureCount)
    {
        _local.Ensure(PointBlock.Count(count) * PointBlock.Size * featureCount);
        return ref _local.Reference;
    }
}
