namespace CteFast.Tests;

/// <summary>How many of independent trials succeed.</summary>
internal static class Binomial
{
    /// <summary>The probability of <paramref name="least"/> or more successes.</summary>
    public static double Tail(int least, int trials, double probability)
    {
        double below = 0, term = Math.Pow(1 - probability, trials);
        for (int i = 0; i < least; i++)
        {
            below += term;
            term *= probability / (1 - probability) * (trials - i) / (i + 1);
        }

        return 1 - below;
    }
}
