using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>
/// Compression for code that compresses often: the same indices and weights as <see cref="Coreset"/> gives, written to the caller's memory.
/// An instance keeps its memory for the next call, so it allocates only for inputs larger than all before. Use one instance for each thread.
/// </summary>
/// <remarks>
/// KT-Compress++, the default, keeps c of n points such that c well-chosen points are worth about c² drawn at random. It takes about
/// 1,024·n·log2(n) kernel values without refinement. Refinement adds n²/2 for the kernel mean and n·c for the swaps, or, where n·c values are too
/// many to be kept, as many for each of four to twenty passes. Beyond 65,536 rows the kernel mean is taken through two references of 16,384
/// well-chosen rows each, refinement ends with a pass that changes no more than a fiftieth of the points, and coresets of more than 4,096 points
/// are not refined. Source: Shetty, Dwivedi and Mackey, <i>Distribution Compression in Near-linear Time</i> (ICLR 2022).
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CoresetCompressor<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A kernel value that is searched for swaps, or added to herding's statistic, takes as long as this many that are only added up.
    private const double SearchedValue = 1.5;
    private const double RefinePasses = 10;

    private readonly CoresetOptions _options;
    private readonly KernelThinning<TKernel, T> _thinning;
    private readonly CompressPlusPlus<TKernel, T> _compressPlusPlus;
    private readonly TargetSource<TKernel, T> _targets;
    private readonly KernelHerding<TKernel, T> _herding;
    private readonly CoresetWeights<TKernel, T> _weights;
    private readonly AlignedBuffer<int> _order = new();

    /// <summary>Makes a compressor.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="options">Method, parameters and seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public CoresetCompressor(TKernel kernel, CoresetOptions options)
    {
        options.Check();
        _options = options;
        var bins = new CompressBins<TKernel, T>(kernel, options.Threads);
        _thinning = new KernelThinning<TKernel, T>(kernel, options.Threads);
        _compressPlusPlus = new CompressPlusPlus<TKernel, T>(bins, _thinning, options);
        _targets = new TargetSource<TKernel, T>(kernel, bins, options);
        _herding = new KernelHerding<TKernel, T>(kernel, options.Threads);
        _weights = new CoresetWeights<TKernel, T>(kernel);
    }

    /// <summary>Chooses points of equal weight.</summary>
    /// <param name="points">The points, n.</param>
    /// <param name="coreset">Receives the indices of the points chosen; its length is the size of the coreset, 1 to n.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are more points than the method allows, or the options ask for weights.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The coreset is empty or larger than the input.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(PointSet<T> points, Span<int> coreset, CancellationToken cancellationToken = default) =>
        Run(points, coreset, weights: default, cancellationToken);

    /// <summary>Chooses points and, where the options ask for them, weights.</summary>
    /// <param name="points">The points, n.</param>
    /// <param name="coreset">Receives the indices of the points chosen; its length is the size of the coreset, 1 to n.</param>
    /// <param name="weights">Receives one weight a point chosen; empty unless the options ask for weights.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are more points than the method allows, or the weights do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The coreset is empty, larger than the input, or too large for weights.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(PointSet<T> points, Span<int> coreset, Span<double> weights, CancellationToken cancellationToken = default)
    {
        bool needsTarget = _options.Weighted || _options.Method == CompressionMethod.Herding
            || (_options.Refine && Refiner<TKernel, T>.CanRefine(points.Count, coreset.Length));
        Run(points, coreset, weights, needsTarget, progress: null, cancellationToken);
    }

    /// <summary>As the public overload. Returns the target that the coreset can be measured against.</summary>
    internal KernelTarget<TKernel, T> RunWithTarget(PointSet<T> points, Span<int> coreset, Span<double> weights, IProgress<double>? progress, CancellationToken cancellationToken) =>
        Run(points, coreset, weights, needsTarget: true, progress, cancellationToken)!;

    /// <summary>Throws unless the options' method can take so many rows, and the weights so many points.</summary>
    internal static void Check(CoresetOptions options, int count, int size)
    {
        if (options.Method == CompressionMethod.KernelThinning && count > KernelTarget<TKernel, T>.LargestExact)
        {
            throw new ArgumentException(
                $"Kernel thinning alone takes about n² kernel values: it is for up to {KernelTarget<TKernel, T>.LargestExact} rows, and there are {count}. Choose {nameof(CompressionMethod.CompressPlusPlus)}.",
                nameof(options));
        }

        if (options.Weighted) CoresetWeights<TKernel, T>.CheckSize(size);
    }

    /// <summary>About how many kernel values the stages take: choosing, the kernel mean, herding, swaps.</summary>
    internal static (double Choosing, double Target, double Herding, double Refining) Work(CoresetOptions options, int count, int size)
    {
        bool isExact = count <= KernelTarget<TKernel, T>.LargestExact;
        double thinning = CompressionPlan.ThinningWork(count), searched = SearchedValue * count * size;
        double choosing = options.Method switch
        {
            CompressionMethod.CompressPlusPlus => thinning,
            CompressionMethod.KernelThinning => (double)count * count,
            _ => 0,
        };
        return (choosing,
            isExact ? 0.5 * count * count : 2 * thinning + 2.0 * count * KernelTarget<TKernel, T>.ReferenceSize,
            options.Method == CompressionMethod.Herding ? searched : 0,
            options.Refine ? RefinePasses * searched : 0);
    }

    private KernelTarget<TKernel, T>? Run(PointSet<T> points, Span<int> coreset, Span<double> weights, bool needsTarget, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(coreset.Length, 1, nameof(coreset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(coreset.Length, points.Count, nameof(coreset));
        Check(_options, points.Count, coreset.Length);
        if (_options.Weighted) Throw.IfNotOneEach(weights, coreset.Length, "weights", nameof(weights));
        else if (!weights.IsEmpty) throw new ArgumentException($"Weights are computed only where the options ask for them: set {nameof(CoresetOptions.Weighted)}.", nameof(weights));
        (double choosing, double aiming, double herding, double refining) = Work(_options, points.Count, coreset.Length);
        double all = choosing + aiming + herding + refining;
        Choose(points, coreset, PartProgress.Of(progress, 0, choosing / all), cancellationToken);
        if (!needsTarget) return null;
        KernelTarget<TKernel, T> target = _targets.Of(points, cancellationToken, PartProgress.Of(progress, choosing / all, (choosing + aiming) / all));
        if (_options.Method == CompressionMethod.Herding)
            _herding.Run(points, target.Mean, unique: true, coreset, PartProgress.Of(progress, (choosing + aiming) / all, (choosing + aiming + herding) / all), cancellationToken);
        if (_options.Refine)
            new Refiner<TKernel, T>(target, _thinning).Refine(points, coreset, cancellationToken, PartProgress.Of(progress, (choosing + aiming + herding) / all, 1));
        if (_options.Weighted) _weights.Compute(points, target.Mean, coreset, weights, cancellationToken);
        return target;
    }

    /// <summary>Chooses points by the methods that need no target.</summary>
    private void Choose(PointSet<T> points, Span<int> coreset, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        switch (_options.Method)
        {
            case CompressionMethod.CompressPlusPlus:
                _compressPlusPlus.Run(points, new CompressionPlan(points.Count, coreset.Length, _options), coreset, cancellationToken, progress);
                break;
            case CompressionMethod.KernelThinning:
                _compressPlusPlus.Run(points, CompressionPlan.ThinningAlone(points.Count, coreset.Length, _options.Delta), coreset, cancellationToken);
                break;
            case CompressionMethod.StandardThinning:
                StandardThinning.Thin(points.Count, coreset);
                break;
            case CompressionMethod.Uniform:
                Span<int> order = _order.Ensure(points.Count);
                IndexLoops.Sequence(order);
                var random = new Pcg64(_options.Seed);
                UniformSample.BringToFront(order, coreset.Length, ref random);
                order[..coreset.Length].CopyTo(coreset);
                break;
        }
    }
}
