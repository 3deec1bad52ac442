using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

/// <summary>
/// Every family of the box. The errors are worst cases, counted rounding by rounding: a difference is rounded once (which
/// counts twice in its square), a square once, a sum d times, a field once where it is taken over in the type and once more
/// where it is multiplied; the exponential's argument z is rounded twice in float before it is reduced, so exp adds
/// (2z + 4) u, its polynomial included. The oracle has errors of the same kind, which count in double only: factor 2.
/// </summary>
internal static class KernelFamilies
{
    // Below this an exponential is 0 where the oracle's is not yet, times the largest factor that a formula puts before it.
    private const double SingleUnderflow = 1e-34, DoubleUnderflow = 1e-300;

    private const double Bandwidth = 1.7, Alpha = 0.8;

    public static readonly KernelFamily[] All =
    [
        new KernelFamily<GaussianKernel, GaussianKernel>("Gaussian", new(Bandwidth), new(Bandwidth),
            Relative(Gaussian(Bandwidth), (x, y) => Exponential(x.Length + 5, SquaredDistance(x, y) / Bandwidth))),
        new KernelFamily<SumKernel<GaussianKernel, float>, SumKernel<GaussianKernel, double>>("SumOfGaussians",
            new(new(Bandwidth), new(4)), new(new(Bandwidth), new(4)),
            Relative((x, y) => Gaussian(Bandwidth)(x, y) + Gaussian(4)(x, y), (x, y) => Exponential(x.Length + 5, SquaredDistance(x, y) / Bandwidth) + 1),
            diagonal: 2),
        new KernelFamily<LaplaceKernel, LaplaceKernel>("Laplace", new(Bandwidth), new(Bandwidth),
            Relative((x, y) => Math.Exp(-Distance1(x, y) / Bandwidth), (x, y) => Exponential(x.Length + 3, Distance1(x, y) / Bandwidth))),
        new KernelFamily<Matern12Kernel, Matern12Kernel>("Matern12", new(Bandwidth), new(Bandwidth),
            Relative(
                (x, y) => Math.Exp(-Distance(x, y) / Bandwidth),
                (x, y) => Exponential((x.Length + 3) / 2.0 + 3, Distance(x, y) / Bandwidth))),
        new KernelFamily<Matern32Kernel, Matern32Kernel>("Matern32", new(Bandwidth), new(Bandwidth),
            Relative(Matern32, (x, y) => Exponential((x.Length + 3) / 2.0 + 3, Math.Sqrt(3) * Distance(x, y) / Bandwidth) + 2)),
        new KernelFamily<Matern52Kernel, Matern52Kernel>("Matern52", new(Bandwidth), new(Bandwidth),
            Relative(Matern52, (x, y) => Exponential((x.Length + 3) / 2.0 + 3, Math.Sqrt(5) * Distance(x, y) / Bandwidth) + 6)),
        new KernelFamily<InverseMultiquadricKernel, InverseMultiquadricKernel>("InverseMultiquadric", new(Bandwidth), new(Bandwidth),
            // Half of what 1 + r²/σ² is off by, the root and the division.
            Relative((x, y) => 1 / Math.Sqrt(1 + SquaredDistance(x, y) / Bandwidth), (x, _) => (x.Length + 6) / 2.0 + 2)),
        new KernelFamily<RationalQuadraticKernel, RationalQuadraticKernel>("RationalQuadratic", new(Bandwidth, Alpha), new(Bandwidth, Alpha),
            // What 1 + … is off by goes through the logarithm unchanged, which adds 2 of its own value and is multiplied by α.
            Relative(
                (x, y) => Math.Exp(-Alpha * LogRational(x, y)),
                (x, y) => Alpha * (x.Length + 6) + Exponential(4, Alpha * LogRational(x, y)))),
        new KernelFamily<BSplineKernel, BSplineKernel>("BSpline", new(Bandwidth), new(Bandwidth),
            // Of a feature, absolutely: w is off by 3 w u <= 3 u where the spline's slope is at most 2, and 1 − w and its
            // difference to w by 1 more each: 10. Cubes and the difference: 2 · 2 + 2 + 1. Joining the product: 1.
            new KernelOracle(BSpline, (_, x, _, u) => Oracle(u) * x.Length * 18 * u)),
        new KernelFamily<SobolevKernel, SobolevKernel>("Sobolev1", new(1), new(1), Sobolev(1, Math.Pow(Math.PI, 2) / 6, slope: 2 * Math.PI * Math.PI), diagonal: null),
        new KernelFamily<SobolevKernel, SobolevKernel>("Sobolev2", new(2), new(2), Sobolev(2, Math.Pow(Math.PI, 4) / 90, slope: 4 * Math.PI * 1.203), diagonal: null),
        new KernelFamily<SobolevKernel, SobolevKernel>("Sobolev3", new(3), new(3), Sobolev(3, Math.Pow(Math.PI, 6) / 945, slope: 4 * Math.PI * 1.037), diagonal: null),
    ];

