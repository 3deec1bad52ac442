using System.Numerics;
using System.Runtime.InteropServices;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Tests.Kernels;

namespace CteFast.Tests.Data;

public sealed class PointSetTests
{
    [Fact]
    public void FromRows_StandardizationOfTheRows_GivesTheStandardizedPoints()
    {
        float[] rows = RandomPoints.NormalSingle(50, 3, seed: 1);
        var expected = PointSet<float>.FromRowsStandardized(rows, 3);
        var standardization = Standardization.Of<float>(rows, 3);
        var points = PointSet<float>.FromRows(rows, standardization);
        Assert.Same(standardization, points.Standardization);
        Assert.Equal((50, 3), (points.Count, points.FeatureCount));
        Assert.Equal(expected.Standardization!.Means, standardization.Means);
        Assert.Equal(expected.Standardization.Scales, standardization.Scales);
        for (int block = 0; block < points.BlockCount; block++)
        {
            Assert.Equal(
                MemoryMarshal.CreateSpan(ref expected.Block(block), PointBlock.Size * 3),
                MemoryMarshal.CreateSpan(ref points.Block(block), PointBlock.Size * 3));
        }
    }

    [Fact]
    public void FromRows_ValueThatOverflowsStandardized_Throws()
    {
        var standardization = new Standardization([0, 0], [1, 1e-10]);
        Assert.Throws<ArgumentException>(() => PointSet<float>.FromRows([1, 2, 3, 1e30f], standardization));
        Assert.Throws<ArgumentException>(() => PointSet<float>.FromRows([1, 2, 3], standardization));
        Assert.Throws<ArgumentException>(() => PointSet<float>.FromRows([], standardization));
    }

