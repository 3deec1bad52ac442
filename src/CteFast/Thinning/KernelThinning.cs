using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>
/// Kernel thinning: of n points keep n/2^m whose kernel mean is almost that of all. The steps are here one by one, for studies and for methods built
/// on them; to choose rows that stand for a table, call <c>Coreset.Compress</c>. An instance holds the scratch memory of its calls, so that it
/// allocates nothing once it has seen its largest input; use one instance a thread.
/// </summary>
/// <remarks>
/// Source: Dwivedi and Mackey, <i>Kernel Thinning</i> (JMLR 2024) and <i>Generalized Kernel Thinning</i> (ICLR 2022).
/// Every pair's kernel value is computed once; what it adds to signs, sums and discrepancies is taken while it is in the cache. Indices in and out
/// are those of the <see cref="PointSet{T}"/>.
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class KernelThinning<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostRefinePasses = 100;

    private readonly TKernel _kernel;
    private readonly int _threads;
    private readonly SplitRounds<TKernel, T> _split;
    private readonly SymmetrizedHalving<TKernel, T> _halving;
    private readonly CandidateChoice<TKernel, T> _choice;
    private readonly SwapStatistic<TKernel, T> _statistic;
    private readonly SwapSearch<TKernel, T> _search;
    private readonly KeptRows<T> _keptRows = new();
    private readonly KeptRowSearch<TKernel, T> _keptSearch;
    private readonly PlaceMap _map = new();
    private readonly KernelSums<T> _sums = new();
    private readonly AlignedBuffer<double> _mean = new();
    private readonly AlignedBuffer<T> _gathered = new();
    private readonly AlignedBuffer<int> _candidates = new();
    private readonly AlignedBuffer<int> _places = new();

    /// <summary>Makes a thinner for a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="threads">The most threads to use; the results are the same for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public KernelThinning(TKernel kernel, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_kernel, _threads) = (kernel, threads);
        _split = new SplitRounds<TKernel, T>(kernel, threads);
        _halving = new SymmetrizedHalving<TKernel, T>(kernel, threads);
        _choice = new CandidateChoice<TKernel, T>(kernel);
        _statistic = new SwapStatistic<TKernel, T>(kernel, threads);
        _search = new SwapSearch<TKernel, T>(kernel, _statistic, threads);
        _keptSearch = new KeptRowSearch<TKernel, T>(kernel, _statistic, _keptRows);
    }

    /// <summary>Whether refinement keeps rows where it can: the results are the same.</summary>
    internal bool MayKeepRows { get; init; } = true;

    /// <summary>Halves points (KT-SPLIT, one round): of every pair one point goes to each coreset, such that the two balance.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to halve, n, even.</param>
    /// <param name="delta">The failure probability δ in (0, 1).</param>
    /// <param name="uniforms">One uniform number a pair, n/2.</param>
    /// <param name="first">Receives the first coreset, n/2.</param>
    /// <param name="second">Receives the second coreset, n/2.</param>
    /// <exception cref="ArgumentException">A length does not fit, or δ is no probability.</exception>
    public void Halve(PointSet<T> points, ReadOnlySpan<int> input, double delta, ReadOnlySpan<double> uniforms, Span<int> first, Span<int> second)
    {
        int size = CheckRounds(input.Length, 1, uniforms.Length);
        Throw.IfNotProbability(delta);
        if (first.Length != size || second.Length != size)
            throw new ArgumentException($"Halves of {size} points do not fit {first.Length} and {second.Length} places.", nameof(first));
        Span<int> halves = _candidates.Ensure(input.Length);
        _split.Split(points, input, rounds: 1, delta, uniforms, mean: default, halves, default);
        IndexLoops.Gather(input, halves[..size], first);
        IndexLoops.Gather(input, halves[size..], second);
    }

    /// <summary>Splits points into 2^m coresets by m rounds of halving; round j halves with failure probability δ 2^j/m.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to split, n, a multiple of 2^m.</param>
    /// <param name="rounds">The halving rounds, m, at least 1.</param>
    /// <param name="delta">The failure probability δ in (0, 1).</param>
    /// <param name="uniforms">m x n/2 uniform numbers, round after round.</param>
    /// <param name="coresets">Receives the coresets one after the other, n.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A length does not fit, or δ is no probability.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Split(PointSet<T> points, ReadOnlySpan<int> input, int rounds, double delta, ReadOnlySpan<double> uniforms,
        Span<int> coresets, CancellationToken cancellationToken = default)
    {
        CheckRounds(input.Length, rounds, uniforms.Length);
        Throw.IfNotProbability(delta);
        if (coresets.Length != input.Length) throw new ArgumentException($"{input.Length} points do not fit {coresets.Length} places.", nameof(coresets));
        _split.Split(points, input, rounds, delta, uniforms, mean: default, coresets, cancellationToken);
        IndexLoops.Gather(input, coresets, coresets);
    }

    /// <summary>Thins points in <paramref name="rounds"/> halving rounds: split, best candidate against standard thinning, swap.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to thin, n, a multiple of 2^m.</param>
    /// <param name="rounds">The halving rounds, m.</param>
    /// <param name="options">δ and variants.</param>
    /// <param name="uniforms">m x n/2 uniform numbers in [0, 1), round after round.</param>
    /// <param name="coreset">Receives the indices kept, n/2^m.</param>
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
        Span<int> candidates = _candidates.Ensure(input.Length);
        Span<double> mean = options.MeanZero ? default : _mean.Ensure(input.Length);
        _split.Split(points, input, rounds, options.Delta, uniforms, mean, candidates, cancellationToken);
        KeepBest(points.Gather(input, _gathered), input, mean, candidates, options, coreset, cancellationToken);
    }

    /// <summary>The second half of thinning, with candidates from a split by another kernel.</summary>
    internal void KeepBest(PointSet<T> points, ReadOnlySpan<int> input, ReadOnlySpan<int> candidates, ThinningOptions options, Span<int> coreset,
        CancellationToken cancellationToken)
    {
        PointBlocks<T> gathered = points.Gather(input, _gathered);
        KeepBest(gathered, input, MeanOf(gathered, options, cancellationToken), candidates, options, coreset, cancellationToken);
    }

    /// <summary>Chooses the coreset of least squared MMD to the input among a baseline and candidates.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the input points, n.</param>
    /// <param name="baseline">The coreset to beat, such as that of standard thinning; indices among the points.</param>
    /// <param name="candidates">Candidates of equal size one after the other, indices among the points.</param>
    /// <param name="options">Variants; δ is not used.</param>
    /// <param name="best">Receives the chosen coreset, as long as a candidate.</param>
    /// <returns>The chosen candidate, or −1 for the baseline.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public int Best(PointSet<T> points, ReadOnlySpan<int> input, ReadOnlySpan<int> baseline, ReadOnlySpan<int> candidates, ThinningOptions options,
        Span<int> best)
    {
        if (best.IsEmpty || baseline.Length != best.Length || candidates.Length % best.Length != 0)
            throw new ArgumentException($"A baseline of {baseline.Length} and candidates of {candidates.Length} indices do not fit coresets of {best.Length} points.", nameof(candidates));
        PointBlocks<T> gathered = points.Gather(input, _gathered);
        ReadOnlySpan<double> mean = MeanOf(gathered, options, default);
        _map.Find(points.Count, input, baseline, best);
        Span<int> places = _candidates.Ensure(candidates.Length);
        _map.Find(points.Count, input, candidates, places);
        // Two halves of the input have the same MMD to it.
        if (candidates.Length == 2 * best.Length && !options.MeanZero && _map.AreAll(places, input.Length)) places = places[..best.Length];
        int chosen = _choice.ImproveOn(gathered, mean, places, best);
        IndexLoops.Gather(input, best, best);
        return chosen;
    }

    /// <summary>
    /// Improves a coreset by swaps (KT-SWAP): for every place in order, the point there gives way to the input point that
    /// lowers the squared MMD most, itself included.
    /// </summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the input points, n.</param>
    /// <param name="options">Variants; δ is not used.</param>
    /// <param name="coreset">Indices among <paramref name="input"/>; replaced by the better ones in place.</param>
    /// <param name="cancellationToken">Stops the work; the coreset is then as it was.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="ArgumentException">A point of the coreset is not one of the input, or is there twice though points must be unique.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public bool Swap(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, Span<int> coreset, CancellationToken cancellationToken = default) =>
        Swap(points, input, options, coreset, complement: default, cancellationToken);

    /// <summary>As the other overload, and keeps the complement: a point swapped in leaves its place there to the one it replaced.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the input points, n.</param>
    /// <param name="options">Variants, <see cref="ThinningOptions.Unique"/> when a complement is kept.</param>
    /// <param name="coreset">Indices among <paramref name="input"/>; replaced by the better ones in place.</param>
    /// <param name="complement">The input points not in the coreset, or empty.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="ArgumentException">A point is not one of the input, or is there twice though points must be unique.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public bool Swap(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, Span<int> coreset, Span<int> complement,
        CancellationToken cancellationToken = default)
    {
        if (!complement.IsEmpty && coreset.Length + complement.Length != input.Length)
            throw new ArgumentException($"A coreset of {coreset.Length} and a complement of {complement.Length} points are not all {input.Length}.", nameof(complement));
        PointBlocks<T> gathered = points.Gather(input, _gathered);
        ReadOnlySpan<double> mean = MeanOf(gathered, options, cancellationToken);
        Span<int> all = _places.Ensure(coreset.Length + complement.Length), places = all[..coreset.Length], rest = all[coreset.Length..];
        _map.Find(points.Count, input, coreset, places);
        _map.Find(points.Count, input, complement, rest);
        _statistic.Start(gathered, mean, places);
        SwapCandidates<T> candidates = rest.IsEmpty ? _statistic.SetApart(gathered, places, options.Unique) : _statistic.SetApart(gathered, places, rest);
        bool changed = _search.Pass(candidates, places, rest, isLast: true, cancellationToken) > 0;
        IndexLoops.Gather(input, places, coreset);
        IndexLoops.Gather(input, rest, complement);
        return changed;
    }

    /// <summary>Refines a coreset: swaps over all points until none changes anything. The squared MMD to all points never rises.</summary>
    /// <remarks>
    /// n²/2 kernel values for the kernel mean and n·c for the statistic of the swaps. Up to 4,194,304 values n·c and 32,768 points these are kept
    /// and every swap takes n more; else a pass takes n·c to 2·n·c. Four to twenty passes are usual, most in low dimensions.
    /// </remarks>
    /// <param name="points">The points, all of which are candidates and the target.</param>
    /// <param name="coreset">Indices of the points, none twice; improved in place.</param>
    /// <param name="cancellationToken">Stops the work; the coreset then holds what the swaps so far have made of it.</param>
    /// <returns>The number of passes, the last of which changes nothing.</returns>
    /// <exception cref="ArgumentException">An index is not one of a point, or a point is in the coreset twice.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public int Refine(PointSet<T> points, Span<int> coreset, CancellationToken cancellationToken = default) =>
        Refine(points, MeanOf(points.AsBlocks, new ThinningOptions(), cancellationToken), coreset, negligible: 0, cancellationToken);

    /// <summary>As the other overload, towards a target whose kernel mean is known: all points, or points that they stand for.</summary>
    /// <param name="points">The points, all of which are candidates.</param>
    /// <param name="kernelMean">The mean kernel of every point with the target's, n.</param>
    /// <param name="coreset">Indices of the points, none twice; improved in place.</param>
    /// <param name="cancellationToken">Stops the work; the coreset then holds what the swaps so far have made of it.</param>
    /// <returns>The number of passes, the last of which changes nothing.</returns>
    /// <exception cref="ArgumentException">An index is not one of a point, a point is in the coreset twice, or the kernel mean does not fit the points.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public int Refine(PointSet<T> points, ReadOnlySpan<double> kernelMean, Span<int> coreset, CancellationToken cancellationToken = default) =>
        Refine(points, kernelMean, coreset, negligible: 0, cancellationToken);

    /// <summary>As the public overload, until a pass makes no more than a negligible number of changes.</summary>
    internal int Refine(PointSet<T> points, ReadOnlySpan<double> kernelMean, Span<int> coreset, int negligible, CancellationToken cancellationToken,
        IProgress<double>? progress = null)
    {
        points.CheckIndices(coreset);
        Throw.IfNotOneEach(kernelMean, points.Count, "kernel means", nameof(kernelMean));
        bool keepsRows = MayKeepRows && KeptRows<T>.Fit(points.Count, coreset.Length);
        _statistic.Start(points.AsBlocks, kernelMean, coreset, keepsRows ? _keptRows : null);
        SwapCandidates<T> candidates = _statistic.SetApart(points.AsBlocks, coreset, unique: true);
        if (keepsRows) _keptSearch.Start(candidates, coreset.Length);
        int passes = 1;
        while (Pass(coreset) > negligible && passes < MostRefinePasses)
        {
            // How many passes are to come is not known: a few more.
            progress?.Report(passes / (passes + 2.0));
            passes++;
        }

        return passes;

        int Pass(Span<int> coreset) => keepsRows
            ? _keptSearch.Pass(candidates, coreset, cancellationToken)
            : _search.Pass(candidates, coreset, complement: default, isLast: false, cancellationToken);
    }

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
        CheckRounds(indices.Length, 1, indices.Length / 2);
        Throw.IfNotProbability(delta);
        _halving.Halve(points, indices, delta, swap, ref random, cancellationToken);
    }

    /// <summary>Halves four points optimally: the pair whose two members, and whose complement's, are least alike.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of four points.</param>
    /// <param name="options">Variants; with a zero mean the single pair of least kernel sum, whatever the coin.</param>
    /// <param name="uniform">The coin: from one half on the complement is kept.</param>
    /// <param name="coreset">Receives the two indices kept.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void HalveFour(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, double uniform, Span<int> coreset)
    {
        if (input.Length != 4 || coreset.Length != 2) throw new ArgumentException("Four points are halved to two.", nameof(input));
        Span<int> places = stackalloc int[4];
        SymmetrizedHalving<TKernel, T>.HalveFour(_kernel, points.Gather(input, _gathered), options.MeanZero, places);
        int start = !options.MeanZero && uniform >= 0.5 ? 2 : 0;
        IndexLoops.Gather(input, places.Slice(start, 2), coreset);
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

    /// <summary>
    /// The best of the candidates, places in the input one coreset after the other, and standard thinning, then swaps. The kernel mean is empty for a
    /// zero mean.
    /// </summary>
    private void KeepBest(PointBlocks<T> points, ReadOnlySpan<int> input, ReadOnlySpan<double> mean, ReadOnlySpan<int> candidates, ThinningOptions options,
        Span<int> coreset, CancellationToken cancellationToken)
    {
        int size = coreset.Length;
        Span<int> places = _places.Ensure(size);
        StandardThinning.Thin(input.Length, places);
        // Two halves of the same points have the same MMD to them.
        int rivals = candidates.Length == 2 * size && !options.MeanZero ? 1 : candidates.Length / size;
        _choice.ImproveOn(points, mean, candidates[..(rivals * size)], places);
        _statistic.Start(points, mean, places);
        _search.Pass(_statistic.SetApart(points, places, options.Unique), places, complement: default, isLast: true, cancellationToken);
        IndexLoops.Gather(input, places, coreset);
    }

    /// <summary>The kernel mean of points; empty for a zero mean.</summary>
    private ReadOnlySpan<double> MeanOf(PointBlocks<T> points, ThinningOptions options, CancellationToken cancellationToken)
    {
        if (options.MeanZero) return default;
        Span<double> mean = _mean.Ensure(points.Count);
        KernelMean.Compute(_kernel, points, _sums, mean, _threads, cancellationToken);
        return mean;
    }
}
