namespace CteFast.Tests.Discrepancy;

/// <summary>The matrix of a sum of Gaussian kernels and all that follows from it, by the definitions, in double.</summary>
internal sealed class KernelOracle
{
    private readonly double[,] _matrix;
    private readonly double[] _mean;

    /// <param name="rows">Row-major points, n x d.</param>
    /// <param name="d">The number of features.</param>
    /// <param name="squaredBandwidths">σ² of every exp(−r²/σ²); one of 2d if none is given.</param>
    public KernelOracle(IReadOnlyList<double> rows, int d, params double[] squaredBandwidths)
    {
        if (squaredBandwidths.Length == 0) squaredBandwidths = [2 * d];
        Count = rows.Count / d;
        _matrix = new double[Count, Count];
        _mean = new double[Count];
        for (int a = 0; a < Count; a++)
        {
            for (int b = 0; b < Count; b++)
            {
                double distance = 0;
                for (int j = 0; j < d; j++)
                {
                    double difference = rows[a * d + j] - rows[b * d + j];
                    distance += difference * difference;
                }

                _matrix[a, b] = squaredBandwidths.Sum(squaredBandwidth => Math.Exp(-distance / squaredBandwidth));
                _mean[a] += _matrix[a, b] / Count;
            }
        }
    }

    public int Count { get; }

    public IReadOnlyList<double> Mean => _mean;

    public double this[int a, int b] => _matrix[a, b];

    /// <summary>The squared MMD of a coreset to all points.</summary>
    public double SquaredMmd(IReadOnlyList<int> coreset) => SquaredMmd(coreset, [.. Enumerable.Range(0, Count)]);

    /// <summary>The squared MMD of a coreset to an input, both indices of points.</summary>
    public double SquaredMmd(IReadOnlyList<int> coreset, IReadOnlyList<int> input) =>
        Average(coreset, coreset) - 2 * Average(coreset, input) + Average(input, input);

    /// <summary>The mean of k(a, b) over two lists of points.</summary>
    public double Average(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        // Row by row: one long sum would lose three digits.
        double total = 0;
        foreach (int a in left)
        {
            double sum = 0;
            foreach (int b in right) sum += _matrix[a, b];
            total += sum / right.Count;
        }

        return total / left.Count;
    }
}
