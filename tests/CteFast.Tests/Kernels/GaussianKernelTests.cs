using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

public sealed class GaussianKernelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_BandwidthNotFinitePositive_Throws(double squaredBandwidth) =>
        Assert.Equal("squaredBandwidth", Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianKernel(squaredBandwidth)).ParamName);

    [Theory]
    [InlineData(1, 1e-6)]
    [InlineData(3, 1)]
    [InlineData(9, 18)]
    [InlineData(40, 1e6)]
    public void Matrix_OfPointsWithThemselves_IsSymmetricWithOnesOnTheDiagonal(int features, double squaredBandwidth)
    {
        var kernel = new GaussianKernel(squaredBandwidth);
        Check<GaussianKernel, float>(kernel, features);
        Check<GaussianKernel, double>(kernel, features);

        static void Check<TKernel, T>(TKernel kernel, int features)
            where TKernel : struct, IKernel<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            const int Count = 45;
            T[] rows = Random<T>(Count * features, 20);
            PointSet<T> points = PointSet<T>.FromRows(rows, features);
            T[] matrix = new T[Count * Count];
            KernelMatrix.Fill(kernel, points, points, matrix);
            for (int i = 0; i < Count; i++)
            {
                ReadOnlySpan<T> row = rows.AsSpan(i * features, features);
                Assert.Equal(T.One, matrix[i * Count + i]);
                Assert.Equal(T.One, kernel.Evaluate(row, row));
                for (int j = 0; j < i; j++)
                {
                    ReadOnlySpan<T> other = rows.AsSpan(j * features, features);
                    Assert.Equal(matrix[i * Count + j], matrix[j * Count + i]);
                    Assert.Equal(kernel.Evaluate(row, other), kernel.Evaluate(other, row));
                }
            }
        }
    }

    [Fact]
    public void Fill_FarPoints_IsZeroFromTheDocumentedDistance()
    {
        var kernel = new GaussianKernel(1);
        Assert.Equal(0, Value(kernel, MathF.Sqrt(88.1f)));
        Assert.True(Value(kernel, MathF.Sqrt(87.5f)) > 0);
        Assert.Equal(0, Value(kernel, Math.Sqrt(709.1)));
        Assert.True(Value(kernel, Math.Sqrt(708.5)) > 0);

        static T Value<TKernel, T>(TKernel kernel, T distance)
            where TKernel : struct, IKernel<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] value = new T[1];
            KernelMatrix.Fill(kernel, PointSet<T>.FromRows([T.Zero], 1), PointSet<T>.FromRows([distance], 1), value);
            return value[0];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public void Fill_RandomPoints_IsAsAccurateInFloatAsInDouble(int features)
    {
        const int Count = 64;
        double squaredBandwidth = 2 * features;
        float[] rows = Random<float>(Count * features, 6), matrix = new float[Count * Count];
        PointSet<float> points = PointSet<float>.FromRows(rows, features);
        KernelMatrix.Fill(new GaussianKernel(squaredBandwidth), points, points, matrix);
        for (int i = 0; i < matrix.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < features; j++) sum += Math.Pow((double)rows[i / Count * features + j] - rows[i % Count * features + j], 2);
            double z = sum / squaredBandwidth, expected = Math.Exp(-z);

            // Of z at worst: the difference counts twice, a square, d sums, the scale and its product.
            double error = z * (features + 5) + ExpTests.ErrorInRoundoffs(z);
            if (!(Math.Abs(matrix[i] - expected) <= expected * error * Math.ScaleB(1, -24))) Assert.Fail($"{matrix[i]} instead of {expected}");
        }
    }

    private static T[] Random<T>(int count, double range)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Pcg64(count);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked((random.NextDouble() - 0.5) * range))];
    }
}
