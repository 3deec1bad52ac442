namespace CteFast.Explain.Asking;

/// <summary>The factors by which the worth of a coalition of s of m players enters Shapley values and interactions.</summary>
internal static class CoalitionWeights
{
    /// <summary><c>(s − 1)! (m − s)! / m!</c> = 1 / (m C(m − 1, s − 1)): the factor for a member of the coalition. For other players see <see cref="OfOthers"/>.</summary>
    public static double OfMembers(int m, int s) => 1 / (m * Binomial(m - 1, s - 1));

    /// <summary><c>s! (m − s − 1)! / m!</c>: the factor for a player outside, for whom the worth is subtracted.</summary>
    public static double OfOthers(int m, int s) => 1 / (m * Binomial(m - 1, s));

    /// <summary>
    /// <c>t! (m − t − 2)! / (m − 1)!</c> for a pair of players and t others in the coalition: added when both or neither are members, subtracted when
    /// one of them is.
    /// </summary>
    public static double OfPair(int m, int t) => 1 / ((m - 1) * Binomial(m - 2, t));

    /// <summary>The Shapley kernel <c>(m − 1) / (C(m, s) s (m − s))</c> of KernelSHAP.</summary>
    public static double Kernel(int m, int s) => (m - 1) / (Binomial(m, s) * s * (m - s));

    /// <summary>The binomial coefficient, s of m; exact up to 2⁵³.</summary>
    public static double Binomial(int m, int s)
    {
        double result = 1;
        for (int i = 1; i <= Math.Min(s, m - s); i++) result = result * (m - i + 1) / i;
        return s < 0 || s > m ? 0 : result;
    }

}
