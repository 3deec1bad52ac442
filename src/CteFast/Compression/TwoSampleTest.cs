using System.Diagnostics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>Compress Then Test: whether two samples come from the same distribution, by the MMD of their coresets.</summary>
/// <remarks>
/// <para>
/// Numbers are replaced by their ranks among both samples' values (the mean rank where values are equal), so that no row stretches the scale for the others. The ranks are standardised,
/// or placed by a <see cref="MixedEncoding"/> where there are categories or missing values. Each sample is divided at random into bins of equal size; every bin of b rows is
/// compressed by KT-Compress(g) to about 2^g·√b, with the sum of the Gaussian kernels of all bandwidths. The statistic of a bandwidth is the squared
/// MMD between the joined coresets of the two samples. Its null distribution is that over permutations of whole bins, for which the
/// mean kernels of bins with bins, computed once, are only summed anew.
/// </para>
/// <para>
/// The squared bandwidths are the median squared distance between the rows of both samples together, times 1, 1/10 and 1/100 unless told otherwise. Ranks and median are those of the samples
/// together, and so do not know which row is whose. The bandwidths are aggregated
/// by the greatest studentised statistic: each arrangement of the bins, the real one among them, has the greatest over the bandwidths of its squared MMD, less the mean and divided by the
/// standard deviation over all arrangements, and the p-value is the real one's rank. As under the null hypothesis all arrangements
/// are exchangeable, whatever the samples' sizes and the compression, the p-value p has P(p ≤ α) ≤ α exactly: the correction for
/// several bandwidths is calibrated on the same permutations, and equal statistics count against rejection. (MMDAgg gives each bandwidth a weight and finds the
/// common level by bisection over a second set of permutations.)
/// </para>
/// <para>
/// <see cref="Features"/> says which features differ, each tested alone on the same arrangements, with p-values corrected for their number.
/// </para>
/// <para>
/// Rows must be independent. About 2^(2g+1)·(n + m) kernel values for each bandwidth and level of Compress and
/// s·2^(2g−1)·(n + m) for each bandwidth's bin means; O((n + m) log(n + m)) for the ranks of a feature, and s² sums for each feature, bandwidth and arrangement, of which
/// 8 bytes are kept for each feature and arrangement. A sample much smaller than the other has few bins, and few arrangements are then
/// different: p is about 1/C(s, s₁) at the least. Sources: Domingo-Enrich, Dwivedi and Mackey, <i>Compress Then Test: Powerful Kernel Testing in
/// Near-linear Time</i> (AISTATS 2023); for the aggregation Schrab, Kim, Albert, Laurent, Guedj and Gretton, <i>MMD Aggregated Two-Sample Test</i> (JMLR 2023).
/// </para>
/// </remarks>
[DebuggerDisplay("p = {PValue}, rejected: {IsRejected}")]
public sealed class TwoSampleTest
{
    /// <summary>The p-value: how likely a statistic as extreme is if both samples come from one distribution.</summary>
    public required double PValue { get; init; }

    /// <summary>Whether the p-value is at most the level.</summary>
    public required bool IsRejected { get; init; }

    /// <summary>The squared bandwidth σ² of exp(−r²/σ²) on standardised ranks and encoded categories that shows the difference most clearly.</summary>
    public required double SquaredBandwidth { get; init; }

    /// <summary>The squared MMD between the samples' coresets at that bandwidth.</summary>
    public required double SquaredMmd { get; init; }

