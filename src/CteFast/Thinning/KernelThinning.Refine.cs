using CteFast.Data;
using CteFast.Discrepancy;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private const int MaximumRefinePasses = 100;

    /// <summary>Refines a coreset: swaps over all points until none changes anything. The squared MMD to what the kernel mean is of only falls.</summary>
    /// <remarks>
    /// n²/2 kernel values for the kernel mean and n·c for the statistic of the swaps. Up to 4,194,304 values n·c and 32,768 points these are kept
    /// and every swap takes n more; else a pass takes n·c to 2·n·c. Four to twenty passes are usual, most in low dimensions.
    /// </remarks>
    /// <param name="points">The points, all of which are candidates and the target.</param>
    /// <param name="coreset">Indices of the points, none twice; improved in place.</param>
    /// <param name="kernelMean">The mean kernel of every point with all points, n, where it is known; empty to have it computed.</param>
    /// <param name="cancellationToken">Stops the work; the coreset then holds what the swaps so far have made of it.</param>
    /// <returns>The number of passes, the last of which changes nothing.</returns>
    /// <exception cref="ArgumentException">An index is not one of a point, a point is in the coreset twice, or the kernel mean does not fit the points.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public int Refine(PointSet<T> points, Span<int> coreset, ReadOnlySpan<double> kernelMean = default, CancellationToken cancellationToken = default) =>
        Refine(points, coreset, kernelMean, negligible: 0, cancellationToken);

    /// <summary>As the public overload, until a pass makes no more than a negligible number of changes.</summary>
    internal int Refine(PointSet<T> points, Span<int> coreset, ReadOnlySpan<double> kernelMean, int negligible, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        points.CheckIndices(coreset);
        if (kernelMean.IsEmpty)
        {
            Span<double> mean = _mean.Ensure(points.Count);
            KernelMean.Compute(_kernel, points.Buffer, points.Count, points.FeatureCount, _sums, mean, _team.Length, cancellationToken);
            kernelMean = mean;
        }

        if (kernelMean.Length != points.Count) throw new ArgumentException($"{kernelMean.Length} kernel means do not fit {points.Count} points.", nameof(kernelMean));
        bool keepsRows = CanKeepRows(points.Count, coreset.Length);
        StartStatistic(points.Buffer, points.FeatureCount, points.Count, kernelMean, coreset, keepsRows);
        Candidates candidates = SetApart(points.Buffer, points.FeatureCount, points.Count, coreset, unique: true);
        if (keepsRows) StartSearch(candidates, coreset.Length);
        int passes = 1, staying = 0;
        while (Pass(coreset) > negligible && passes < MaximumRefinePasses)
        {
            // How many passes are to come is not known: a few more.
            progress?.Report(passes / (passes + 2.0));
            passes++;
        }

        return passes;

        int Pass(Span<int> coreset) => keepsRows
            ? SwapPassOfKept(candidates, coreset, ref staying, cancellationToken)
            : SwapPass(candidates, coreset, complement: default, isLast: false, cancellationToken);
    }
}
