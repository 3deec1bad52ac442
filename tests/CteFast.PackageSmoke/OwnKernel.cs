using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

/// <summary>1 / (1 + r²/σ²): a kernel of the user's own, written once as a formula, used by the library as if it were its own.</summary>
[Kernel(Dimensions = [7])]
internal readonly partial struct CauchyKernel(float squaredBandwidth)
{
    private readonly float _inverse = 1 / squaredBandwidth;

    private static float Term(float x, float y) => (x - y) * (x - y);

    private float Profile(float sum) => 1 / (1 + sum * _inverse);
}

internal static class OwnKernel
{
    private const int D = 7, N = 2000, Size = 40;

    /// <summary>The generated loops give the formula's values, and a coreset by them is far better than chance.</summary>
    public static string Run()
    {
        Random random = new(1);
        float[] rows = [.. Enumerable.Range(0, N * D).Select(_ => random.NextSingle())];
        PointSet<float> points = PointSet<float>.FromRowsStandardized(rows, D);
        CauchyKernel kernel = new(2 * D);

        float[] matrix = new float[N * N];
        KernelMatrix.Fill(kernel, points, points, matrix);
        for (int i = 0; i < N; i += 97)
        {
            for (int j = 0; j < N; j += 89)
            {
                float expected = Evaluate(kernel, Standardized(i), Standardized(j));
                // A few roundings of seven terms, a quotient.
                Check.Holds(Math.Abs(matrix[i * N + j] - expected) <= 1e-5f * expected, $"k({i}, {j}) is {matrix[i * N + j]}, not {expected}");
            }
        }

        int[] coreset = new int[Size];
        new CoresetCompressor<CauchyKernel, float>(kernel, new CoresetOptions { Seed = 1 }).Run(points, coreset);
        double[] mean = new double[N];
        KernelMean.Compute(kernel, points, mean);
        double chosen = Mmd.Squared(kernel, points, mean, coreset), uniform = Mmd.SquaredOfUniform(kernel, points, mean, Size);
        Check.Holds(chosen < uniform / 4, $"the coreset's squared MMD {chosen} is not far below a uniform sample's {uniform}");
        return $"a kernel of one's own: squared MMD {chosen:G3}, of a uniform sample {uniform:G3}";

        float[] Standardized(int row) => [.. Enumerable.Range(0, D).Select(j =>
            (float)((rows[row * D + j] - points.Standardization!.Means[j]) / points.Standardization.Scales[j]))];
    }

    private static T Evaluate<T>(IKernel<T> kernel, T[] x, T[] y)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => kernel.Evaluate(x, y);
}
