using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>
/// What a coreset is to match: the kernel mean of every input point. Exact for inputs of moderate size; for large ones two references of
/// many well-chosen points stand for the input. Owns its scratch.
/// </summary>
/// <remarks>
/// The references A and B are drawn independently, each symmetrised and so unbiased; the mean is theirs together, and the input's squared
/// norm ‖μ‖² is estimated without bias by <c>⟨μ_A, μ⟩ + ⟨μ_B, μ⟩ − ⟨μ_A, μ_B⟩</c>, whose error is the product of the two references' errors.
/// </remarks>
internal sealed class KernelTarget<TKernel, T>(TKernel kernel, int threads)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The largest input whose kernel mean is computed over all pairs.</summary>
    public const int LargestExact = 65536;

    /// <summary>The size of each reference.</summary>
    public const int ReferenceSize = 16384;

    private readonly KernelSums<T> _sums = new();
    private readonly AlignedBuffer<T> _reference = new();
    private readonly AlignedBuffer<double> _mean = new();
    private readonly AlignedBuffer<double> _otherMean = new();
    private int _count;
    private bool _isExact;
    private double _squaredNorm;

    /// <summary>The kernel mean of every input point.</summary>
    public ReadOnlySpan<double> Mean => _mean.Ensure(_count);

    /// <summary>Computes the kernel mean of the input over all its points.</summary>
    public void StartExact(PointSet<T> points, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        _count = points.Count;
        _isExact = true;
        KernelMean.Compute(kernel, points.AsBlocks, _sums, _mean.Ensure(_count), threads, cancellationToken, progress);
        _squaredNorm = Mmd.Mean(Mean);
    }

    /// <summary>Computes the kernel mean of the input over the points of two independent references.</summary>
    public void StartThrough(PointSet<T> points, ReadOnlySpan<int> first, ReadOnlySpan<int> second, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        _count = points.Count;
        _isExact = false;
        Span<double> mean = _mean.Ensure(_count), other = _otherMean.Ensure(_count);
        MeanOver(points, first, mean, cancellationToken, PartProgress.Of(progress, 0, 0.5));
        MeanOver(points, second, other, cancellationToken, PartProgress.Of(progress, 0.5, 1));
        double between = 0;
        foreach (int i in first) between += other[i] / first.Length;
        for (int i = 0; i < mean.Length; i++) mean[i] = (mean[i] + other[i]) / 2;
        _squaredNorm = 2 * Mmd.Mean(mean) - between;
    }

    private void MeanOver(PointSet<T> points, ReadOnlySpan<int> reference, Span<double> mean, CancellationToken cancellationToken, IProgress<double>? progress) =>
        KernelMean.Compute(kernel, points.AsBlocks, points.Gather(reference, _reference), _sums, mean, threads, cancellationToken, progress);

    /// <summary>The squared MMD of a coreset, with weights or, where these are empty, equal ones, to the input.</summary>
    public double SquaredMmd(PointSet<T> points, ReadOnlySpan<int> coreset, ReadOnlySpan<double> weights, CancellationToken cancellationToken)
    {
        if (_isExact) return Mmd.Squared(kernel, points, Mean, coreset, weights);
        double[] means = new double[coreset.Length];
        KernelMean.Compute(kernel, points.Gather(coreset, new AlignedBuffer<T>()), points.AsBlocks, _sums, means, threads, cancellationToken);
        return Mmd.Squared(kernel, points, means, _squaredNorm, coreset, weights);
    }

    /// <summary>The expected squared MMD of a uniform sample to the input.</summary>
    public double SquaredMmdOfUniform(PointSet<T> points, int size) => Mmd.SquaredOfUniform(kernel, points, _squaredNorm, size);
}
