using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Data;

public sealed class MixedEncodingTests
{
    private const int Count = 150;

    // Numbers; numbers with some missing; two levels; two levels and missing; six levels; constant; all missing;
    // constant with some missing; one level.
    private static readonly FeatureKind[] Kinds =
    [
        FeatureKind.Numeric, FeatureKind.Numeric, FeatureKind.Categorical, FeatureKind.Categorical, FeatureKind.Categorical,
        FeatureKind.Numeric, FeatureKind.Numeric, FeatureKind.Numeric, FeatureKind.Categorical,
    ];

    [Fact]
    public void Gaussian_OfEncodedMixedRows_IsTheDocumentedFormula()
    {
        double[] rows = Rows();
        MixedEncoding encoding = MixedEncoding.Fit<double>(rows, Kinds);
        double squaredBandwidth = Bandwidth.Standardized(encoding.FeatureCount), largest = 0;
        var kernel = new GaussianKernel(squaredBandwidth);
        double[] matrix = Matrix(kernel, encoding.Encode<double>(rows));
        float[] single = Array.ConvertAll(rows, v => (float)v);
        double[] singleMatrix = Matrix(kernel, MixedEncoding.Fit<float>(single, Kinds).Encode<float>(single));
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
            {
                double z = Distance(rows, i, j) / squaredBandwidth, expected = Math.Exp(-z);
                largest = Math.Max(largest, z);

                // A column is rounded once more than a plain feature: at most twice its half of a square of c columns.
                double roundoffs = expected * (z * (2 * encoding.ColumnCount + 10) + 4);
                Assert.Equal(expected, matrix[i * Count + j], 2 * roundoffs * Math.ScaleB(1, -53));

                // Coordinates up to 3 are rounded to float, so c differences are off by 6 u each, and z by 12 u Σ|difference|/σ².
                double rounding = 12 * Math.Sqrt(encoding.ColumnCount * z / squaredBandwidth) * expected;
                Assert.Equal(expected, singleMatrix[i * Count + j], (roundoffs + rounding) * Math.ScaleB(1, -24));
            }
        }

