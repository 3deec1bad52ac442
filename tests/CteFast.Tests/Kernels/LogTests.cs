using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

/// <summary>The emitted logarithm, at every width.</summary>
public sealed class LogTests
{
    private const int Count = 1 << 18;

    // Cephes and fdlibm are good to an ulp, which is up to 2 roundoffs; the oracle, in double, to another.
    private const double ErrorInRoundoffs = 4;

    [Fact]
    public void Log_NumbersAroundOne_IsAccurate() => Check(i => 0.4 + 2.0 * i / Count);

    [Fact]
    public void Log_NumbersNearestToOne_IsAccurate() => Check(i => 1 + (i - Count / 2) * 6e-8);

    [Fact]
    public void Log_FloatsOfEveryExponent_IsAccurate() => Check(i => Math.ScaleB(1 + i % 1021 / 1021.0, i % 277 - 149));

    [Fact]
    public void Log_DoublesOfEveryExponent_IsAccurate() => Check(i => Math.ScaleB(1 + i % 1021 / 1021.0, i % 2097 - 1074), single: false);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-0.0, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-1, double.NaN)]
    [InlineData(-1e-310, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    public void Log_SpecialValue_IsExact(double x, double expected)
    {
        foreach (int bits in (int[])[128, 256, 512])
        {
            Assert.All(Logs(bits, Enumerable.Repeat(x, 16).ToArray()), y => Assert.Equal(expected, y));
            if ((float)x == x || !double.IsFinite(x)) Assert.All(Logs(bits, Enumerable.Repeat((float)x, 16).ToArray()), y => Assert.Equal((float)expected, y));
        }
    }

    private static void Check(Func<int, double> value, bool single = true)
    {
        double[] x = [.. Enumerable.Range(0, Count).Select(value)];
        double[] y = Logs(128, x);
        for (int i = 0; i < Count; i++) Near(x[i], y[i], Math.ScaleB(1, -53));
        Assert.Equal(y, Logs(256, x));
        Assert.Equal(y, Logs(512, x));
        if (!single) return;

        float[] f = Array.ConvertAll(x, v => (float)v), g = Logs(128, f);
        for (int i = 0; i < Count; i++) Near(f[i], g[i], Math.ScaleB(1, -24));
        Assert.Equal(g, Logs(256, f));
        Assert.Equal(g, Logs(512, f));

        static void Near(double x, double actual, double u)
        {
            double expected = Math.Log(x), error = Math.Abs(actual - expected) / u;
            Assert.True(error <= ErrorInRoundoffs * Math.Abs(expected), $"log({x:R}) is {actual:R}, off by {error / Math.Abs(expected)} roundoffs");
        }
    }

    private static float[] Logs(int bits, float[] x)
    {
        float row = 0;
        float[] y = new float[x.Length];
        default(LogOfFeature).Fill(bits, ref row, ref x[0], x.Length / 16, ref y[0]);
        return y;
    }

    private static double[] Logs(int bits, double[] x)
    {
        double row = 0;
        double[] y = new double[x.Length];
        default(LogOfFeature).Fill(bits, ref row, ref x[0], x.Length / 16, ref y[0]);
        return y;
    }
}

/// <summary>The logarithm of the second point's feature: no kernel, but its loops.</summary>
[Kernel]
internal readonly partial struct LogOfFeature
{
    public void Fill(int bits, ref float row, ref float blocks, int blockCount, ref float destination)
    {
        if (bits == 512) FillSingle512(ref row, 1, ref blocks, blockCount, 1, ref destination, 0);
        else if (bits == 256) FillSingle256(ref row, 1, ref blocks, blockCount, 1, ref destination, 0);
        else FillSingle128(ref row, 1, ref blocks, blockCount, 1, ref destination, 0);
    }

    public void Fill(int bits, ref double row, ref double blocks, int blockCount, ref double destination)
    {
        if (bits == 512) FillDouble512(ref row, 1, ref blocks, blockCount, 1, ref destination, 0);
        else if (bits == 256) FillDouble256(ref row, 1, ref blocks, blockCount, 1, ref destination, 0);
        else FillDouble128(ref row, 1, ref blocks, blockCount, 1, ref destination, 0);
    }

    private static double Term(double x, double y) => y;

    private static double Profile(double sum) => Math.Log(sum);
}