    /// <summary>How many kernels <see cref="InDouble"/> knows: the families, and two whose diagonals have no bound.</summary>
    public static int CountInDouble => All.Length + 2;

    /// <summary>Does something with one of the kernels in double, compiled for it.</summary>
    public static TResult InDouble<TResult>(int kernel, IDoubleKernelFunction<TResult> function) =>
        kernel < All.Length ? All[kernel].InDouble(function) : kernel == All.Length ? function.Invoke(new QuadraticKernel()) : function.Invoke(new Linear());

    public static TheoryData<string> Names => [.. All.Select(family => family.Name)];

    public static KernelFamily Named(string name) => All.Single(family => family.Name == name);

    /// <summary>The relative error of exp(−z) in roundoffs, z itself being off by <paramref name="roundings"/> roundoffs.</summary>
    private static double Exponential(double roundings, double z) => z * (roundings + 2) + 4;

    private static double Oracle(double u) => u < 1e-12 ? 2 : 1;

    private static KernelOracle Relative(Func<double[], double[], double> value, Func<double[], double[], double> roundoffs) =>
        new(value, (exact, x, y, u) => Oracle(u) * exact * roundoffs(x, y) * u + (u < 1e-12 ? DoubleUnderflow : SingleUnderflow));

    private static Func<double[], double[], double> Gaussian(double squaredBandwidth) => (x, y) => Math.Exp(-SquaredDistance(x, y) / squaredBandwidth);

    private static double Matern32(double[] x, double[] y)
    {
        double a = Math.Sqrt(3) * Distance(x, y) / Bandwidth;
        return (1 + a) * Math.Exp(-a);
    }

    private static double Matern52(double[] x, double[] y)
    {
        double a = Math.Sqrt(5) * Distance(x, y) / Bandwidth;
        return (1 + a + a * a / 3) * Math.Exp(-a);
    }

    private static double LogRational(double[] x, double[] y) => Math.Log(1 + SquaredDistance(x, y) / (2 * Alpha * Bandwidth * Bandwidth));

    /// <summary>Piece by piece, as textbooks write the cubic B-spline, over its value 2/3 at the centre.</summary>
    private static double BSpline(double[] x, double[] y)
    {
        double product = 1;
        for (int j = 0; j < x.Length; j++)
        {
            double t = Math.Abs(x[j] - y[j]) / Bandwidth;
            product *= 1.5 * (t < 1 ? 2.0 / 3 - t * t + t * t * t / 2 : t < 2 ? Math.Pow(2 - t, 3) / 6 : 0);
        }

        return product;
    }

    /// <summary>With the Bernoulli polynomials as tables give them; the largest value of a factor is 1 + 2ζ(2s).</summary>
    private static KernelOracle Sobolev(int smoothness, double zeta, double slope)
    {
        double largest = 1 + 2 * zeta;
        return new KernelOracle(Value, Error);

        double Value(double[] x, double[] y)
        {
            double product = 1;
            for (int j = 0; j < x.Length; j++)
            {
                double t = Math.Abs(x[j] - y[j]) - Math.Floor(Math.Abs(x[j] - y[j])), w = t * (1 - t);
                double bernoulli = smoothness switch
                {
                    1 => 1.0 / 6 - w,
                    2 => w * w - 1.0 / 30,
                    _ => 1.0 / 42 - w * w / 2 - w * w * w,
                };
                double factor = Math.Pow(2 * Math.PI, 2 * smoothness) / (smoothness == 1 ? 2 : smoothness == 2 ? 24 : 720);
                product *= 1 + (smoothness % 2 == 1 ? factor : -factor) * bernoulli;
            }

            return product - 1;
        }

        // The slope, 2π² or 4πζ(2s − 1) at most. A factor is off by that times what t is (1), and by some 2 of each of three multiply-adds and the constants'
        // own roundings; the oracle's factor cancels up to 3 (2π)^6/720 = 256 against 1.
        double Error(double exact, double[] x, double[] y, double u) =>
            x.Length * Math.Pow(largest, x.Length) * (slope + 8 * largest + (u < 1e-12 ? 256 : 0)) * u;
    }

    private static double SquaredDistance(double[] x, double[] y) => x.Zip(y, (a, b) => (a - b) * (a - b)).Sum();

    private static double Distance(double[] x, double[] y) => Math.Sqrt(SquaredDistance(x, y));

    private static double Distance1(double[] x, double[] y) => x.Zip(y, (a, b) => Math.Abs(a - b)).Sum();
}
