using System.Numerics;

namespace CteFast.Tests.Numerics.LinearAlgebra;

public sealed class MatrixProductTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 1, 7, 3 }, { 3, 1, 5 }, { 12, 32, 16 }, { 13, 33, 17 }, { 6, 16, 256 }, { 5, 15, 257 }, { 25, 64, 300 }, { 120, 40, 70 }, { 97, 130, 513 }, { 2, 3, 0 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_Shape_IsTheScalarSum(int m, int n, int k)
    {
        Check<float>(m, n, k, 1.2e-7);
        Check<double>(m, n, k, 2.3e-16);
    }

    [Fact]
    public void Multiply_RandomShape_IsTheScalarSum() => Property.ForAll((1, 70), (1, 90), (1, 300), (m, n, k) => Check<float>(m, n, k, 1.2e-7));

    [Fact]
    public void Multiply_Integers_IsExact()
    {
        float[] a = [.. Enumerable.Range(0, 60 * 70).Select(i => i % 13 - 6f)], b = [.. Enumerable.Range(0, 70 * 50).Select(i => i % 17 - 8f)], c = new float[60 * 50];
        new MatrixProduct<float>().Multiply(new MatrixView<float>(a, 60, 70), new MatrixView<float>(b, 70, 50), c);
        for (int i = 0; i < 60; i++)
        {
            for (int j = 0; j < 50; j++) Assert.Equal(Enumerable.Range(0, 70).Sum(k => a[i * 70 + k] * b[k * 50 + j]), c[i * 50 + j]);
        }
    }

    [Fact]
    public void Multiply_Element_IsAFusedSumInOrder()
    {
        // What the remark promises, and with it the same bits on every width: blocks of 256 products, each in order, one added to the other.
        if (!System.Runtime.Intrinsics.X86.Fma.IsSupported) return;
        const int K = 700;
        float[] a = RandomPoints.NormalSingle(13, K, 1), b = RandomPoints.NormalSingle(35, K, 2), c = new float[13 * 35];
        new MatrixProduct<float>().Multiply(new MatrixView<float>(a, 13, K), new MatrixView<float>(b, 35, K).Transposed, c);
        for (int i = 0; i < 13; i++)
        {
            for (int j = 0; j < 35; j++)
            {
                float total = 0;
                for (int start = 0; start < K; start += 256)
                {
                    float sum = 0;
                    for (int k = start; k < Math.Min(K, start + 256); k++) sum = MathF.FusedMultiplyAdd(a[i * K + k], b[j * K + k], sum);
                    total = start == 0 ? sum : total + sum;
                }

                Assert.Equal(total, c[i * 35 + j]);
            }
        }
    }

    [Theory]
    [InlineData(900, 30, 600)]
    [InlineData(30, 900, 600)]
    [InlineData(300, 300, 200)]
    public void Multiply_ManyThreads_HasTheSameBits(int m, int n, int k)
    {
        float[] a = RandomPoints.NormalSingle(m, k, 1), b = RandomPoints.NormalSingle(n, k, 2), one = new float[m * n], many = new float[m * n];
        new MatrixProduct<float>(1).Multiply(new MatrixView<float>(a, m, k), new MatrixView<float>(b, n, k).Transposed, one);
        new MatrixProduct<float>(7).Multiply(new MatrixView<float>(a, m, k), new MatrixView<float>(b, n, k).Transposed, many);
        Assert.Equal(one, many);
    }

    [Fact]
    public void Multiply_Again_AllocatesNothing()
    {
        float[] a = RandomPoints.NormalSingle(50, 60, 1), c = new float[50 * 50];
        var product = new MatrixProduct<float>();
        Allocations.AssertNone(() => product.Multiply(new MatrixView<float>(a, 50, 60), new MatrixView<float>(a, 50, 60).Transposed, c));
    }

    [Fact]
    public void Multiply_WrongShapes_Throws()
    {
        var product = new MatrixProduct<float>();
        Assert.Throws<ArgumentException>(() => product.Multiply(new MatrixView<float>(new float[6], 2, 3), new MatrixView<float>(new float[6], 2, 3), new float[9]));
        Assert.Throws<ArgumentException>(() => product.Multiply(new MatrixView<float>(new float[6], 2, 3), new MatrixView<float>(new float[6], 3, 2), new float[3]));
        Assert.Throws<ArgumentException>(() => new MatrixView<float>(new float[5], 2, 3).Rows);
        Assert.Throws<ArgumentException>(() => new MatrixView<float>(new float[9], 2, 3, 2).Rows);
    }

    /// <summary>All four ways in which the factors may lie, with rows further apart than they are long, set and added.</summary>
    private static void Check<T>(int m, int n, int k, double roundoff)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new MatrixProduct<T>();
        int stride = n + 3;
        foreach ((bool transposeA, bool transposeB, bool add) in (ReadOnlySpan<(bool, bool, bool)>)[(false, false, false), (true, false, true), (false, true, true), (true, true, false)])
        {
            T[] a = Normal<T>(m * (k + 2) + k * (m + 2), 1), b = Normal<T>(n * (k + 2) + k * (n + 2), 2), c = Normal<T>(m * stride, 3), before = [.. c];
            MatrixView<T> left = transposeA ? new MatrixView<T>(a, k, m, m + 2).Transposed : new MatrixView<T>(a, m, k, k + 2);
            MatrixView<T> right = transposeB ? new MatrixView<T>(b, n, k, k + 2).Transposed : new MatrixView<T>(b, k, n, n + 2);
            product.Multiply(left, right, c, stride, add);
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < stride; j++)
                {
                    double sum = j >= n || add ? double.CreateChecked(before[i * stride + j]) : 0, size = Math.Abs(sum);
                    for (int l = 0; l < k && j < n; l++)
                    {
                        double term = double.CreateChecked(transposeA ? a[l * (m + 2) + i] : a[i * (k + 2) + l])
                            * double.CreateChecked(transposeB ? b[j * (k + 2) + l] : b[l * (n + 2) + j]);
                        sum += term;
                        size += Math.Abs(term);
                    }

                    Assert.Equal(sum, double.CreateChecked(c[i * stride + j]), (k + 2) * roundoff * size);
                }
            }
        }
    }

    private static T[] Normal<T>(int count, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. RandomPoints.Normal(count, 1, seed).Select(T.CreateChecked)];
}
