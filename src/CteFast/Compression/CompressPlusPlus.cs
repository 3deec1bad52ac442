using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Numerics;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>
/// KT-Compress++: of n points keep c, in near-linear time, such that c well-chosen points are worth about c² drawn at random.
/// Owns the scratch of its calls, so that it allocates nothing once it has seen its largest input; one instance a thread.
/// </summary>
/// <remarks>
/// <para>
/// Bins of points are brought down by Compress (quarters recursively, joined, halved), the bins' coresets are joined and
/// thinned by kernel thinning, and the result is refined by swaps over all rows. About 1,024·n·log2(n) kernel values without
/// refinement; refinement adds n²/2 for the kernel mean and about six passes of n·c.
/// </para>
/// <para>
/// Without refinement, in double, for n a power of four and c = √n, a seed gives the very coreset that goodpoints'
/// <c>compresspp_kt</c> gives for it. Source: Shetty, Dwivedi and Mackey, <i>Distribution Compression in Near-linear Time</i>
/// (ICLR 2022).
/// </para>
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CompressPlusPlus<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CoresetOptions _options;
    private readonly Compress<TKernel, T> _compress;
    private readonly KernelTarget<TKernel, T> _target;
    private readonly KernelThinning<TKernel, T> _thinning;
    private readonly AlignedBuffer<int> _indices = new();
    private readonly AlignedBuffer<double> _uniforms = new();

    /// <summary>Makes a compressor.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="options">The parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public CompressPlusPlus(TKernel kernel, CoresetOptions options)
    {
        options.Check();
        _options = options;
        _thinning = new KernelThinning<TKernel, T>(kernel, options.Threads);
        _compress = new Compress<TKernel, T>(_thinning);
        _target = new KernelTarget<TKernel, T>(kernel, options.Threads);
    }

    /// <summary>Chooses points.</summary>
    /// <param name="points">The points, n.</param>
    /// <param name="coreset">Receives the indices of the points chosen; its length is the size of the coreset, 1 to n.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">The coreset is empty or larger than the input.</exception>
    public void Run(PointSet<T> points, Span<int> coreset, CancellationToken cancellationToken = default) =>
        Run(points, coreset, measure: false, cancellationToken);

    /// <summary>As the public overload; also leaves the target that the coreset is measured against, where it is asked for.</summary>
    internal KernelTarget<TKernel, T> Run(PointSet<T> points, Span<int> coreset, bool measure, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(coreset.Length, 1, nameof(coreset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(coreset.Length, points.Count, nameof(coreset));
        Span<int> intermediate = Thin(points, coreset, cancellationToken);
        bool refine = _options.Refine && coreset.Length < points.Count;
        if (refine || measure) Aim(points, intermediate, cancellationToken);
        if (refine) _thinning.Refine(points, coreset, _target.Mean, cancellationToken);
        return _target;
    }

    /// <summary>KT-Compress++ as published; returns what Compress left to the final thinning.</summary>
    private Span<int> Thin(PointSet<T> points, Span<int> coreset, CancellationToken cancellationToken)
    {
        var plan = new CompressionPlan(points.Count, coreset.Length, _options);
        Span<int> indices = _indices.Ensure(plan.Used);
        TakeEvenly(points.Count, indices);
        var thinRandom = new Pcg64(_options.Seed);
        if (plan.Levels > 0)
        {
            var seed = new SeedSequence(_options.Seed);
            var compressRandom = new Pcg64(seed.Child(0).DerivedSeed());
            thinRandom = new Pcg64(seed.Child(1).DerivedSeed());
            _compress.Run(points, indices, plan.Levels, plan.Bins, plan.HalveProbability, swap: true, ref compressRandom, cancellationToken);
            indices = indices[..plan.Intermediate];
        }

        Span<double> uniforms = _uniforms.Ensure(plan.Rounds * indices.Length / 2);
        thinRandom.Fill(uniforms);
        var options = new ThinningOptions { Delta = plan.ThinDelta, Unique = _options.Refine };
        _thinning.Thin(points, indices, plan.Rounds, options, uniforms, coreset, cancellationToken);
        return indices;
    }

    /// <summary>Prepares the target: the input itself, or beyond a size the intermediate coreset, halved until it is small enough.</summary>
    private void Aim(PointSet<T> points, Span<int> intermediate, CancellationToken cancellationToken)
    {
        if (points.Count <= KernelTarget<TKernel, T>.LargestExact)
        {
            _target.StartExact(points, cancellationToken);
            return;
        }

        var random = new Pcg64(new SeedSequence(_options.Seed).Child(3));
        while (intermediate.Length > KernelTarget<TKernel, T>.LargestReference)
        {
            intermediate = intermediate[..(intermediate.Length / 2 * 2)];
            _thinning.HalveSymmetrized(points, intermediate, _options.Delta, swap: false, ref random, cancellationToken);
            intermediate = intermediate[..(intermediate.Length / 2)];
        }

        _target.StartThrough(points, intermediate, cancellationToken);
    }

    /// <summary>Rows at even distances; all of them when there are as many as places.</summary>
    private static void TakeEvenly(int count, Span<int> indices)
    {
        for (int i = 0; i < indices.Length; i++) indices[i] = (int)((2L * i + 1) * count / (2L * indices.Length));
    }
}
