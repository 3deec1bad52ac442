using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Thinning;

/// <summary>What the MMD of a coreset of kernel thinning exceeds with a small probability at most.</summary>
/// <remarks>
/// <para>
/// Theorem (Dwivedi and Mackey, <i>Kernel Thinning</i>, JMLR 2024: the self-balancing Hilbert walk with growing
/// thresholds). Of n points halved with δ, whose pairs have b² = ‖k(x, ·) − k(x', ·)‖² ≤ B², the walk's sum ψ (n times the difference of the mean embeddings of the first half
/// and of all) is, but for an event of probability δ/2, sub-Gaussian in the kernel's space: E exp⟨ψ, f⟩ ≤ exp(σ²‖f‖²/2)
/// with σ = B (c + 1/c)/2, c² = 2 ln(2n/δ). (The event: that some |α| exceeds its threshold a; a pair's probability is at
/// most δ/n, and there are n/2 pairs.)
/// </para>
/// <para>
/// In m rounds the first coreset's error is Σ ψ_j/n_j, and so sub-Gaussian with σ² = Σ σ_j²/n_j². Its norm within a space of
/// r dimensions exceeds σ √(r + 2√(rt) + 2t) with probability at most e^−t (Hsu, Kakade and Zhang, 2012). Outside the
/// span of r of the points it is at most Σ_j √(n_j R)/n_j with R the squared distances of all points from the span: sums of n_j
/// signed vectors, by Cauchy and Schwarz. Best and swap can only lower the MMD.
/// </para>
/// </remarks>
internal sealed class SubGaussianBound<TKernel>
    where TKernel : struct, IKernel<double>
{
    // P(norm too large) = e^−t.
    private static readonly double T = Math.Log(20);

    private readonly TKernel _kernel;
    private readonly PointSet<double> _points;
    private readonly double[] _mean;

    /// <summary>The bound of the first coreset of m rounds; <paramref name="places"/> has the points without their repetitions.</summary>
    public SubGaussianBound(TKernel kernel, PointSet<double> points, PointSet<double> places, double delta, int rounds)
    {
        (_kernel, _points, _mean) = (kernel, points, new double[points.Count]);
        KernelMean.Compute(kernel, points, _mean, threads: 2);
        double variance = 0, outside = 0, difference = Math.Sqrt(LargestSquaredDifference(kernel, places));
        FailureProbability = Math.Exp(-T);
        for (int round = 0; round < rounds; round++)
        {
            int n = points.Count >> round;
            double deltaOfRound = delta * (1 << round) / rounds;
            double c = Math.Sqrt(2 * Math.Log(2 * n / deltaOfRound)), deviation = difference * (c + 1 / c) / 2;
            variance += deviation * deviation / n / n;
            outside += Math.Sqrt(1.0 / n);
            FailureProbability += deltaOfRound / 2;
        }

        // A space of any number of dimensions will do; the best is taken.
        Value = Residuals().Select((residual, r) => Math.Sqrt(variance * (r + 2 * Math.Sqrt(r * T) + 2 * T)) + outside * Math.Sqrt(residual)).Min();
    }

    /// <summary>The bound.</summary>
    public double Value { get; }

    /// <summary>The most that the probability of exceeding it is.</summary>
    public double FailureProbability { get; }

    /// <summary>The MMD of a coreset.</summary>
    public double MmdOf(int[] coreset) => Math.Sqrt(Mmd.Squared(_kernel, _points, _mean, coreset));

    public override string ToString() => $"{Value} ({typeof(TKernel).Name}, {_points.FeatureCount} features), each with probability {FailureProbability} at most";

    /// <summary>The squared distances of all points from the span of the r farthest, summed, for r = 0, 1, …: Cholesky's with pivots.</summary>
    private IEnumerable<double> Residuals()
    {
        int n = _points.Count;
        double[] left = Diagonal(_kernel, _points), row = new double[n];
        double scale = Math.Sqrt(left.Max());
        List<double[]> columns = [];
        while (columns.Count < 60)
        {
            yield return left.Sum();
            int pivot = Array.IndexOf(left, left.Max());
            double root = Math.Sqrt(left[pivot]);
            // What is left after that is rounding.
            if (root < 1e-6 * scale) yield break;
            KernelMatrix.Fill(_kernel, Point(_points, pivot), _points, row);
            double[] column = new double[n];
            for (int i = 0; i < n; i++)
            {
                column[i] = (row[i] - columns.Sum(c => c[i] * c[pivot])) / root;
                left[i] = Math.Max(0, left[i] - column[i] * column[i]);
            }

            columns.Add(column);
        }
    }

    /// <summary>B², the largest b² of two points.</summary>
    private static double LargestSquaredDifference(TKernel kernel, PointSet<double> points)
    {
        double[] diagonal = Diagonal(kernel, points), row = new double[points.Count];
        double largest = 0;
        for (int i = 0; i < points.Count; i++)
        {
            KernelMatrix.Fill(kernel, Point(points, i), points, row);
            for (int j = 0; j < i; j++) largest = Math.Max(largest, diagonal[i] - 2 * row[j] + diagonal[j]);
        }

        return largest;
    }

    private static double[] Diagonal(TKernel kernel, PointSet<double> points)
    {
        double[] value = new double[1];
        return [.. Enumerable.Range(0, points.Count).Select(i =>
        {
            KernelMatrix.Fill(kernel, Point(points, i), Point(points, i), value);
            return value[0];
        })];
    }

    private static PointSet<double> Point(PointSet<double> points, int index)
    {
        var block = new double[PointBlock.Size * points.FeatureCount];
        points.Gather([index], new AlignedBuffer<double>()).Buffer.Ensure(block.Length).CopyTo(block);
        return PointSet<double>.FromRows([.. Enumerable.Range(0, points.FeatureCount).Select(j => block[j * PointBlock.Size])], points.FeatureCount);
    }
}
