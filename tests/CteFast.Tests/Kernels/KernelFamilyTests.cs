using System.Globalization;
using CteFast.Kernels;
using MathNet.Numerics.LinearAlgebra;

namespace CteFast.Tests.Kernels;

/// <summary>What every family of the box must do, in float and in double.</summary>
public sealed class KernelFamilyTests
{
    public static TheoryData<string> Families => KernelFamilies.Names;

    [Theory]
    [MemberData(nameof(Families))]
    public void Matrix_EveryShape_AgreesWithFormula(string name)
    {
        // Blocks full and not, one and two, an odd row left over by a tile; features around the widths.
        foreach (int d in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33])
        {
            foreach ((int n, int m) in ((int, int)[])[(1, 1), (9, 16), (17, 15), (33, 47)])
                CheckMatrix(KernelFamilies.Named(name), Points(n, d, seed: d), Points(m, d, seed: d + 100), d);
        }
    }

    private static void CheckMatrix(KernelFamily family, double[] x, double[] y, int d)
    {
        int m = y.Length / d;
        foreach (bool isSingle in (bool[])[true, false])
        {
            double u = KernelFamily.Roundoff(isSingle);
            double[] matrix = family.Matrix(isSingle, x, y, d);
            for (int i = 0; i < matrix.Length; i++)
            {
                double[] a = Row(x, i / m, d), b = Row(y, i % m, d);
                double expected = family.Oracle.Value(a, b), tolerance = family.Oracle.Error(expected, a, b, u);
                Assert.Equal(expected, matrix[i], tolerance);
                Assert.Equal(expected, family.Evaluate(isSingle, a, b), tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Matrix_OfPointsWithThemselves_IsSymmetricWithExactDiagonal(string name)
    {
        const int Count = 37, D = 5;
        KernelFamily family = KernelFamilies.Named(name);
        double[] x = Points(Count, D, seed: 1);
        foreach (bool isSingle in (bool[])[true, false])
        {
            double[] matrix = family.Matrix(isSingle, x, x, D);
            for (int i = 0; i < Count; i++)
            {
                double[] row = Row(x, i, D);
                for (int j = 0; j < i; j++)
                {
                    Assert.Equal(matrix[i * Count + j], matrix[j * Count + i]);
                    Assert.Equal(family.Evaluate(isSingle, row, Row(x, j, D)), family.Evaluate(isSingle, Row(x, j, D), row));
                }

                if (family.Diagonal is not { } diagonal) continue;
                Assert.Equal(diagonal, matrix[i * Count + i]);
                Assert.Equal(diagonal, family.Evaluate(isSingle, row, row));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Block_EveryWidth_HasTheSameBits(string name)
    {
        KernelFamily family = KernelFamilies.Named(name);
        foreach (bool isSingle in (bool[])[true, false])
        {
            foreach (int d in (int[])[1, 2, 7, 30])
            {
                double[] x = Points(16, d, seed: 7 * d);
                double[]? expected = family.Matrix(isSingle, x, x, d);
                foreach (int bits in IWidths.Supported)
                {
                    double[]? block = family.Block(isSingle, bits, x, d);
                    Assert.Equal(family.Diagonal == 2, block is null);
                    if (block is not null) Assert.Equal(expected, block);
                }
            }
        }
    }

    /// <summary>The values are those of the matrix, added one after the other: the same bits at every width.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void Sums_EveryWidthAndShape_AreThoseOfTheMatrix(string name)
    {
        KernelFamily family = KernelFamilies.Named(name);
        foreach (bool isSingle in (bool[])[true, false])
        {
            foreach ((int rowCount, int blockCount) in (ReadOnlySpan<(int, int)>)[(16, 1), (16, 2), (8, 5), (13, 3), (1, 9), (5, 16), (16, 17)])
            {
                double[] x = Points(16 * blockCount, 3, seed: blockCount);
                foreach (int? bits in IWidths.Supported.Cast<int?>().Append(null))
                {
                    if (family.Sums(isSingle, bits, x, rowCount, 3) is not var (rows, columns, values)) continue;
                    double[] expectedRows = new double[256], expectedColumns = new double[16 * blockCount];
                    double third = isSingle ? 1f / 3 : 1.0 / 3;
                    Array.Fill(expectedRows, third);
                    Array.Fill(expectedColumns, third);
                    for (int r = 0; r < rowCount; r++)
                    {
                        for (int i = 0; i < 16 * blockCount; i++)
                        {
                            Add(ref expectedRows[16 * r + i % 16], values[r * 16 * blockCount + i]);
                            Add(ref expectedColumns[i], values[r * 16 * blockCount + i]);
                        }
                    }

                    Check(expectedRows, rows);
                    Check(expectedColumns, columns);
                    void Check(double[] expected, double[] actual)
                    {
                        // The parts of a sum of kernels are added one after the other.
                        if (family.Diagonal != 2) Assert.Equal(expected, actual);
                        else
                        {
                            double tolerance = 1000 * KernelFamily.Roundoff(isSingle) * (1 + expected.Max(Math.Abs));
                            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
                        }
                    }
                }
            }

            void Add(ref double sum, double value) => sum = isSingle ? (float)sum + (float)value : sum + value;
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Matrix_OfRandomPoints_IsPositiveSemidefinite(string name)
    {
        const int Count = 60;
        KernelFamily family = KernelFamilies.Named(name);
        foreach (int d in (int[])[1, 3, 8])
        {
            // Duplicates too: there the smallest eigenvalue is 0.
            double[] some = Points(Count - 10, d, seed: 40 + d), x = [.. some, .. some[..(10 * d)]];
            foreach (bool isSingle in (bool[])[true, false])
            {
                double u = KernelFamily.Roundoff(isSingle), error = 0;
                Matrix<double> matrix = Matrix<double>.Build.Dense(Count, Count, family.Matrix(isSingle, x, x, d));
                for (int i = 0; i < Count * Count; i++)
                {
                    double[] a = Row(x, i / Count, d), b = Row(x, i % Count, d);
                    error = Math.Max(error, family.Oracle.Error(family.Oracle.Value(a, b), a, b, u));
                }

                // Errors of the entries move an eigenvalue by n times the largest at most (Weyl); the solver by n roundoffs of the norm.
                double tolerance = Count * error + Count * 1.1e-16 * matrix.FrobeniusNorm();
                double smallest = matrix.Evd(Symmetricity.Symmetric).EigenValues.Real().Minimum();
                Assert.True(smallest >= -tolerance, string.Create(CultureInfo.InvariantCulture, $"d = {d}: smallest eigenvalue {smallest}, tolerance {tolerance}"));
            }
        }
    }

    [Theory]
    [InlineData("Gaussian")]
    [InlineData("SumOfGaussians")]
    [InlineData("Laplace")]
    [InlineData("Matern12")]
    [InlineData("Matern32")]
    [InlineData("Matern52")]
    [InlineData("InverseMultiquadric")]
    [InlineData("RationalQuadratic")]
    [InlineData("BSpline")]
    public void Matrix_DistanceThatOverflows_IsZero(string name)
    {
        KernelFamily family = KernelFamilies.Named(name);
        foreach ((bool isSingle, double far) in ((bool, double)[])[(true, 3e38), (false, 1.7e308)])
        {
            // Squares overflow in the first feature, the difference itself in the second.
            double[] x = [far, far, 1], y = [0, -far, 1];
            Assert.Equal(0, family.Matrix(isSingle, x, y, 3)[0]);
            Assert.Equal(0, family.Evaluate(isSingle, x, y));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_ParameterNotFinitePositive_Throws(double value)
    {
        Check("squaredBandwidth", () => new GaussianKernel(value));
        Check("bandwidth", () => new LaplaceKernel(value));
        Check("lengthScale", () => new Matern12Kernel(value));
        Check("lengthScale", () => new Matern32Kernel(value));
        Check("lengthScale", () => new Matern52Kernel(value));
        Check("squaredBandwidth", () => new InverseMultiquadricKernel(value));
        Check("lengthScale", () => new RationalQuadraticKernel(value, 1));
        Check("alpha", () => new RationalQuadraticKernel(1, value));
        Check("bandwidth", () => new BSplineKernel(value));

        static void Check<TKernel>(string parameter, Func<TKernel> make) =>
            Assert.Throws<ArgumentOutOfRangeException>(parameter, () => { make(); });
    }

    [Fact]
    public void BSpline_FeatureAtTwoBandwidths_IsExactlyZero()
    {
        IKernel<float> kernel = new BSplineKernel(1.5);
        Assert.Equal(0, kernel.Evaluate([0, 0], [3, 0]));
        Assert.True(kernel.Evaluate([0, 0], [2.99f, 0]) > 0);
    }

    [Fact]
    public void RationalQuadratic_LargeAlpha_IsNearlyGaussian()
    {
        IKernel<double> rational = new RationalQuadraticKernel(1.5, 1e6), gaussian = new GaussianKernel(2 * 1.5 * 1.5);

        // (1 + z/α)^(−α) = exp(−z + z²/(2α) − …), here z = 5/4.5.
        Assert.Equal(gaussian.Evaluate([1, 2], [0, 0]), rational.Evaluate([1, 2], [0, 0]), 1e-6);
    }

    [Fact]
    public void SumKernel_NoParts_Throws() =>
        Assert.Throws<ArgumentException>("parts", () => { _ = new SumKernel<GaussianKernel, float>([]); });

    private static double[] Row(double[] points, int i, int d) => points[(i * d)..((i + 1) * d)];

    /// <summary>Points of [0, 2)^d, about as far apart as a bandwidth, that float holds exactly.</summary>
    private static double[] Points(int count, int d, int seed)
    {
        var random = new Random(seed);
        double[] points = new double[count * d];
        for (int i = 0; i < points.Length; i++) points[i] = 2 * random.NextSingle();
        return points;
    }
}
