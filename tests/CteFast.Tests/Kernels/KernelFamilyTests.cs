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

    /// <summary>The rows and blocks that tiles of every height and width meet, whole and in part.</summary>
    private static ReadOnlySpan<(int Rows, int Blocks)> SumShapes => new[] { (16, 1), (16, 2), (8, 5), (13, 3), (1, 9), (5, 16), (16, 17) };

    private static IEnumerable<int?> WidthsAndChoice => IWidths.Supported.Cast<int?>().Append(null);

    /// <summary>The values are those of the matrix, added one after the other: the same bits at every width.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void Sums_EveryWidthAndShape_AreThoseOfTheMatrix(string name)
    {
        KernelFamily family = KernelFamilies.Named(name);
        foreach (bool isSingle in (bool[])[true, false])
        {
            foreach ((int rowCount, int blockCount) in SumShapes)
            {
                double[] x = Points(16 * blockCount, 3, seed: blockCount);
                foreach (int? bits in WidthsAndChoice)
                {
                    if (family.Sums(isSingle, bits, x, rowCount, 3) is not var (rows, columns, values)) continue;
                    (double[] expectedRows, double[] expectedColumns, _) = ExpectedSums(isSingle, values, rowCount, blockCount);
                    CheckSums(family, isSingle, expectedRows, rows);
                    CheckSums(family, isSingle, expectedColumns, columns);
                }
            }
        }
    }

    /// <summary>The same, and products with signs are exact: fused or not, the same bits.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void Split_EveryWidthAndShape_AddsUpTheMatrix(string name)
    {
        KernelFamily family = KernelFamilies.Named(name);
        foreach (bool isSingle in (bool[])[true, false])
        {
            foreach ((int rowCount, int blockCount) in SumShapes)
            {
                double[] x = Points(16 * blockCount, 3, seed: blockCount);
                foreach (int? bits in WidthsAndChoice)
                {
                    if (family.Split(isSingle, bits, x, rowCount, 3) is not var (rows, columns, balance, values)) continue;
                    (double[] expectedRows, double[] expectedColumns, double[] expectedBalance) = ExpectedSums(isSingle, values, rowCount, blockCount);
                    CheckSums(family, isSingle, expectedRows, rows);
                    CheckSums(family, isSingle, expectedColumns, columns);
                    CheckSums(family, isSingle, expectedBalance, balance);
                }
            }
        }
    }

    private static (double[] Rows, double[] Columns, double[] Balance) ExpectedSums(bool isSingle, double[] values, int rowCount, int blockCount)
    {
        double third = isSingle ? 1f / 3 : 1.0 / 3;
        double[] rows = [.. Enumerable.Repeat(third, 256)], columns = [.. Enumerable.Repeat(third, 16 * blockCount)], balance = [.. columns];
        for (int r = 0; r < rowCount; r++)
        {
            for (int i = 0; i < 16 * blockCount; i++)
            {
                double value = values[r * 16 * blockCount + i];
                rows[16 * r + i % 16] = Rounded(isSingle, rows[16 * r + i % 16] + value);
                columns[i] = Rounded(isSingle, columns[i] + value);
                balance[i] = Rounded(isSingle, balance[i] + (r % 3 == 0 ? value : r % 3 == 1 ? -value : 0));
            }
        }

        return (rows, columns, balance);
    }

    /// <summary>A sum or difference of two floats in double, once more rounded to float, is the one in float.</summary>
    private static double Rounded(bool isSingle, double value) => isSingle ? (float)value : value;

    private static void CheckSums(KernelFamily family, bool isSingle, double[] expected, double[] actual)
    {
        // The parts of a sum of kernels are added one after the other.
        if (family.Diagonal != 2) Assert.Equal(expected, actual);
        else
        {
            double tolerance = 1000 * KernelFamily.Roundoff(isSingle) * (1 + expected.Max(Math.Abs));
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    /// <summary>Against the plain loop: the statistic, the lowest values and where they stand first, bit for bit at every width.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void SwapScan_EveryWidthAndLength_IsTheScalarLoop(string name)
    {
        KernelFamily family = KernelFamilies.Named(name);
        foreach (bool isSingle in (bool[])[true, false])
        {
            foreach (int blockCount in (int[])[1, 2, 3, 4, 5, 16, 17, 33])
            {
                foreach (int d in (int[])[1, 3, 16])
                {
                    double[] x = Points(16 * blockCount, d, seed: blockCount);
                    SwapScan before = ScanInput(blockCount);
                    foreach (int? bits in WidthsAndChoice)
                    {
                        if (family.Scan(isSingle, bits, x, d, before) is not var (scan, values)) continue;
                        SwapScan expected = ExpectedScan(isSingle, before, values);
                        Assert.Equal(expected.Statistic, scan.Statistic);
                        Assert.Equal(expected.Lowest, scan.Lowest);
                        Assert.Equal(expected.LowestBlocks, scan.LowestBlocks);
                        Assert.Equal(before.Leaving, scan.Leaving);
                        Assert.Equal(before.Following, scan.Following);
                    }
                }
            }
        }
    }

    /// <summary>Numbers that float holds; some points masked, some places of a block with lower values from before, a NaN.</summary>
    private static SwapScan ScanInput(int blockCount)
    {
        double[] statistic = Points(16 * blockCount, 1, seed: 1), lowest = [.. Enumerable.Repeat(double.PositiveInfinity, 16)];
        for (int i = 0; i < statistic.Length; i += 7) statistic[i] = double.PositiveInfinity;
        statistic[^2] = double.NaN;
        (lowest[3], lowest[9]) = (-100, 1);
        return new SwapScan(statistic, Points(16 * blockCount, 1, seed: 2), Points(16 * blockCount, 1, seed: 3), lowest, [.. Enumerable.Range(0, 16).Select(i => (double)i)]);
    }

    private static SwapScan ExpectedScan(bool isSingle, SwapScan before, double[] values)
    {
        double[] statistic = [.. before.Statistic], lowest = [.. before.Lowest], blocks = [.. before.LowestBlocks];
        for (int i = 0; i < statistic.Length; i++)
        {
            statistic[i] = Rounded(isSingle, statistic[i] + Rounded(isSingle, values[i] - before.Leaving[i]));
            double value = Rounded(isSingle, statistic[i] - before.Following[i]);
            if (value < lowest[i % 16]) (lowest[i % 16], blocks[i % 16]) = (value, i / 16);
        }

        return before with { Statistic = statistic, Lowest = lowest, LowestBlocks = blocks };
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