    [Fact]
    public void FromRows_AnyRows_KeepsEveryCoordinate() => Property.ForAll((1, 60), (1, 20), (0, 10_000), (n, d, seed) =>
    {
        double[] rows = Normal(n * d, seed);
        float[] single = Array.ConvertAll(rows, v => (float)v);
        Assert.Equal(rows, Coordinates<Linear, double>(PointSet<double>.FromRows(rows, d)));
        Assert.Equal(single, Coordinates<Linear, float>(PointSet<float>.FromRows(single, d)));
    });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 10)]
    [InlineData(1e8, 1)]
    [InlineData(-1e8, 1e-3)]
    [InlineData(0, 1e-30)]
    [InlineData(0, 1e30)]
    [InlineData(1e30, 1e29)]
    [InlineData(0, 1e300)]
    [InlineData(0, 1e-300)]
    public void FromRowsStandardized_OffsetAndScale_AgreesWithTheOracle(double offset, double scale)
    {
        const int Count = 1000, Features = 2;
        double[] rows = Array.ConvertAll(Normal(Count * Features, seed: 5), z => offset + scale * z);
        PointSet<double> points = PointSet<double>.FromRowsStandardized(rows, Features);
        double[] actual = Coordinates<Linear, double>(points);
        for (int j = 0; j < Features; j++)
        {
            // From the offset, which is exact; in units of the scale, whose squares neither overflow nor vanish.
            double[] z = [.. Enumerable.Range(0, Count).Select(i => (rows[i * Features + j] - offset) / scale)];
            double mean = z.Average(), deviation = Math.Sqrt(z.Sum(v => (v - mean) * (v - mean)) / Count);

            // Sums of 1000 numbers lose 1000 roundoffs at worst; the mean is rounded to the digits that the offset leaves.
            double u = Math.ScaleB(1, -53), tolerance = 1000 * u * 8 + 2 * u * Math.Abs(offset) / (scale * deviation);
            Assert.Equal((offset + mean * scale) / scale, points.Standardization!.Means[j] / scale, tolerance);
            Assert.Equal(deviation, points.Standardization.Scales[j] / scale, tolerance);
            for (int i = 0; i < Count; i++) Assert.Equal((z[i] - mean) / deviation, actual[i * Features + j], tolerance);
        }
    }

    [Theory]
    [InlineData(0, 1e-30)]
    [InlineData(0, 1e30)]
    [InlineData(1e8, 100)]
    public void FromRowsStandardized_FloatRows_AreAsGoodAsDouble(double offset, double scale)
    {
        float[] rows = Array.ConvertAll(Normal(500, seed: 6), z => (float)(offset + scale * z));
        double[] exact = Coordinates<Linear, double>(PointSet<double>.FromRowsStandardized(Array.ConvertAll(rows, v => (double)v), 1));
        float[] actual = Coordinates<Linear, float>(PointSet<float>.FromRowsStandardized(rows, 1));
        Assert.Equal(Array.ConvertAll(exact, v => (float)v), actual);
    }

    [Theory]
    [InlineData(double.MaxValue, -double.MaxValue, 0)]
    [InlineData(0, double.MaxValue, -double.MaxValue)]
    [InlineData(0, double.MaxValue / 2, double.MaxValue / 1.5)]
    public void FromRowsStandardized_DifferencesOverflow_NamesTheFeature(double a, double b, double c)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => PointSet<double>.FromRowsStandardized([1, a, 2, b, 3, c], 2));
        Assert.Equal("rows", e.ParamName);
        Assert.StartsWith("The values of feature 1 lie too far apart", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromRowsStandardized_SmallestNumbers_StaysFinite()
    {
        Assert.Equal([1, -1], Coordinates<Linear, double>(PointSet<double>.FromRowsStandardized([double.Epsilon, -double.Epsilon], 1)));

        // The deviation, 0.3 of the smallest number, is rounded to none.
        double[] almostConstant = [double.Epsilon, .. new double[9]];
        Assert.All(Coordinates<Linear, double>(PointSet<double>.FromRowsStandardized(almostConstant, 1)), z => Assert.Equal(0, z, 1e-300));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(1e8 / 3)]
    [InlineData(-1e30)]
    public void FromRowsStandardized_ConstantColumn_IsZeroOfScaleOne(double value)
    {
        PointSet<double> points = PointSet<double>.FromRowsStandardized([value, 1, value, 2, value, 3], 2);
        double[] actual = Coordinates<Linear, double>(points);
        Assert.Equal([0, 0, 0], new[] { actual[0], actual[2], actual[4] });
        Assert.Equal(value, points.Standardization!.Means[0]);
        Assert.Equal(1, points.Standardization.Scales[0]);
        Assert.Equal(-actual[1], actual[5]);
    }

    [Fact]
    public void FromRowsStandardized_OneRow_IsZero()
    {
        PointSet<float> points = PointSet<float>.FromRowsStandardized([5, -3], 2);
        Assert.Equal([0, 0], Coordinates<Linear, float>(points));
        Assert.Equal([5, -3], points.Standardization!.Means.ToArray());
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void FromRows_NotFinite_NamesRowAndFeature(double value, string text)
    {
        double[] rows = new double[12];
        rows[3 * 2 + 1] = value;
        foreach (Action act in new Action[] { () => PointSet<double>.FromRows(rows, 2), () => PointSet<double>.FromRowsStandardized(rows, 2) })
        {
            ArgumentException e = Assert.Throws<ArgumentException>(act);
            Assert.StartsWith($"Row 3, feature 1 is {text};", e.Message, StringComparison.Ordinal);
            Assert.Equal("rows", e.ParamName);
        }
    }

    [Fact]
    public void FromRows_ShapeDoesNotFit_Throws()
    {
        Assert.Equal("rows", Assert.Throws<ArgumentException>(() => PointSet<float>.FromRows([], 2)).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentException>(() => PointSet<float>.FromRows(new float[5], 2)).ParamName);
        Assert.Equal("featureCount", Assert.Throws<ArgumentOutOfRangeException>(() => PointSet<float>.FromRows(new float[5], 0)).ParamName);
    }

    [Fact]
    public void Standardization_LengthsDiffer_Throws() => Assert.Throws<ArgumentException>(() => new Standardization([1, 2], [1]));

    /// <summary>The coordinates, row-major: the products with the unit vectors.</summary>
    private static T[] Coordinates<TKernel, T>(PointSet<T> points)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int d = points.FeatureCount;
        T[] units = new T[d * d], matrix = new T[points.Count * d];
        for (int j = 0; j < d; j++) units[j * d + j] = T.One;
        KernelMatrix.Fill(default(TKernel), points, PointSet<T>.FromRows(units, d), matrix);
        return matrix;
    }

    /// <summary>Twelve uniform numbers make one near enough to normal.</summary>
    private static double[] Normal(int count, long seed)
    {
        var random = new Pcg64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6)];
    }
}
