using System.Diagnostics;
using System.Numerics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Compression;

/// <summary>
/// The few rows that best stand for all rows, and how well they do: call <see cref="Compress(ReadOnlySpan{float}, int, int, CoresetOptions, IProgress{double}, CancellationToken)"/>.
/// </summary>
/// <remarks>
/// Other types are for special cases: <see cref="CoresetCompressor{TKernel, T}"/> compresses again and again without allocating,
/// <see cref="StreamingCompressor{TKernel, T}"/> takes rows one after the other as they arrive, <see cref="CoresetMerger{TKernel, T}"/> joins coresets of several machines
/// or days.
/// </remarks>
[DebuggerDisplay("{Indices.Count} of {InputCount} rows, squared MMD {SquaredMmd}")]
public sealed class Coreset
{
    /// <summary>The rows chosen, as indices into the input.</summary>
    public required IReadOnlyList<int> Indices { get; init; }

    /// <summary>The number of input rows, n.</summary>
    public required int InputCount { get; init; }

    /// <summary>The number of features, d.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>The weight of every row chosen, none negative, 1 in all; null when they are equal.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>The means and scales by which the features were standardised; null when they were not.</summary>
    public required Standardization? Standardization { get; init; }

    /// <summary>The family of the kernel; null when the kernel was the caller's.</summary>
    public KernelFamily? Kernel { get; init; }

    /// <summary>
    /// The squared bandwidth σ² from which the kernel's width was taken, on standardised features (<see cref="KernelChoice"/>); null when the
    /// kernel was the caller's or of a family without a width.
    /// </summary>
    public double? SquaredBandwidth { get; init; }

    /// <summary>
    /// The squared MMD between the coreset and the input. For more than 65,536 rows it is an unbiased estimate: two references of 16,384
    /// well-chosen rows each stand for all n rows.
    /// </summary>
    public required double SquaredMmd { get; init; }

    /// <summary>The expected squared MMD of a uniform sample (without replacement) of the same size.</summary>
    public required double SquaredMmdUniform { get; init; }

    /// <summary>The kernel values computed for choosing the rows and measuring the MMD, those of filled-up blocks of 16 rows included.</summary>
    public required long KernelEvaluations { get; init; }

