using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

// Together these use all that a formula may hold. Their tests' points lie on a grid of 1/64 in [-2, 2], where x - y, its
// square and sums of 40 squares are exact in float too: a condition goes the same way in every type, and what error
// remains can be counted. u is the unit roundoff, 2^-24 or 2^-53.

/// <summary>exp(−r²/σ²) written in float, the example of the design, with loops of their own for some dimensions.</summary>
[Kernel(Dimensions = [33, 1, 2, 16])]
internal readonly partial struct FloatGaussian : ITestKernel
{
    private readonly float _scale;

    public FloatGaussian(float squaredBandwidth) => _scale = -1f / squaredBandwidth;

    private static float Term(float x, float y)
    {
        float t = x - y;
        return t * t;
    }

    private float Profile(float sum) => MathF.Exp(sum * _scale);

    public (double Value, double Error) Oracle(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int j = 0; j < x.Length; j++) sum += Math.Pow(x[j] - y[j], 2);
        double z = sum * _scale, value = Math.Exp(z);

        // One rounding of z, then that of ExpTests.
        return (value, value * (Math.Abs(z) + ExpTests.ErrorInRoundoffs(z)));
    }
}

/// <summary>1 / √(1 + Σ |x − y| / (1 + |x − y|)): division, a root, locals.</summary>
[Kernel]
internal readonly partial struct Rational : ITestKernel
{
    private static double Term(double x, double y)
    {
        double t = Math.Abs(x - y), one = 1;
        return t / (one + t);
    }

    private static double Profile(double sum) => 1 / Math.Sqrt(1 + sum);

    public (double Value, double Error) Oracle(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int j = 0; j < x.Length; j++) sum += Math.Abs(x[j] - y[j]) / (1 + Math.Abs(x[j] - y[j]));
        double value = 1 / Math.Sqrt(1 + sum);

        // A quotient a term, d sums and one more, halved by the root; the root, the quotient.
        return (value, value * ((x.Length + 2) / 2.0 + 2));
    }
}

/// <summary>A product of values by cases: conditions joined by &amp;&amp; and ||, all comparisons, Min and Max, signs.</summary>
[Kernel(Product = true)]
internal readonly partial struct Cases : ITestKernel
{
    private const double Eighth = 0.125;

    private static double Term(double x, double y)
    {
        double t = Math.Abs(x - y);
        double narrow = Math.Min(t, 2.0), wide = Math.Max(t, 0.5);
        return t == 2 || t >= 3 ? 1 - Eighth
            : (t < 0.25 || t > 1 && t <= 1.5 ? +1 + t * Eighth : -(narrow * wide / 64 - 1));
    }

    private static double Profile(double product) => product - 1;

    public (double Value, double Error) Oracle(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double product = 1;
        for (int j = 0; j < x.Length; j++)
        {
            double t = Math.Abs(x[j] - y[j]);
            if (t == 2.0 || t >= 3.0) product *= 0.875;
            else if (t < 0.25) product *= 1 + t / 8;
            else if (t > 1.0 && t <= 1.5) product *= 1 + t / 8;
            else product *= 1 - (t < 2 ? t : 2) * (t > 0.5 ? t : 0.5) / 64;
        }

        // A rounding a feature (the terms are exact) and that of the difference.
        return (product - 1, product * x.Length + Math.Abs(product - 1));
    }
}

/// <summary>ln(1 + Σ (t² + ⌊t⌋)): a logarithm, a floor, a fused product.</summary>
[Kernel]
internal readonly partial struct Logarithm : ITestKernel
{
    private static double Term(double x, double y)
    {
        double t = Math.Abs(x - y);
        return Math.FusedMultiplyAdd(t, t, Math.Floor(t));
    }

    private static double Profile(double sum) => Math.Log(1 + sum);

    public (double Value, double Error) Oracle(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int j = 0; j < x.Length; j++)
        {
            double t = Math.Abs(x[j] - y[j]);
            sum += t * t + (int)t;
        }

        // The sum is exact; the framework's logarithm is good to an ulp, which is 2u at most, and so is the oracle's.
        return (Math.Log(1 + sum), 4 * Math.Log(1 + sum));
    }
}

/// <summary>exp of the second point: shows the emitted exponential alone.</summary>
[Kernel]
internal readonly partial struct Exponential : IWidths
{
    private static double Term(double x, double y) => y;

    private static double Profile(double sum) => Math.Exp(sum);
}

/// <summary>exp of the second point times a field: of a factor whose sign is unknown.</summary>
[Kernel]
internal readonly partial struct ScaledExponential(double scale) : IWidths
{
    private readonly double _scale = scale;

    private static double Term(double x, double y) => y;

    private double Profile(double sum) => Math.Exp(sum * _scale);
}

/// <summary>exp of the second point's absolute value times a field: of a factor that is not negative.</summary>
[Kernel]
internal readonly partial struct AbsoluteExponential(double scale) : IWidths
{
    private readonly double _scale = scale;

    private static double Term(double x, double y) => Math.Abs(y);

    private double Profile(double sum) => Math.Exp(_scale * sum);
}

/// <summary>The scalar product: against unit vectors it shows the coordinates.</summary>
[Kernel]
internal readonly partial struct Linear
{
    private static double Term(double x, double y) => x * y;

    private static double Profile(double sum) => sum;
}
