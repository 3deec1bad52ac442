using CteFast.Thinning;

namespace CteFast.Explain.Averaging;

/// <summary>Random orderings of the features in blocks that are Latin squares: within d orderings every feature stands once at every position.</summary>
internal static class Orderings
{
    /// <summary>Draws orderings.</summary>
    /// <param name="count">The number of orderings.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="random">The random numbers.</param>
    /// <returns>The orderings one after the other, count x d.</returns>
    public static int[] Draw(int count, int featureCount, ref Pcg64 random)
    {
        int[] orderings = new int[checked(count * featureCount)];
        int[] labels = new int[featureCount], shifts = new int[featureCount], positions = new int[featureCount];
        for (int i = 0; i < count; i++)
        {
            if (i % featureCount == 0)
            {
                UniformSample.Permutation(labels, ref random);
                UniformSample.Permutation(shifts, ref random);
                UniformSample.Permutation(positions, ref random);
            }

            for (int k = 0; k < featureCount; k++) orderings[i * featureCount + k] = labels[(shifts[i % featureCount] + positions[k]) % featureCount];
        }

        return orderings;
    }
}