    /// <summary>The time spent on choosing the rows and measuring the MMD.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// Chooses <paramref name="size"/> of the rows, by KT-Compress++ unless the options say otherwise, on standardised features with the
    /// Gaussian kernel, σ² = 2d: the setting of <i>Compress Then Explain</i>.
    /// </summary>
    /// <remarks>Measuring the MMD takes n²/2 kernel values, 32,768·n at most. Deterministic: the same rows, size and options give the same indices.</remarks>
    /// <param name="rows">Row-major rows, n x d, finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="size">The number of rows to choose, 1 to n.</param>
    /// <param name="options">Method, parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread: an estimate, as how often swaps are tried is not known before.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, they do not fill whole rows, a value is NaN or infinite, or there are more rows than the method is for.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not between 1 and n, too large for weights, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Coreset Compress(ReadOnlySpan<float> rows, int featureCount, int size, CoresetOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        PointSet<float> points = PointSet<float>.FromRowsStandardized(rows, featureCount);
        var kernel = new KernelChoice(KernelFamily.Gaussian, Bandwidth.Standardized(featureCount));
        return Compress(points, new GaussianKernel(kernel.SquaredBandwidth), kernel, size, options, start, progress, cancellationToken);
    }

    /// <summary>
    /// Chooses <paramref name="size"/> of the rows of a table as the first overload does; where it has levels or missing values, their distance is that of
    /// <see cref="MixedEncoding"/>.
    /// </summary>
    /// <param name="table">The rows, n.</param>
    /// <param name="size">The number of rows to choose, 1 to n.</param>
    /// <param name="options">Method, parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are no rows, or more than the method is for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not between 1 and n, too large for weights, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Coreset Compress(FeatureTable table, int size, CoresetOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        int d = table.Schema.Count;
        if (table.Schema.IsNumeric && !table.Rows.Contains(float.NaN)) return Compress(table.Rows, d, size, options, progress, cancellationToken);
        PointSet<float> points = MixedEncoding.Fit(table.Rows, table.Schema.Kinds).Encode(table.Rows);
        return Compress(points, new KernelChoice(KernelFamily.Gaussian, Bandwidth.Standardized(d)), size, options, progress, cancellationToken);
    }

    /// <summary>Chooses <paramref name="size"/> of the points by one of the library's kernels, which is chosen at run time.</summary>
    /// <remarks>As the first overload. A program that is compiled ahead of time and calls this contains code for every family of kernels.</remarks>
    /// <param name="points">The points, n.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="size">The number of points to choose, 1 to n.</param>
    /// <param name="options">Method, parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread: an estimate, as how often swaps are tried is not known before.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are more points than the method is for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The size is not between 1 and n, too large for weights, or the kernel's width or an option is out of its range.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Coreset Compress(PointSet<float> points, KernelChoice kernel, int size, CoresetOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        var compression = new Compression(points, kernel, size, options, Stopwatch.GetTimestamp(), progress, cancellationToken);
        return kernel.Invoke<Compression, Coreset>(points.FeatureCount, compression);
    }

    /// <summary>Chooses <paramref name="size"/> of the points by any kernel, with KT-Compress++ unless the options say otherwise.</summary>
    /// <remarks>As the other overload.</remarks>
    /// <param name="points">The points, n.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="size">The number of points to choose, 1 to n.</param>
    /// <param name="options">Method, parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread: an estimate, as how often swaps are tried is not known before.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are more points than the method is for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not between 1 and n, too large for weights, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Coreset Compress<TKernel, T>(PointSet<T> points, TKernel kernel, int size, CoresetOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(points);
        return Compress(points, kernel, choice: null, size, options, Stopwatch.GetTimestamp(), progress, cancellationToken);
    }

    /// <summary>
    /// Roughly how much work it is to compress with default options. Use it to divide progress among stages with <see cref="PartProgress.Split"/>. The unit is one
    /// prediction of a small model, which takes as long as some 2,000 kernel values: a stage that asks a model counts its rows.
    /// </summary>
    /// <param name="count">The number of rows, n.</param>
    /// <param name="size">The number of rows to choose; more than n count as n.</param>
    public static double Work(int count, int size)
    {
        const double ValuesPerPrediction = 2000;
        (double choosing, double target, double herding, double refining) =
            CoresetCompressor<GaussianKernel, float>.Work(new CoresetOptions(), count, Math.Min(size, count));
        return (choosing + target + herding + refining) / ValuesPerPrediction;
    }

    private static Coreset Compress<TKernel, T>(PointSet<T> points, TKernel kernel, KernelChoice? choice, int size, CoresetOptions options, long start,
        IProgress<double>? progress, CancellationToken cancellationToken)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (size < 1 || size > points.Count)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The size must lie between 1 and the number of rows, {points.Count}; it is {size}.");

        var count = new KernelCount();
        int[] indices = new int[size];
        double[]? weights = options.Weighted ? new double[size] : null;
        KernelTarget<CountedKernel<TKernel, T>, T> target =
            new CoresetCompressor<CountedKernel<TKernel, T>, T>(new(kernel, count), options).RunWithTarget(points, indices, weights, progress, cancellationToken);
        return new Coreset
        {
            Indices = indices,
            InputCount = points.Count,
            FeatureCount = points.FeatureCount,
            Weights = weights,
            Standardization = points.Standardization,
            Kernel = choice?.Family,
            SquaredBandwidth = choice?.Family == KernelFamily.Sobolev ? null : choice?.SquaredBandwidth,
            // All rows are chosen: the MMD is 0, whatever rounding gives.
            SquaredMmd = size == points.Count ? 0 : target.SquaredMmd(points, indices, weights, cancellationToken),
            SquaredMmdUniform = target.SquaredMmdOfUniform(points, size),
            KernelEvaluations = count.Total,
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }

    private readonly record struct Compression(
        PointSet<float> Points, KernelChoice Choice, int Size, CoresetOptions Options, long Start, IProgress<double>? Progress, CancellationToken CancellationToken) : IKernelFunction<Coreset>
    {
        public Coreset Invoke<TKernel>(TKernel kernel)
            where TKernel : struct, IKernel<float> => Compress(Points, kernel, Choice, Size, Options, Start, Progress, CancellationToken);
    }
}
