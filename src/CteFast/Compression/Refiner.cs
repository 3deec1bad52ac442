using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>Refines coresets of the points that a target is of: swaps over all points bring a coreset, from wherever it comes, nearer to the target.</summary>
internal readonly struct Refiner<TKernel, T>(KernelTarget<TKernel, T> target, KernelThinning<TKernel, T> thinning)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether refinement can improve a coreset: through references only one that is far worse than the references.</summary>
    public static bool CanRefine(int count, int size) =>
        size < count && (count <= KernelTarget<TKernel, T>.LargestExact || size <= KernelTarget<TKernel, T>.ReferenceSize / 4);

    /// <summary>Refines a coreset; leaves one that cannot be improved as it is.</summary>
    public void Refine(PointSet<T> points, Span<int> coreset, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        if (!CanRefine(points.Count, coreset.Length)) return;
        // The last few changes are no gain where the target itself is not exact.
        int negligible = points.Count <= KernelTarget<TKernel, T>.LargestExact ? 0 : coreset.Length / 50;
        thinning.Refine(points, target.Mean, coreset, negligible, cancellationToken, progress);
    }
}
