namespace CteFast.Explain.Trees.PathDependent;

/// <summary>Gauss-Legendre quadrature on [0, 1]: exact for polynomials of degree up to 2n − 1.</summary>
internal static class GaussLegendre
{
    /// <summary>The n points and weights: the roots of the Legendre polynomial by Newton's method.</summary>
    public static (double[] Points, double[] Weights) Rule(int n)
    {
        double[] points = new double[n], weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5)), slope = 0;
            for (int step = 0; step < 100; step++)
            {
                (double value, slope) = Polynomial(n, x);
                double change = value / slope;
                x -= change;
                if (Math.Abs(change) <= 1e-16) break;
            }

            (_, slope) = Polynomial(n, x);
            points[i] = (1 + x) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }

        return (points, weights);
    }

    private static (double Value, double Slope) Polynomial(int n, double x)
    {
        double value = 1, before = 0;
        for (int k = 1; k <= n; k++) (value, before) = (((2 * k - 1) * x * value - (k - 1) * before) / k, value);
        return (value, n * (x * value - before) / (x * x - 1));
    }
}
