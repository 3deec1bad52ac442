using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>
/// Kernel thinning that splits with one kernel, and compares and swaps with another: the coreset is to match the input as the
/// second kernel sees it, and balancing the halves by the first leads there. An instance holds the scratch memory of its calls, so that it
/// allocates nothing once it has seen its largest input; use one instance a thread.
/// </summary>
/// <remarks>
/// <para>
/// With k the kernel to swap with, the kernel to split with makes it
/// <b>target KT</b> when it is k itself, which <see cref="KernelThinning{TKernel, T}"/> does with less work: bounds for every
/// function of k's space, free of the dimension, for any k;
/// <b>root KT</b> when it is a square root of k, <c>k(x, y) = ∫ k_rt(x, z) k_rt(z, y) dz</c>: bounds of the MMD itself, for k smooth
/// enough to have one; a Gaussian's is the Gaussian of half its squared bandwidth;
/// <b>KT+</b> when it is <c>k/‖k‖∞ + k_α/‖k_α‖∞</c> with the power kernel k_α, whose spectrum is that of k to the power α in
/// [½, 1]: both bounds at once up to constants. A Gaussian's power is the Gaussian of α times its squared bandwidth, so that
/// <c>new SumKernel&lt;GaussianKernel, T&gt;(new(s), new(s / 2))</c> splits for <c>new GaussianKernel(s)</c>.
/// </para>
/// <para>
/// The walk of the split does not change when its kernel is multiplied by a positive number: no factor before k_rt matters.
/// Costs the split with the one kernel, n²/2 values a round, and with the other n²/2 for the kernel mean, c² to n·c for the
/// comparison and n·c to 2·n·c for the swaps. Source: Dwivedi and Mackey, <i>Kernel Thinning</i> (JMLR 2024), root KT;
/// <i>Generalized Kernel Thinning</i> (ICLR 2022), target KT, power KT and KT+.
/// </para>
/// </remarks>
/// <typeparam name="TSplit">The kernel to split with.</typeparam>
/// <typeparam name="TSwap">The kernel to compare and swap with: the target.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class GeneralizedKernelThinning<TSplit, TSwap, T>
    where TSplit : struct, IKernel<T>
    where TSwap : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SplitRounds<TSplit, T> _split;
    private readonly KernelThinning<TSwap, T> _swap;
    private readonly AlignedBuffer<int> _candidates = new();

    /// <summary>Makes a thinner for two kernels.</summary>
    /// <param name="splitKernel">The kernel to split with.</param>
    /// <param name="swapKernel">The kernel to compare and swap with.</param>
    /// <param name="threads">The most threads to use; the results are the same for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public GeneralizedKernelThinning(TSplit splitKernel, TSwap swapKernel, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _split = new SplitRounds<TSplit, T>(splitKernel, threads);
        _swap = new KernelThinning<TSwap, T>(swapKernel, threads);
    }

    /// <summary>Thins points in <paramref name="rounds"/> halving rounds: split, best candidate against standard thinning, swap.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the points to thin, n, a multiple of 2^m.</param>
    /// <param name="rounds">The halving rounds, m.</param>
    /// <param name="options">δ and variants.</param>
    /// <param name="uniforms">m x n/2 uniform numbers in [0, 1), round after round.</param>
    /// <param name="coreset">The indices kept, n/2^m.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A length does not fit, or δ is no probability.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Thin(PointSet<T> points, ReadOnlySpan<int> input, int rounds, ThinningOptions options, ReadOnlySpan<double> uniforms,
        Span<int> coreset, CancellationToken cancellationToken = default)
    {
        KernelThinning<TSwap, T>.CheckThin(input.Length, rounds, uniforms.Length, coreset.Length);
        Throw.IfNotProbability(options.Delta);
        if (rounds == 0)
        {
            input.CopyTo(coreset);
            return;
        }

        Span<int> candidates = _candidates.Ensure(input.Length);
        _split.Split(points, input, rounds, options.Delta, uniforms, mean: default, candidates, cancellationToken);
        _swap.KeepBest(points, input, candidates, options, coreset, cancellationToken);
    }
}
