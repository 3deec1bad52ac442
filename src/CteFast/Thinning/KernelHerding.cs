using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>
/// Kernel herding: point after point, the one that brings the mean of those chosen nearest to the mean of all.
/// An instance holds the scratch memory of its calls, so that it allocates nothing once it has seen its largest input; use one instance a thread.
/// </summary>
/// <remarks>
/// <para>
/// After t points the next is the x of least MMD² of the t + 1 together with equal weights, that is of least
/// <c>k(x, x)/2 + Σ_s k(x, s) − (t + 1) m(x)</c>, m being the kernel mean; of equal ones, that of the lowest index. Where k(x, x)
/// is the same for all points this is herding as published. Every beginning of the result is the herded coreset of its size.
/// </para>
/// <para>
/// n·c kernel values, and n²/2 for the kernel mean unless it is given; sums of c terms in <typeparamref name="T"/>, each with the rounding
/// of a number no larger than c. Deterministic. Source: Chen, Welling and Smola, <i>Super-Samples from Kernel Herding</i> (UAI 2010).
/// </para>
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class KernelHerding<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A chunk's statistic, row and mean stay in the cache from the sum to the search.
    private const int ChunkPoints = 4096;

    private readonly TKernel _kernel;
    private readonly int _threads;
    private readonly KernelSums<T> _sums = new();
    private readonly AlignedBuffer<double> _kernelMean = new();
    private readonly AlignedBuffer<T> _mean = new();
    private readonly AlignedBuffer<T> _statistic = new();
    private readonly AlignedBuffer<T> _nothing = new();
    private readonly AlignedBuffer<T> _row = new();

    /// <summary>Makes a herder for a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="threads">The most threads to use, for the kernel mean; the results are the same for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public KernelHerding(TKernel kernel, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_kernel, _threads) = (kernel, threads);
    }

    /// <summary>Chooses points.</summary>
    /// <param name="points">The points, n, all of which are candidates and the target.</param>
    /// <param name="unique">Whether no point may be chosen twice.</param>
    /// <param name="coreset">Receives the indices of the points chosen, in the order of choice; its length is the number of points, c.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are fewer points than unique ones are asked for.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(PointSet<T> points, bool unique, Span<int> coreset, CancellationToken cancellationToken = default)
    {
        Span<double> mean = _kernelMean.Ensure(points.Count);
        KernelMean.Compute(_kernel, points.AsBlocks, _sums, mean, _threads, cancellationToken);
        Run(points, mean, unique, coreset, cancellationToken);
    }

    /// <summary>As the other overload, where the kernel mean is known.</summary>
    /// <param name="points">The points, n, all of which are candidates.</param>
    /// <param name="kernelMean">The mean kernel of every point with the target's, n.</param>
    /// <param name="unique">Whether no point may be chosen twice.</param>
    /// <param name="coreset">Receives the indices of the points chosen, in the order of choice; its length is the number of points, c.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The kernel mean does not fit the points, or there are fewer points than unique ones are asked for.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(PointSet<T> points, ReadOnlySpan<double> kernelMean, bool unique, Span<int> coreset, CancellationToken cancellationToken = default) =>
        Run(points, kernelMean, unique, coreset, progress: null, cancellationToken);

    /// <summary>As the public overload; reports the fraction of the points chosen.</summary>
    internal void Run(PointSet<T> points, ReadOnlySpan<double> kernelMean, bool unique, Span<int> coreset, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Throw.IfNotOneEach(kernelMean, points.Count, "kernel means", nameof(kernelMean));
        if (unique && coreset.Length > points.Count)
            throw new ArgumentException($"There are {points.Count} points; {coreset.Length} different ones cannot be chosen.", nameof(coreset));
        Start(points, kernelMean);
        int last = -1;
        for (int i = 0; i < coreset.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = Next(points, last);
            coreset[i] = last;
            if (unique) Unsafe.Add(ref _statistic.Reference, last) = T.PositiveInfinity;
            progress?.Report((i + 1.0) / coreset.Length);
        }
    }

    /// <summary>The statistic k(x, x)/2 − m(x) that all points start from.</summary>
    private void Start(PointSet<T> points, ReadOnlySpan<double> kernelMean)
    {
        int padded = points.BlockCount * PointBlock.Size;
        Span<T> mean = _mean.EnsureZero(padded), statistic = _statistic.Ensure(padded);
        TensorPrimitives.ConvertTruncating(kernelMean, mean);
        T half = Lanes<T>.FromDouble(0.5);
        for (int block = 0; block < points.BlockCount; block++)
        {
            Span<T> values = statistic.Slice(block * PointBlock.Size, PointBlock.Size);
            KernelDiagonal.Fill(_kernel, ref points.Block(block), points.FeatureCount, values);
            for (int i = 0; i < PointBlock.Size; i++) values[i] = half * values[i] - mean[block * PointBlock.Size + i];
        }

        statistic[points.Count..].Fill(T.PositiveInfinity);
        _nothing.EnsureZero(ChunkPoints);
    }

    /// <summary>Takes the last point chosen into the statistic, if there is one, and finds the next.</summary>
    private int Next(PointSet<T> points, int last)
    {
        int padded = points.BlockCount * PointBlock.Size, next = -1;
        T lowest = T.PositiveInfinity;
        _row.Ensure(ChunkPoints);
        for (int start = 0; start < padded; start += ChunkPoints)
        {
            int length = Math.Min(ChunkPoints, padded - start);
            ref T statistic = ref Unsafe.Add(ref _statistic.Reference, start);
            if (last >= 0)
            {
                ref T chosen = ref Unsafe.Add(ref points.Blocks, PointBlock.Offset(last, points.FeatureCount));
                _kernel.Fill(ref chosen, 1, ref points.Block(start / PointBlock.Size), length / PointBlock.Size, points.FeatureCount, ref _row.Reference, length);
                Lanes<T>.AddDifference(ref statistic, ref _row.Reference, ref Unsafe.Add(ref _mean.Reference, start), length);
            }

            (T value, int place) = Lanes<T>.Minimum(ref statistic, ref _nothing.Reference, length);
            if (next < 0 || value < lowest) (lowest, next) = (value, start + place);
        }

        return next;
    }
}
