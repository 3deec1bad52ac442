using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>
/// Chooses coresets by any of the methods, refines and weighs them. Owns the scratch of its calls, so that it allocates nothing
/// once it has seen its largest input; one instance a thread.
/// </summary>
internal sealed class Compressor<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A kernel value that is searched for swaps, or added to herding's statistic, is worth some that are only added up.
    private const double SearchedValue = 1.5, Passes = 10;

    private readonly CoresetOptions _options;
    private readonly CompressPlusPlus<TKernel, T> _compressPlusPlus;
    private readonly KernelHerding<TKernel, T> _herding;
    private readonly CoresetWeights<TKernel, T> _weights;
    private readonly AlignedBuffer<int> _order = new();

    public Compressor(TKernel kernel, CoresetOptions options)
    {
        _options = options;
        _compressPlusPlus = new CompressPlusPlus<TKernel, T>(kernel, options);
        _herding = new KernelHerding<TKernel, T>(kernel, options.Threads);
        _weights = new CoresetWeights<TKernel, T>(kernel);
    }

    /// <summary>Throws unless the options' method can take so many rows, and the weights so many points.</summary>
    public static void Check(CoresetOptions options, int count, int size)
    {
        if (options.Method == CompressionMethod.KernelThinning && count > KernelTarget<TKernel, T>.LargestExact)
        {
            throw new ArgumentException(
                $"Kernel thinning alone takes about n² kernel values: it is for up to {KernelTarget<TKernel, T>.LargestExact} rows, and there are {count}. Choose {nameof(CompressionMethod.CompressPlusPlus)}.",
                nameof(options));
        }

        if (options.Weighted) CoresetWeights<TKernel, T>.CheckSize(size);
    }

    /// <summary>Chooses points and, where the options ask for them, weights.</summary>
    /// <param name="points">The points, n.</param>
    /// <param name="coreset">Receives the indices of the points chosen, c.</param>
    /// <param name="weights">Receives the weights, c; empty unless the options ask for them.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="progress">Told the fraction done, roughly.</param>
    /// <returns>The target that the coreset is measured against.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public KernelTarget<TKernel, T> Run(PointSet<T> points, Span<int> coreset, Span<double> weights, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        Check(_options, points.Count, coreset.Length);
        (double start, double aim, double herd, double refine) = Work(_options, points.Count, coreset.Length);
        double all = start + aim + herd + refine;
        Start(points, coreset, PartProgress.Of(progress, 0, start / all), cancellationToken);
        KernelTarget<TKernel, T> target = _compressPlusPlus.Aim(points, cancellationToken, PartProgress.Of(progress, start / all, (start + aim) / all));
        if (_options.Method == CompressionMethod.Herding)
            _herding.Run(points, unique: true, coreset, target.Mean, cancellationToken, PartProgress.Of(progress, (start + aim) / all, (start + aim + herd) / all));
        if (_options.Refine) _compressPlusPlus.Refine(points, coreset, cancellationToken, PartProgress.Of(progress, (start + aim + herd) / all, 1));
        if (_options.Weighted) _weights.Compute(points, target.Mean, coreset, weights, cancellationToken);
        return target;
    }

    /// <summary>About how many kernel values the steps take: choosing, the kernel mean, herding, swaps.</summary>
    public static (double Start, double Aim, double Herd, double Refine) Work(CoresetOptions options, int count, int size)
    {
        bool isExact = count <= KernelTarget<TKernel, T>.LargestExact;
        double thinning = CompressionPlan.ThinningWork(count), searched = SearchedValue * count * size;
        double start = options.Method switch
        {
            CompressionMethod.CompressPlusPlus => thinning,
            CompressionMethod.KernelThinning => (double)count * count,
            _ => 0,
        };
        return (start,
            isExact ? 0.5 * count * count : 2 * thinning + 2.0 * count * KernelTarget<TKernel, T>.ReferenceSize,
            options.Method == CompressionMethod.Herding ? searched : 0,
            options.Refine ? Passes * searched : 0);
    }

    /// <summary>Chooses points by the methods that need no target.</summary>
    private void Start(PointSet<T> points, Span<int> coreset, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        switch (_options.Method)
        {
            case CompressionMethod.CompressPlusPlus:
                _compressPlusPlus.Thin(points, new CompressionPlan(points.Count, coreset.Length, _options), coreset, cancellationToken, progress);
                break;
            case CompressionMethod.KernelThinning:
                _compressPlusPlus.Thin(points, CompressionPlan.ThinningAlone(points.Count, coreset.Length, _options.Delta), coreset, cancellationToken);
                break;
            case CompressionMethod.StandardThinning:
                KernelThinning<TKernel, T>.StandardThin(points.Count, coreset);
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
