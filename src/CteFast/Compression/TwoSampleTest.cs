using System.Diagnostics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>Compress Then Test: whether two samples come from the same distribution, by the MMD of their coresets.</summary>
/// <remarks>
/// <para>
/// Both samples are standardised by their common moments, or placed by a <see cref="MixedEncoding"/> of both where there are categories
/// or missing values, and divided into bins of equal size; every bin of b rows is compressed by KT-Compress(g) to about 2^g·√b, with the sum of the Gaussian kernels of all bandwidths. The statistic of a bandwidth is the squared
/// MMD between the joined coresets of the two samples. Its null distribution is that over permutations of whole bins, for which the
/// mean kernels of bins with bins, computed once, are only summed anew.
/// </para>
/// <para>
/// The bandwidths are aggregated by the least p-value: each arrangement of the bins, the real one among them, gets for every bandwidth
/// its rank's p-value among the arrangements, and is ranked again by the least of these. As under the null hypothesis all arrangements
/// are exchangeable, whatever the samples' sizes and the compression, the p-value p has P(p ≤ α) ≤ α exactly: the correction for
/// several bandwidths is calibrated on the same permutations. (The published test weighs the bandwidths equally too, but finds the
/// common level by bisection over a second set of permutations, and breaks ties at random, where here they count against rejection.)
/// </para>
/// <para>
/// Rows must be independent, or at least their bins exchangeable. About 2^(2g+1)·(n + m) kernel values for each bandwidth and level of Compress and
/// s·2^(2g−1)·(n + m) for each bandwidth's bin means. A sample much smaller than the other has few bins, and few arrangements are then
/// different: p is about 1/C(s, s₁) at the least. Source: Domingo-Enrich, Dwivedi and Mackey, <i>Compress Then Test: Powerful Kernel Testing in
/// Near-linear Time</i> (AISTATS 2023).
/// </para>
/// </remarks>
[DebuggerDisplay("p = {PValue}, rejected: {IsRejected}")]
public sealed class TwoSampleTest
{
    /// <summary>The p-value: how likely a statistic as extreme is if both samples come from one distribution.</summary>
    public required double PValue { get; init; }

    /// <summary>Whether the p-value is at most the level.</summary>
    public required bool IsRejected { get; init; }

    /// <summary>The squared bandwidth σ² of exp(−r²/σ²) on standardised features that shows the difference most clearly.</summary>
    public required double SquaredBandwidth { get; init; }

    /// <summary>The squared MMD between the samples' coresets at that bandwidth.</summary>
    public required double SquaredMmd { get; init; }

