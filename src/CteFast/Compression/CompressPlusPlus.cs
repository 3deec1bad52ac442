using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
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
/// refinement; refinement adds n²/2 for the kernel mean and n·c for the swaps, or, where n·c values are too many to be kept, as many
/// for each of four to twenty passes. Beyond 65,536 rows the kernel mean is taken through two references of 16,384 well-chosen rows each,
/// refinement ends with a pass that changes no more than a fiftieth of the points, and coresets of more than 4,096 points are not refined.
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
    private readonly AlignedBuffer<int> _references = new();
    private readonly AlignedBuffer<double> _uniforms = new();

    /// <summary>Makes a compressor.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="options">The parameters, but for the method and the weights, which are <see cref="Coreset"/>'s.</param>
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
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(PointSet<T> points, Span<int> coreset, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(coreset.Length, 1, nameof(coreset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(coreset.Length, points.Count, nameof(coreset));
        Thin(points, new CompressionPlan(points.Count, coreset.Length, _options), coreset, cancellationToken);
        if (!_options.Refine || !CanRefine(points.Count, coreset.Length)) return;
        Aim(points, cancellationToken);
        Refine(points, coreset, cancellationToken);
    }

    /// <summary>Refines a coreset, from wherever it comes, towards the target last prepared; leaves one that cannot be refined as it is.</summary>
    internal void Refine(PointSet<T> points, Span<int> coreset, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        if (!CanRefine(points.Count, coreset.Length)) return;
        // The last few changes are no gain where the target itself is not exact.
        int negligible = points.Count <= KernelTarget<TKernel, T>.LargestExact ? 0 : coreset.Length / 50;
        _thinning.Refine(points, coreset, _target.Mean, negligible, cancellationToken, progress);
    }

    /// <summary>Through references only coresets that are far worse than the references can be improved.</summary>
    private static bool CanRefine(int count, int size) =>
        size < count && (count <= KernelTarget<TKernel, T>.LargestExact || size <= KernelTarget<TKernel, T>.ReferenceSize / 4);

    /// <summary>KT-Compress++ as published, by any plan.</summary>
    internal void Thin(PointSet<T> points, CompressionPlan plan, Span<int> coreset, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        Span<int> indices = _indices.Ensure(plan.Used);
        TakeEvenly(points.Count, indices, half: 1);
        var thinRandom = new Pcg64(_options.Seed);
        if (plan.CompressLevels > 0)
        {
            var seed = new SeedSequence(_options.Seed);
            var compressRandom = new Pcg64(seed.Child(0).DerivedSeed());
            thinRandom = new Pcg64(seed.Child(1).DerivedSeed());
            _compress.Run(points, indices, plan.CompressLevels, plan.Bins, plan.HalveProbability, swap: true, ref compressRandom, progress, cancellationToken);
            indices = indices[..plan.Intermediate];
        }

        Span<double> uniforms = _uniforms.Ensure(plan.Rounds * indices.Length / 2);
        thinRandom.Fill(uniforms);
        var options = new ThinningOptions { Delta = plan.ThinDelta, Unique = _options.Refine };
        _thinning.Thin(points, indices, plan.Rounds, options, uniforms, coreset, cancellationToken);
    }

    /// <summary>Prepares the target: the input itself, or beyond a size two references that Compress chooses from it.</summary>
    internal KernelTarget<TKernel, T> Aim(PointSet<T> points, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        if (points.Count <= KernelTarget<TKernel, T>.LargestExact)
        {
            _target.StartExact(points, cancellationToken, progress);
            return _target;
        }

        const int Size = KernelTarget<TKernel, T>.ReferenceSize;
        double choosing = CompressionPlan.ThinningWork(points.Count), chosen = 2 * choosing / (2 * choosing + 2.0 * points.Count * Size);
        Span<int> references = _references.Ensure(2 * Size);
        for (int reference = 0; reference < 2; reference++)
        {
            var plan = CompressionPlan.WithoutThinning(points.Count, Size, _options.Delta);
            Span<int> indices = _indices.Ensure(plan.Used);
            // Different rows where not all enter, so that the two together see more of the input.
            TakeEvenly(points.Count, indices, half: reference);
            var random = new Pcg64(new SeedSequence(_options.Seed).Child(3 + reference));
            _compress.Run(points, indices, plan.CompressLevels, plan.Bins, plan.HalveProbability, swap: true, ref random,
                PartProgress.Of(progress, reference * chosen / 2, (reference + 1) * chosen / 2), cancellationToken);
            indices[..Size].CopyTo(references[(reference * Size)..]);
        }

        _target.StartThrough(points, references[..Size], references[Size..], cancellationToken, PartProgress.Of(progress, chosen, 1));
        return _target;
    }

    /// <summary>Rows at even distances, the first after <paramref name="half"/> halves of one; all rows when there are as many as places.</summary>
    private static void TakeEvenly(int count, Span<int> indices, int half)
    {
        for (int i = 0; i < indices.Length; i++) indices[i] = (int)((2L * i + half) * count / (2L * indices.Length));
    }
}
