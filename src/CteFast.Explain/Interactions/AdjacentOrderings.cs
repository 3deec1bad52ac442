using CteFast.Thinning;

namespace CteFast.Explain.Interactions;

/// <summary>Blocks of p orderings of p players in which every two players stand next to each other exactly twice, and every player once at every position.</summary>
/// <remarks>Source: Williams, <i>Experimental designs balanced for the estimation of residual effects of treatments</i> (Australian Journal of Scientific Research, 1949).</remarks>
internal static class AdjacentOrderings
{
    /// <summary>Draws orderings, block by block, each with players and orderings in random order.</summary>
    /// <returns>The orderings one after the other, count x p.</returns>
    public static int[] Draw(int count, int players, ref Pcg64 random)
    {
        int[] orderings = new int[checked(count * players)], labels = new int[players], shifts = new int[players];
        for (int i = 0; i < count; i++)
        {
            if (i % players == 0)
            {
                UniformSample.Permutation(labels, ref random);
                UniformSample.Permutation(shifts, ref random);
            }

            for (int place = 0; place < players; place++)
            {
                // 0, p − 1, 1, p − 2, …: the differences of neighbours are all distances, once in each direction.
                int zigzag = place % 2 == 0 ? place / 2 : players - 1 - place / 2;
                orderings[i * players + place] = labels[(zigzag + shifts[i % players]) % players];
            }
        }

        return orderings;
    }
}
