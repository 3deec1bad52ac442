using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>Makes the target that coresets of points are refined towards and measured against. Owns its scratch and the target's.</summary>
internal sealed class TargetSource<TKernel, T>(TKernel kernel, CompressBins<TKernel, T> bins, CoresetOptions options)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelTarget<TKernel, T> _target = new(kernel, options.Threads);
    private readonly AlignedBuffer<int> _indices = new();
    private readonly AlignedBuffer<int> _references = new();

    /// <summary>The target of points: themselves, or beyond a size two references that Compress chooses from them. It holds until the next call.</summary>
    public KernelTarget<TKernel, T> Of(PointSet<T> points, CancellationToken cancellationToken, IProgress<double>? progress = null)
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
            var plan = CompressionPlan.WithoutThinning(points.Count, Size, options.Delta);
            Span<int> indices = _indices.Ensure(plan.Used);
            // Different rows where not all enter, so that the two together see more of the input.
            StandardThinning.Spread(points.Count, halfSteps: reference, indices);
            var random = new Pcg64(new SeedSequence(options.Seed).Child(3 + reference));
            bins.Run(points, indices, plan.CompressLevels, plan.Bins, plan.HalveProbability, swap: true, ref random,
                PartProgress.Of(progress, reference * chosen / 2, (reference + 1) * chosen / 2), cancellationToken);
            indices[..Size].CopyTo(references[(reference * Size)..]);
        }

        _target.StartThrough(points, references[..Size], references[Size..], cancellationToken, PartProgress.Of(progress, chosen, 1));
        return _target;
    }
}
