namespace CteFast.Tests.Kernels;

/// <summary>The emitted exponential, at every width that the machine has.</summary>
public sealed class ExpTests
{
    private const int Count = 1 << 18;

    /// <summary>
    /// The error that the exponential of x may have, in roundoffs. In float x · log2(e) is rounded, as is its factor: 1.23 |x|;
    /// double reduces its argument in two parts. The polynomial is good to 0.2, the steps of Horner's rule add to 2.7 at most
    /// (without fused products; the last step alone 1), the double oracle brings 1 of its own. In float there are the roundings of
    /// the table, 0.8, of the polynomial, 1, and of their product, 1.
    /// </summary>
    public static double ErrorInRoundoffs(double x) => 1.23 * Math.Abs(x) + 4;

    [Fact]
    public void Exp_FloatWithinRange_IsAccurate()
    {
        float[] x = Dense(-87, 88, v => (float)v);
        ForEachWidth(x, y =>
        {
            double u = Math.ScaleB(1, -24);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = Math.Exp((double)x[i]), error = Math.Abs(y[i] - expected) / expected / u;
                if (!(error <= ErrorInRoundoffs(x[i]))) Assert.Fail($"exp({x[i]:R}) is off by {error} roundoffs");
            }
        });
    }

    [Fact]
    public void Exp_DoubleWithinRange_IsAccurate()
    {
        double[] x = Dense(-708, 709, v => v);
        ForEachWidth(x, y =>
        {
            double u = Math.ScaleB(1, -53);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = Math.Exp(x[i]), error = Math.Abs(y[i] - expected) / expected / u;
                if (!(error <= ErrorInRoundoffs(0))) Assert.Fail($"exp({x[i]:R}) is off by {error} roundoffs");
            }
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0.0, 1)]
    [InlineData(double.Epsilon, 1)]
    [InlineData(1e-20, 1)]
    [InlineData(-1e-20, 1)]
    [InlineData(-710, 0)]
    [InlineData(-1e6, 0)]
    [InlineData(-1e30, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(710, double.PositiveInfinity)]
    [InlineData(1e30, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Exp_SpecialValue_IsExact(double x, double expected)
    {
        ForEachWidth(Enumerable.Repeat(x, 16).ToArray(), y => Assert.All(y, value => Assert.Equal(expected, value)));
        ForEachWidth(Enumerable.Repeat((float)x, 16).ToArray(), y => Assert.All(y, value => Assert.Equal((float)expected, value)));
    }

    [Theory]
    [InlineData(-88.1, 0)]
    [InlineData(-103, 0)]
    [InlineData(88.73, float.PositiveInfinity)]
    [InlineData(89, float.PositiveInfinity)]
    public void Exp_FloatBeyondRange_IsZeroOrInfinite(double x, float expected) =>
        ForEachWidth(Enumerable.Repeat((float)x, 16).ToArray(), y => Assert.All(y, value => Assert.Equal(expected, value)));

    [Fact]
    public void Exp_FloatBelowTheSmallestNormal_LiesBetweenZeroAndIt() =>
        ForEachWidth(Dense(-88.1, -87.34, v => (float)v), y => Assert.All(y, value => Assert.InRange(value, 0, 1.17549435e-38f)));

    /// <summary>A field before the argument, of either sign: its product with the argument is limited, not the argument.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-3e-5)]
    [InlineData(1e-40)]
    [InlineData(-1e30)]
    [InlineData(0)]
    public void ScaledExp_SignedAndAbsolute_AreTheExponentialsOfTheProducts(double scale)
    {
        float[] x = [.. Dense(-100, 100, v => (float)v), 1e38f, -1e38f, 1e30f, -1e30f, 1e20f, -1e20f, 1e10f, -1e10f, 1e-30f, -1e-30f, 0, 0, 0, 0, 0, 0];
        float row = 0;
        foreach (int bits in IWidths.Supported)
        {
            float[] signed = new float[x.Length], absolute = new float[x.Length];
            new ScaledExponential(scale).Fill(bits, ref row, 1, ref x[0], x.Length / 16, 1, ref signed[0], x.Length);
            new AbsoluteExponential(scale).Fill(bits, ref row, 1, ref x[0], x.Length / 16, 1, ref absolute[0], x.Length);
            for (int i = 0; i < x.Length; i++)
            {
                Near(scale * x[i], signed[i]);
                Near(scale * Math.Abs(x[i]), absolute[i]);
            }
        }

        // Within 1/32 of the exponent of overflow a value may be infinite already.
        static void Near(double argument, float actual)
        {
            double expected = Math.Exp(argument);
            if (expected is > 1.18e-38 and < 3.3e38)
                Assert.True(Math.Abs(actual - expected) <= expected * ErrorInRoundoffs(argument) * Math.ScaleB(1, -24), $"exp({argument:R}) is {actual:R}");
            else if (expected > 1) Assert.True(actual >= 3.29e38f, $"exp({argument:R}) is {actual:R}");
            else Assert.InRange(actual, 0, 1.19e-38f);
        }
    }

    [Fact]
    public void Exp_TowardsUnderflow_FallsToZeroWithoutRising()
    {
        float[] single = Dense(-90, -85, v => (float)v);
        ForEachWidth(single, y => CheckFalling(y, f => f));
        double[] within = Dense(-712, -706, v => v);
        ForEachWidth(within, y => CheckFalling(y, d => d));

        // 16 steps are 3e-4, and lower a value by that part of it; it is off by 120 roundoffs, in float 7e-6, at most.
        static void CheckFalling<T>(T[] y, Func<T, double> value)
        {
            Assert.Equal(0, value(y[0]));
            Assert.True(value(y[^1]) > 0);
            for (int i = 16; i < y.Length; i++) if (!(value(y[i]) >= value(y[i - 16]))) Assert.Fail($"{y[i]} after {y[i - 16]}");
        }
    }

    private static T[] Dense<T>(double from, double to, Func<double, T> convert) =>
        [.. Enumerable.Range(0, Count).Select(i => convert(from + (to - from) * i / (Count - 1)))];

    private static void ForEachWidth(float[] x, Action<float[]> check)
    {
        float row = 0;
        foreach (int bits in IWidths.Supported)
        {
            float[] y = new float[x.Length];
            default(Exponential).Fill(bits, ref row, 1, ref x[0], x.Length / 16, 1, ref y[0], y.Length);
            check(y);
        }
    }

    private static void ForEachWidth(double[] x, Action<double[]> check)
    {
        double row = 0;
        foreach (int bits in IWidths.Supported)
        {
            double[] y = new double[x.Length];
            default(Exponential).Fill(bits, ref row, 1, ref x[0], x.Length / 16, 1, ref y[0], y.Length);
            check(y);
        }
    }
}
