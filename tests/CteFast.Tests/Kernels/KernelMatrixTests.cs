using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

public sealed class KernelMatrixTests
{
    private static readonly GaussianKernel Gaussian = new(3);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(15, 17, 2)]
    [InlineData(16, 16, 3)]
    [InlineData(17, 15, 4)]
    [InlineData(33, 100, 5)]
    public void Fill_AnyCounts_IsTheKernelOfEveryPair(int n, int m, int features)
    {
        double[] x = Random(n * features, seed: 1), y = Random(m * features, seed: 2), matrix = new double[n * m];
        KernelMatrix.Fill(Gaussian, PointSet<double>.FromRows(x, features), PointSet<double>.FromRows(y, features), matrix);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < m; j++)
            {
                double expected = Evaluate(Gaussian, x.AsSpan(i * features, features), y.AsSpan(j * features, features));

                // Values up to 1, r²/σ² up to 5·4/3: a few roundings in each of the two ways to compute it.
                Assert.Equal(expected, matrix[i * m + j], 1e-15);
            }
        }
    }

    [Fact]
    public void Fill_DifferentFeatures_Throws()
    {
        PointSet<float> x = PointSet<float>.FromRows(new float[6], 2), y = PointSet<float>.FromRows(new float[6], 3);
        ArgumentException e = Assert.Throws<ArgumentException>(() => KernelMatrix.Fill(Gaussian, x, y, new float[6]));
        Assert.Equal("y", e.ParamName);
        Assert.StartsWith("The points have 2 and 3 features", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    public void Fill_DestinationDoesNotFit_Throws(int length)
    {
        PointSet<float> x = PointSet<float>.FromRows(new float[4], 2), y = PointSet<float>.FromRows(new float[6], 2);
        ArgumentException e = Assert.Throws<ArgumentException>(() => KernelMatrix.Fill(Gaussian, x, y, new float[length]));
        Assert.Equal("destination", e.ParamName);
        Assert.StartsWith($"A matrix of 2 x 3 does not fit {length} places", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_DifferentLengths_Throws() =>
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => Evaluate(Gaussian, [1, 2], [1])).ParamName);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void SumKernel_Parts_AddInOrder(int parts)
    {
        // More blocks than the sum takes at a time, and a last block that is not full.
        const int N = 21, M = 150, Features = 3;
        GaussianKernel[] kernels = [.. Enumerable.Range(1, parts).Select(s => new GaussianKernel(s))];
        float[] x = Single(Random(N * Features, seed: 3)), y = Single(Random(M * Features, seed: 4));
        PointSet<float> rows = PointSet<float>.FromRows(x, Features), columns = PointSet<float>.FromRows(y, Features);
        float[] expected = new float[N * M], part = new float[N * M], actual = new float[N * M];
        foreach (GaussianKernel kernel in kernels)
        {
            KernelMatrix.Fill(kernel, rows, columns, part);
            for (int i = 0; i < part.Length; i++) expected[i] += part[i];
        }

        KernelMatrix.Fill(new SumKernel<GaussianKernel, float>(kernels), rows, columns, actual);
        Assert.Equal(expected, actual);

        IKernel<float> sum = new SumKernel<GaussianKernel, float>(kernels);
        float scalar = 0;
        foreach (IKernel<float> kernel in kernels) scalar += kernel.Evaluate(x.AsSpan(0, Features), y.AsSpan(0, Features));
        Assert.Equal(scalar, sum.Evaluate(x.AsSpan(0, Features), y.AsSpan(0, Features)));
    }

    [Fact]
    public void SumKernel_NoParts_Throws() => Assert.Equal("parts", Assert.Throws<ArgumentException>(() => new SumKernel<GaussianKernel, float>([])).ParamName);

    [Fact]
    public void SumKernel_Default_ThrowsWhereverItIsUsed()
    {
        PointSet<double> points = PointSet<double>.FromRows([1, 2, 3], 1);
        SumKernel<GaussianKernel, double> sum = default;
        Assert.Throws<InvalidOperationException>(() => KernelMatrix.Fill(sum, points, points, new double[9]));
        Assert.Throws<InvalidOperationException>(() => KernelMean.Compute(sum, PointSet<double>.FromRows(new double[40], 1), new double[40]));
        Assert.Throws<InvalidOperationException>(() => Evaluate(sum, [1], [2]));
    }

    /// <summary>The reciprocal of the bandwidth overflows in float, and then a point with itself must not be 0 · ∞.</summary>
    [Theory]
    [InlineData(1e-39)]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void GaussianKernel_BandwidthBeyondFloat_IsOneAndZeroOrOne(double squaredBandwidth)
    {
        float[] matrix = new float[4], farther = squaredBandwidth < 1 ? [1, 0, 0, 1] : [1, 1, 1, 1];
        PointSet<float> points = PointSet<float>.FromRows([0, 1], 1);
        KernelMatrix.Fill(new GaussianKernel(squaredBandwidth), points, points, matrix);
        Assert.Equal(farther, matrix);
        KernelMatrix.Fill(new InverseMultiquadricKernel(Math.Sqrt(squaredBandwidth)), points, points, matrix);
        Assert.Equal(1, matrix[0]);
        IKernel<float> scalar = new GaussianKernel(squaredBandwidth);
        Assert.Equal(1, scalar.Evaluate([2], [2]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void SobolevKernel_SmoothnessOutOfRange_Throws(int smoothness) => Assert.Throws<ArgumentOutOfRangeException>(() => new SobolevKernel(smoothness));

    private static double Evaluate<TKernel>(TKernel kernel, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        where TKernel : struct, IKernel<double> => kernel.Evaluate(x, y);

    private static double[] Random(int count, long seed)
    {
        double[] values = new double[count];
        new Pcg64(seed).Fill(values);
        return Array.ConvertAll(values, v => 2 * v);
    }

    private static float[] Single(double[] values) => Array.ConvertAll(values, v => (float)v);
}
