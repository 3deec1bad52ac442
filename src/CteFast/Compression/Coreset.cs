using System.Diagnostics;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Compression;

/// <summary>The few rows that best stand for all rows, and how well they do.</summary>
public sealed class Coreset
{
    /// <summary>The rows chosen, as indices into the input.</summary>
    public required IReadOnlyList<int> Indices { get; init; }

    /// <summary>The number of input rows, n.</summary>
    public required int InputCount { get; init; }

    /// <summary>The number of features, d.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>The means and scales by which the features were brought to mean 0 and standard deviation 1.</summary>
    public required Standardization Standardization { get; init; }

    /// <summary>The squared bandwidth σ² of the Gaussian kernel exp(−r²/σ²) on standardised features.</summary>
    public required double SquaredBandwidth { get; init; }

    /// <summary>
    /// The squared MMD between the coreset and the input. Beyond 65,536 rows an estimate without bias, in which two references of 16,384
    /// well-chosen rows each stand for the mean of all n² kernel values.
    /// </summary>
    public required double SquaredMmd { get; init; }

    /// <summary>The expected squared MMD of a uniform sample (without replacement) of the same size.</summary>
    public required double SquaredMmdUniform { get; init; }

    /// <summary>The time spent on choosing the rows and measuring the MMD.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// Chooses <paramref name="size"/> of the rows by KT-Compress++ on standardised features with the Gaussian kernel, σ² = 2d: the
    /// setting of <i>Compress Then Explain</i>.
    /// </summary>
    /// <remarks>Measuring the MMD takes n²/2 kernel values, 32,768·n at most. Deterministic: the same rows, size and options give the same indices.</remarks>
    /// <param name="rows">Row-major rows, n x d, finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="size">The number of rows to choose, 1 to n.</param>
    /// <param name="options">Parameters and seed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, or a value is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not between 1 and n, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Coreset Compress(ReadOnlySpan<float> rows, int featureCount, int size, CoresetOptions options, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        PointSet<float> points = PointSet<float>.FromRowsStandardized(rows, featureCount);
        if (size < 1 || size > points.Count)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The size must lie between 1 and the number of rows, {points.Count}; it is {size}.");

        double squaredBandwidth = 2.0 * featureCount;
        var kernel = new GaussianKernel(squaredBandwidth);
        int[] indices = new int[size];
        KernelTarget<GaussianKernel, float> target = new CompressPlusPlus<GaussianKernel, float>(kernel, options).Run(points, indices, measure: true, cancellationToken);
        return new Coreset
        {
            Indices = indices,
            InputCount = points.Count,
            FeatureCount = featureCount,
            Standardization = points.Standardization!,
            SquaredBandwidth = squaredBandwidth,
            // All rows are themselves, whatever rounding says.
            SquaredMmd = size == points.Count ? 0 : target.SquaredMmd(points, indices, cancellationToken),
            SquaredMmdUniform = target.SquaredMmdOfUniform(points, size),
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }
}