        // Neither all near nor all far.
        Assert.InRange(largest, 1, 20);
    }

    [Fact]
    public void Encode_FittedRows_HasMeanSquaredDistanceTwoForEveryFeatureThatVaries()
    {
        double[] rows = Rows();
        for (int feature = 0; feature < Kinds.Length; feature++)
        {
            double[] column = [.. Enumerable.Range(0, Count).Select(i => rows[i * Kinds.Length + feature])];
            PointSet<double> points = MixedEncoding.Fit<double>(column, [Kinds[feature]]).Encode<double>(column);
            double sum = 0;
            for (int i = 0; i < Count; i++)
            {
                for (int j = 0; j < Count; j++) sum += PointBlock.SquaredDistance(ref points.Blocks, points.FeatureCount, i, j);
            }

            // Rounding of some n terms in a row, each of a few roundoffs.
            Assert.Equal(feature is 5 or 6 or 8 ? 0 : 2, sum / Count / Count, 1e-12);
        }
    }

    [Fact]
    public void Encode_NumbersWithoutMissing_AreTheStandardizedOnes()
    {
        double[] rows = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i) * (i % 2 + 1) + 100)];
        PointSet<double> expected = PointSet<double>.FromRowsStandardized(rows, 2);
        PointSet<double> points = MixedEncoding.Fit<double>(rows, [FeatureKind.Numeric, FeatureKind.Numeric]).Encode<double>(rows);
        Assert.Equal(Values(expected), Values(points));
    }

    [Fact]
    public void Encode_TwoLevels_AreAsFarApartAsTheirCodesStandardized()
    {
        float[] rows = [3, 7, 7, 7, 3, 7, 7];
        PointSet<float> numeric = PointSet<float>.FromRowsStandardized(rows, 1);
        PointSet<float> categorical = MixedEncoding.Fit<float>(rows, [FeatureKind.Categorical]).Encode<float>(rows);
        double expected = PointBlock.SquaredDistance(ref numeric.Blocks, 1, 0, 1);

        // Each of four coordinates, at most 2.5, is rounded to float.
        Assert.Equal(expected, PointBlock.SquaredDistance(ref categorical.Blocks, 1, 0, 1), 4 * 2 * 2.5 * Math.Sqrt(expected) * Math.ScaleB(1, -24));
    }

    [Fact]
    public void ColumnCount_MixedFeatures_IsOneALevelAndOneForMissingNumbers()
    {
        MixedEncoding encoding = MixedEncoding.Fit<double>(Rows(), Kinds);
        Assert.Equal(9, encoding.FeatureCount);
        Assert.Equal(1 + 2 + 1 + 3 + 6 + 1 + 1 + 2 + 1, encoding.ColumnCount);
        Assert.Equal(18, encoding.Encode<double>(Rows()).FeatureCount);
    }

    [Theory]
    [InlineData(0, double.NaN)]
    [InlineData(2, double.NaN)]
    [InlineData(2, 5)]
    [InlineData(4, 0.5)]
    [InlineData(6, 1)]
    [InlineData(8, 3)]
    public void Encode_LevelThatWasNotFitted_Throws(int feature, double value)
    {
        double[] rows = Rows(), row = rows[..Kinds.Length];
        row[feature] = value;
        string message = Assert.Throws<ArgumentException>("rows", () => MixedEncoding.Fit<double>(rows, Kinds).Encode<double>(row)).Message;
        Assert.Contains($"Row 0, feature {feature} is", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_NumberThatWasNotFitted_IsPlaced()
    {
        double[] rows = [1, 3, 1, 3];
        PointSet<double> points = MixedEncoding.Fit<double>(rows, [FeatureKind.Numeric]).Encode<double>([7, 2]);
        Assert.Equal([5, 0], Values(points)[..2]);
    }

    [Fact]
    public void Fit_OrderedAndBoolean_AreAsNumbersAndCategories()
    {
        float[] rows = [0, 0, 1, 1, 2, 0, 2, 1, 0, 1];
        Assert.Equal(Distances(FeatureKind.Numeric, FeatureKind.Categorical), Distances(FeatureKind.Ordered, FeatureKind.Boolean));

        double[] Distances(params FeatureKind[] kinds)
        {
            PointSet<double> points = MixedEncoding.Fit<double>([.. rows.Select(value => (double)value)], kinds).Encode<double>([.. rows.Select(value => (double)value)]);
            return [.. Enumerable.Range(0, 25).Select(pair => PointBlock.SquaredDistance(ref points.Blocks, points.FeatureCount, pair / 5, pair % 5))];
        }
    }

    [Fact]
    public void Fit_BadArguments_Throws()
    {
        Assert.Throws<ArgumentException>("kinds", () => MixedEncoding.Fit<float>([1], []));
        Assert.Throws<ArgumentException>("kinds", () => MixedEncoding.Fit<float>([1], [(FeatureKind)7]));
        Assert.Throws<ArgumentException>("rows", () => MixedEncoding.Fit<float>([], [FeatureKind.Numeric]));
        Assert.Throws<ArgumentException>("rows", () => MixedEncoding.Fit<float>([1, 2, 3], [FeatureKind.Numeric, FeatureKind.Numeric]));
        Assert.Throws<ArgumentException>("rows", () => MixedEncoding.Fit<float>([1, float.NegativeInfinity], [FeatureKind.Categorical]));
    }

    /// <summary>D(x, y) as documented, from the rows themselves.</summary>
    private static double Distance(double[] rows, int a, int b)
    {
        double sum = 0;
        for (int feature = 0; feature < Kinds.Length; feature++)
        {
            double[] column = [.. Enumerable.Range(0, Count).Select(i => rows[i * Kinds.Length + feature])];
            sum += Kinds[feature] == FeatureKind.Numeric ? Numeric(column, column[a], column[b]) : Categorical(column, column[a], column[b]);
        }

        return sum;
    }

    private static double Numeric(double[] column, double x, double y)
    {
        double[] present = [.. column.Where(v => !double.IsNaN(v))];
        if (present.Length == 0 || (double.IsNaN(x) && double.IsNaN(y))) return 0;
        double q = 1 - (double)present.Length / Count, mean = present.Average();
        if (present.Distinct().Count() == 1) return double.IsNaN(x) == double.IsNaN(y) ? 0 : 1 / (q * (1 - q));
        double variance = present.Average(v => (v - mean) * (v - mean));
        if (double.IsNaN(x)) return (y - mean) * (y - mean) / variance + 1 / (1 - q);
        return double.IsNaN(y) ? Numeric(column, y, x) : (x - y) * (x - y) / variance;
    }

    private static double Categorical(double[] column, double x, double y) =>
        x.Equals(y) ? 0 : 2 / (1 - column.GroupBy(v => v).Sum(level => Math.Pow((double)level.Count() / Count, 2)));

    private static double[] Matrix<TKernel, T>(TKernel kernel, PointSet<T> points)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] matrix = new T[points.Count * points.Count];
        KernelMatrix.Fill(kernel, points, points, matrix);
        return Array.ConvertAll(matrix, double.CreateTruncating);
    }

    private static double[] Values(PointSet<double> points)
    {
        PointBlocks<double> blocks = points.AsBlocks;
        return blocks.Buffer.Ensure(blocks.Padded * points.FeatureCount).ToArray();
    }

    /// <summary>Values that float holds exactly, none of which is a level of another feature by accident.</summary>
    private static double[] Rows()
    {
        var random = new Random(5);
        double[] rows = new double[Count * Kinds.Length];
        for (int i = 0; i < Count; i++)
        {
            double[] row =
            [
                100 + random.NextSingle(),
                i % 5 == 1 ? double.NaN : random.Next(1000),
                random.Next(4) == 0 ? 1 : 0,
                random.Next(3) switch { 0 => double.NaN, 1 => -2, _ => 9 },
                i % 6,
                4,
                double.NaN,
                i % 3 == 0 ? double.NaN : 8,
                2,
            ];
            row.CopyTo(rows, i * row.Length);
        }

        return rows;
    }
}
