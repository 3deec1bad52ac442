using System.Numerics;

namespace CteFast.Tests.Numerics;

/// <summary>Against integers of 400 bits after the point.</summary>
public sealed class ExpFunctionsTests
{
    private const int Bits = 400;
    private static readonly BigInteger One = BigInteger.One << Bits;

    public static TheoryData<double> Arguments =>
        [1e-300, 1e-18, 3e-17, 1e-16, 1e-12, 1e-8, 1e-5, 1e-3, 0.01, 0.1, 0.3, 0.49999, 0.5, 0.50001, 0.7, 1, 1.5, 2, 5, 10, 20, 30];

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Functions_Argument_AreExactToAFewUnits(double x)
    {
        BigInteger exact = Fixed(x);
        if (x > 1e-50)
        {
            AssertNear(Exp(exact) - One, ExpFunctions.ExpM1(x));
            AssertNear(Exp(-exact) - One, ExpFunctions.ExpM1(-x));
            BigInteger phi1 = (One - Exp(-exact)) * One / exact;
            AssertNear(phi1, ExpFunctions.Phi1(x));
            AssertNear((One - phi1) * One / exact, ExpFunctions.Phi2(x));
        }
        else
        {
            Assert.Equal((x, -x, 1, 0.5), (ExpFunctions.ExpM1(x), ExpFunctions.ExpM1(-x), ExpFunctions.Phi1(x), ExpFunctions.Phi2(x)));
        }
    }

    [Fact]
    public void Functions_Random_AreExactToAFewUnits()
    {
        var random = new Pcg64(1);
        for (int i = 0; i < 2000; i++)
        {
            double x = Math.Pow(10, 5 * random.NextDouble() - 3.5);
            BigInteger exact = Fixed(x);
            AssertNear(Exp(-exact) - One, ExpFunctions.ExpM1(-x));
            AssertNear((One - Exp(-exact)) * One / exact, ExpFunctions.Phi1(x));
        }
    }

    [Fact]
    public void Functions_Ends_AreTheLimits()
    {
        Assert.Equal(0, ExpFunctions.ExpM1(0));
        Assert.Equal(-1, ExpFunctions.ExpM1(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, ExpFunctions.ExpM1(double.PositiveInfinity));
        Assert.Equal(1, ExpFunctions.Phi1(0));
        Assert.Equal(0.5, ExpFunctions.Phi2(0));
        Assert.Equal(1e-10, ExpFunctions.Phi1(1e10));
        Assert.Equal(1e-10 - 1e-20, ExpFunctions.Phi2(1e10), 1e-25);
        Assert.True(double.IsNaN(ExpFunctions.ExpM1(double.NaN)) && double.IsNaN(ExpFunctions.Phi1(double.NaN)));
    }

    // 5e-16 is what attribution asks for; .NET's own ExpM1 is wrong by 8e-8 at 1e-10.
    private static void AssertNear(BigInteger expected, double actual) =>
        Assert.InRange((double)(BigInteger.Abs(Fixed(actual) - expected) * One / BigInteger.Abs(expected)) / (double)One, 0, 5e-16);

    /// <summary>A double as an integer of units 2⁻⁴⁰⁰, exact above 2⁻³⁴⁷.</summary>
    private static BigInteger Fixed(double x)
    {
        int exponent = x == 0 ? 0 : Math.ILogB(x) - 52;
        var mantissa = new BigInteger(Math.ScaleB(x, -exponent));
        return Bits + exponent >= 0 ? mantissa << (Bits + exponent) : mantissa >> -(Bits + exponent);
    }

    private static BigInteger Exp(BigInteger x)
    {
        // e^x = (e^(x/1024))^1024.
        BigInteger y = x >> 10, term = One, sum = One;
        for (int k = 1; term != 0 && k < 400; k++) sum += term = (term * y >> Bits) / k;
        for (int i = 0; i < 10; i++) sum = sum * sum >> Bits;
        return sum;
    }
}