    /// <summary>The features, the clearest difference first, each with a p-value of its own and one corrected for their number.</summary>
    public required IReadOnlyList<FeatureDifference> Features { get; init; }

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
        return Run([.. first, .. second], firstCount, new FeatureKind[featureCount], options, start, progress, cancellationToken);
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
        long start = Stopwatch.GetTimestamp();
        options.Check();
        int firstCount = MixedEncoding.Check(first, kinds.Length);
        MixedEncoding.Check(second, kinds.Length);
        return Run([.. first, .. second], firstCount, kinds.ToArray(), options, start, progress, cancellationToken);
    }

    /// <summary>Tests whether the rows of two tables come from the same distribution.</summary>
    /// <param name="first">The one table.</param>
    /// <param name="second">The other, with the same features in the same order, of the same kinds and levels.</param>
    /// <param name="options">Parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A table has no rows, the tables' features differ, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static TwoSampleTest Run(FeatureTable first, FeatureTable second, TwoSampleTestOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Schema.Count != second.Schema.Count)
            throw new ArgumentException($"The tables have {first.Schema.Count} and {second.Schema.Count} features; they must have the same.", nameof(second));
        foreach ((Feature one, Feature other) in first.Schema.Zip(second.Schema))
        {
            if (one.Name != other.Name || one.Kind != other.Kind || !one.Levels.SequenceEqual(other.Levels))
                throw new ArgumentException($"Feature \"{one.Name}\" of the first table and \"{other.Name}\" of the second differ in name, kind or levels; {nameof(FeatureTable)}.{nameof(FeatureTable.As)} takes one table to the other's.", nameof(second));
        }

        return Run(first.Rows, second.Rows, first.Schema.Kinds, options, progress, cancellationToken);
    }

    private static TwoSampleTest Run(float[] rows, int firstCount, FeatureKind[] kinds, TwoSampleTestOptions options, long start,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int count = rows.Length / kinds.Length, arrangements = options.Permutations + 1, bandwidthCount = options.Bandwidths.Count;
        var plan = new BinPlan(firstCount, count - firstCount, options);
        IProgress<double>?[] parts = PartProgress.Split(progress, plan.RankingWork * kinds.Length / bandwidthCount, plan.CompressingWork, plan.ComparingWork, plan.ArrangingWork(arrangements),
            plan.ArrangingWork(arrangements) * kinds.Length);
        SampleRanks.Replace(rows, kinds, options.Threads, parts[0], cancellationToken);
        var seeds = new SeedSequence(options.Seed);
        PointSet<float> points = Place(rows, kinds);
        double median = MedianOf(points, new Pcg64(seeds.Child(3)), cancellationToken);
        double[] bandwidths = [.. options.Bandwidths.Select(bandwidth => bandwidth * median)];
        GaussianKernel[] kernels = [.. bandwidths.Select(bandwidth => new GaussianKernel(bandwidth))];

        int[] rowOfPlace = Bins(plan, firstCount, count, new Pcg64(seeds.Child(2)));
        Span<int> indices = rowOfPlace.AsSpan().ToArray();
        if (plan.Levels > 0)
        {
            var random = new Pcg64(seeds.Child(0));
            new CompressBins<SumKernel<GaussianKernel, float>, float>(new SumKernel<GaussianKernel, float>(kernels), options.Threads)
                .Run(points, indices, plan.Levels, plan.Bins, plan.HalveProbability, swap: true, ref random, parts[1], cancellationToken);
            indices = indices[..(plan.Bins * plan.Kept)];
        }

        int square = plan.Bins * plan.Bins;
        double[] means = new double[kernels.Length * square], statistics = new double[kernels.Length * arrangements];
        for (int i = 0; i < kernels.Length; i++)
        {
            BinMeans(kernels[i], points, indices, plan, means.AsSpan(i * square, square), options.Threads,
                PartProgress.Of(parts[2], (double)i / kernels.Length, (i + 1.0) / kernels.Length), cancellationToken);
        }

        Pcg64 permutations = new(seeds.Child(1)), ofFeatures = permutations;
        BinPermutations.Fill(means, plan.Bins, plan.FirstBins, ref permutations, statistics, arrangements, parts[3], cancellationToken);
        double[] greatest = new double[arrangements];
        int chosen = BinPermutations.Aggregate(statistics, greatest);
        double pValue = BinPermutations.PValue(greatest);
        FeatureDifference[] features = new FeatureTests(rows, kinds, rowOfPlace, plan, options.Bandwidths).Run(ofFeatures, arrangements, options.Threads, parts[4], cancellationToken);
        return new TwoSampleTest
        {
            PValue = pValue,
            IsRejected = pValue <= options.Level,
            SquaredBandwidth = bandwidths[chosen],
            SquaredMmd = Math.Max(0, statistics[chosen * arrangements]),
            Features = features,
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }

    /// <summary>The rows of every bin, one bin after the other: drawn at random from its sample, as tables are often sorted.</summary>
    private static int[] Bins(BinPlan plan, int firstCount, int count, Pcg64 random)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        int first = plan.FirstBins * plan.BinRows, second = plan.SecondBins * plan.BinRows;
        UniformSample.BringToFront(rows.AsSpan(0, firstCount), first, ref random);
        UniformSample.BringToFront(rows.AsSpan(firstCount), second, ref random);
        return [.. rows.AsSpan(0, first), .. rows.AsSpan(firstCount, second)];
    }

    private static PointSet<float> Place(float[] rows, FeatureKind[] kinds) =>
        kinds.AsSpan().ContainsAnyExcept(FeatureKind.Numeric) || rows.Contains(float.NaN)
            ? MixedEncoding.Fit<float>(rows, kinds).Encode<float>(rows)
            : PointSet<float>.FromRowsStandardized(rows, kinds.Length);

    /// <summary>The median squared distance between rows of both samples; of so many drawn at random, where there are more.</summary>
    private static double MedianOf(PointSet<float> points, Pcg64 random, CancellationToken cancellationToken)
    {
        const int Most = 512;
        if (points.Count <= Most) return Bandwidth.MedianHeuristic(points, cancellationToken: cancellationToken);
        int[] drawn = new int[Most];
        foreach (ref int row in drawn.AsSpan()) row = random.NextInt32(points.Count);
        return Bandwidth.MedianHeuristic(points.Take(drawn), cancellationToken: cancellationToken);
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