    /// <summary>The time spent.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Tests whether two samples come from the same distribution.</summary>
    /// <param name="first">Row-major rows, n x d, finite.</param>
    /// <param name="second">Row-major rows, m x d, finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="options">Parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A sample has no rows, they are not whole, a value is NaN or infinite, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static TwoSampleTest Run(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int featureCount, TwoSampleTestOptions options,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        options.Check();
        int firstCount = PointSet<float>.CheckStandardized(first, featureCount, standardization: null);
        PointSet<float>.CheckStandardized(second, featureCount, standardization: null);
        return Run(PointSet<float>.FromRowsStandardized([.. first, .. second], featureCount), firstCount, featureCount, options, start, progress, cancellationToken);
    }

    /// <summary>Tests whether two samples of numeric, categorical and missing values come from the same distribution.</summary>
    /// <param name="first">Row-major rows, n x d; NaN is a missing value, which counts as one more level; all others are finite.</param>
    /// <param name="second">Row-major rows, m x d; the same number stands for the same category.</param>
    /// <param name="kinds">What each of the d features is.</param>
    /// <param name="options">Parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A sample has no rows, they are not whole, a value is infinite, there are no features, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static TwoSampleTest Run(ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<FeatureKind> kinds, TwoSampleTestOptions options,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        if (kinds.IsEmpty) throw new ArgumentException("There are no features.", nameof(kinds));
        bool isNumeric = true;
        foreach (FeatureKind kind in kinds) isNumeric &= kind == FeatureKind.Numeric;
        if (isNumeric && !first.Contains(float.NaN) && !second.Contains(float.NaN))
            return Run(first, second, kinds.Length, options, progress, cancellationToken);

        long start = Stopwatch.GetTimestamp();
        options.Check();
        int firstCount = MixedEncoding.Check(first, kinds.Length);
        MixedEncoding.Check(second, kinds.Length);
        float[] both = [.. first, .. second];
        return Run(MixedEncoding.Fit<float>(both, kinds).Encode<float>(both), firstCount, kinds.Length, options, start, progress, cancellationToken);
    }

    private static TwoSampleTest Run(PointSet<float> points, int firstCount, int featureCount, TwoSampleTestOptions options, long start,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int secondCount = points.Count - firstCount;
        double[] bandwidths = [.. options.Bandwidths.Select(bandwidth => bandwidth * Bandwidth.Standardized(featureCount))];
        GaussianKernel[] kernels = [.. bandwidths.Select(bandwidth => new GaussianKernel(bandwidth))];

        var plan = new BinPlan(firstCount, secondCount, options);
        var seeds = new SeedSequence(options.Seed);
        Span<int> indices = new int[plan.Bins * plan.BinRows];
        int firstUsed = plan.FirstBins * plan.BinRows;
        StandardThinning.Spread(firstCount, halfSteps: 0, indices[..firstUsed]);
        StandardThinning.Spread(secondCount, halfSteps: 0, indices[firstUsed..], offset: firstCount);
        int square = plan.Bins * plan.Bins, arrangements = options.Permutations + 1;
        IProgress<double>?[] parts = PartProgress.Split(progress, plan.CompressingWork, plan.ComparingWork, plan.ArrangingWork(arrangements));
        if (plan.Levels > 0)
        {
            var random = new Pcg64(seeds.Child(0));
            new CompressBins<SumKernel<GaussianKernel, float>, float>(new SumKernel<GaussianKernel, float>(kernels), options.Threads)
                .Run(points, indices, plan.Levels, plan.Bins, plan.HalveProbability, swap: true, ref random, parts[0], cancellationToken);
            indices = indices[..(plan.Bins * plan.Kept)];
        }

        double[] means = new double[kernels.Length * square], statistics = new double[kernels.Length * arrangements];
        for (int i = 0; i < kernels.Length; i++)
        {
            BinMeans(kernels[i], points, indices, plan, means.AsSpan(i * square, square), options.Threads,
                PartProgress.Of(parts[1], (double)i / kernels.Length, (i + 1.0) / kernels.Length), cancellationToken);
        }

        var permutations = new Pcg64(seeds.Child(1));
        BinPermutations.Fill(means, plan.Bins, plan.FirstBins, ref permutations, statistics, arrangements, parts[2], cancellationToken);
        (double pValue, int chosen) = BinPermutations.Aggregate(statistics, arrangements);
        return new TwoSampleTest
        {
            PValue = pValue,
            IsRejected = pValue <= options.Level,
            SquaredBandwidth = bandwidths[chosen],
            SquaredMmd = Math.Max(0, statistics[chosen * arrangements]),
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }

    /// <summary>The mean kernel of every bin's coreset with every other's, H, s x s.</summary>
    private static void BinMeans(GaussianKernel kernel, PointSet<float> points, ReadOnlySpan<int> coresets, BinPlan plan, Span<double> means, int threads,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int kept = plan.Kept;
        PointBlocks<float> all = points.Gather(coresets, new AlignedBuffer<float>());
        var scratch = new AlignedBuffer<float>();
        var sums = new KernelSums<float>();
        double[] toBin = new double[coresets.Length];
        for (int j = 0; j < plan.Bins; j++)
        {
            PointBlocks<float> bin = points.Gather(coresets.Slice(j * kept, kept), scratch);
            // The bins up to this one: the others are met from the other side.
            Span<double> met = toBin.AsSpan(0, (j + 1) * kept);
            KernelMean.Compute(kernel, all with { Count = met.Length }, bin, sums, met, threads, cancellationToken);
            for (int i = 0; i <= j; i++)
            {
                double sum = 0;
                foreach (double mean in met.Slice(i * kept, kept)) sum += mean;
                means[i * plan.Bins + j] = means[j * plan.Bins + i] = sum / kept;
            }

            // The bins before it are as many again each time.
            progress?.Report((j + 1.0) * (j + 2) / (plan.Bins * (plan.Bins + 1.0)));
        }
    }
}
