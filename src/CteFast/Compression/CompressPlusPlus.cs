using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>
/// KT-Compress++ as published: bins of points are brought down by Compress (quarters recursively, joined, halved), then the bins' coresets are joined
/// and thinned by kernel thinning. Owns its scratch.
/// </summary>
/// <remarks>
/// In double, for n a power of four and c = √n, a seed gives the very coreset that goodpoints' <c>compresspp_kt</c> gives for it. Source: Shetty,
/// Dwivedi and Mackey, <i>Distribution Compression in Near-linear Time</i> (ICLR 2022).
/// </remarks>
internal sealed class CompressPlusPlus<TKernel, T>(CompressBins<TKernel, T> bins, KernelThinning<TKernel, T> thinning, CoresetOptions options)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<int> _indices = new();
    private readonly AlignedBuffer<double> _uniforms = new();

    /// <summary>Chooses points by a plan.</summary>
    public void Run(PointSet<T> points, CompressionPlan plan, Span<int> coreset, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        Span<int> indices = _indices.Ensure(plan.Used);
        StandardThinning.Spread(points.Count, halfSteps: 1, indices);
        var thinRandom = new Pcg64(options.Seed);
        if (plan.CompressLevels > 0)
        {
            var seed = new SeedSequence(options.Seed);
            var compressRandom = new Pcg64(seed.Child(0).DerivedSeed());
            thinRandom = new Pcg64(seed.Child(1).DerivedSeed());
            bins.Run(points, indices, plan.CompressLevels, plan.Bins, plan.HalveProbability, swap: true, ref compressRandom, progress, cancellationToken);
            indices = indices[..plan.Intermediate];
        }

        Span<double> uniforms = _uniforms.Ensure(plan.Rounds * indices.Length / 2);
        thinRandom.Fill(uniforms);
        var thinningOptions = new ThinningOptions { Delta = plan.ThinDelta, Unique = options.Refine };
        thinning.Thin(points, indices, plan.Rounds, thinningOptions, uniforms, coreset, cancellationToken);
    }
}
