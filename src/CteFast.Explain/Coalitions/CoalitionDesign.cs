using CteFast.Explain.Asking;
using CteFast.Thinning;

namespace CteFast.Explain.Coalitions;

/// <summary>The coalitions whose worths KernelSHAP computes, in pairs of a coalition and its complement.</summary>
/// <remarks>
/// Each size of coalition gets the same number of draws, because all sizes have the same leverage in the regression in total (a coalition of s of m players
/// has 1/C(m, s) of it). A pair is drawn at most once. All pairs of a size are taken where there are fewer than its share. The pairs of one player against
/// all others are always taken: without them the regression has no solution. Source: Musco and Witter, <i>Provably Accurate Shapley Value Estimation via Leverage Score Sampling</i> (ICLR 2025).
/// </remarks>
internal sealed class CoalitionDesign
{
    private readonly List<int> _sizes = [];

    private CoalitionDesign(int players) => Coalitions = new CoalitionSet(players);

    /// <summary>The coalitions: 2i and 2i + 1 are a pair.</summary>
    public CoalitionSet Coalitions { get; }

    /// <summary>The number of pairs.</summary>
    public int Pairs => _sizes.Count;

    /// <summary>The size of the smaller coalition of a pair.</summary>
    public int SizeOf(int pair) => _sizes[pair];

    /// <summary>The number of all pairs of m players.</summary>
    public static double AllPairs(int m) => Math.Pow(2, m - 1) - 1;

    /// <summary>The number of all pairs of a coalition of s of m players and its complement, s ≤ m/2.</summary>
    public static double PairsOfSize(int m, int s) => CoalitionWeights.Binomial(m, s) / (2 * s == m ? 2 : 1);

    /// <summary>The Shapley kernel of all pairs of a size together, (m − 1) / (s (m − s)), half of that for halves.</summary>
    public static double KernelOfSize(int m, int s)
    {
        // From about 1,030 players on there are more coalitions than a double holds.
        double product = CoalitionWeights.Kernel(m, s) * PairsOfSize(m, s);
        return double.IsFinite(product) && product > 0 ? product : (m - 1) / ((double)s * (m - s)) / (2 * s == m ? 2 : 1);
    }

    /// <summary>Draws pairs.</summary>
    /// <param name="m">The number of players.</param>
    /// <param name="pairs">The number of pairs to draw; all pairs where there are fewer.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="cancellationToken">Stops the work between two pairs.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static CoalitionDesign Draw(int m, int pairs, ref Pcg64 random, CancellationToken cancellationToken = default)
    {
        var design = new CoalitionDesign(m);
        int[] quotas = Quotas(m, pairs);
        ulong[] coalition = new ulong[CoalitionSet.Words(m)];
        int[] players = [.. Enumerable.Range(0, m)];
        for (int size = 1; size < quotas.Length; size++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (quotas[size] == PairsOfSize(m, size))
            {
                design.AddAll(size, coalition, cancellationToken);
                continue;
            }

            for (int count = 0; count < quotas[size];)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Array.Clear(coalition);
                UniformSample.BringToFront(players, size, ref random);
                foreach (int player in players.AsSpan(0, size)) CoalitionSet.Join(coalition, player);
                if (design.Add(coalition, size)) count++;
            }
        }

        return design.Mixed(quotas.Length > 1 ? quotas[1] : 0, ref random, cancellationToken);
    }

    /// <summary>Puts the pairs of one player first, then the others in random order, so that every beginning has sizes in the same proportions.</summary>
    private CoalitionDesign Mixed(int singles, ref Pcg64 random, CancellationToken cancellationToken)
    {
        int[] order = [.. Enumerable.Range(0, Pairs)];
        for (int i = order.Length - 1; i > singles; i--)
        {
            int j = singles + random.NextInt32(i - singles + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        var mixed = new CoalitionDesign(Coalitions.PlayerCount);
        ulong[] coalition = new ulong[CoalitionSet.Words(Coalitions.PlayerCount)];
        foreach (int pair in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Coalitions[2 * pair].CopyTo(coalition);
            mixed.Add(coalition, SizeOf(pair));
        }

        return mixed;
    }

    /// <summary>The number of pairs of every size s, at index s: all of size 1, then equally many of each other size, as far as the budget and their number allow; half as many where s = m/2, since there each pair has two coalitions of one size.</summary>
    private static int[] Quotas(int m, int pairs)
    {
        int[] quotas = new int[m / 2 + 1];
        if (m < 2) return quotas;
        quotas[1] = (int)Math.Min(pairs, PairsOfSize(m, 1));
        double rest = Math.Min(pairs, AllPairs(m)) - quotas[1];
        while (rest > 0)
        {
            // Each round divides the rest among the sizes that still have pairs; the last few go to the smallest sizes.
            double share = 0;
            for (int s = 2; s < quotas.Length; s++) share += quotas[s] < PairsOfSize(m, s) ? Share(s) : 0;
            double unit = Math.Floor(rest / share);
            for (int s = 2; s < quotas.Length && rest > 0; s++)
            {
                int more = (int)Math.Min(Math.Min(PairsOfSize(m, s) - quotas[s], Math.Max(1, unit * Share(s))), rest);
                quotas[s] += more;
                rest -= more;
            }
        }

        return quotas;

        int Share(int s) => 2 * s == m ? 1 : 2;
    }

    private void AddAll(int size, Span<ulong> coalition, CancellationToken cancellationToken)
    {
        int m = Coalitions.PlayerCount;
        int[] members = [.. Enumerable.Range(0, size)];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            coalition.Clear();
            foreach (int member in members) CoalitionSet.Join(coalition, member);
            Add(coalition, size);
            int last = size - 1;
            while (last >= 0 && members[last] == m - size + last) last--;
            if (last < 0) return;
            members[last]++;
            for (int i = last + 1; i < size; i++) members[i] = members[i - 1] + 1;
        }
    }

    private bool Add(Span<ulong> coalition, int size)
    {
        if (!Coalitions.TryAdd(coalition, out _)) return false;
        CoalitionSet.Complement(coalition, Coalitions.PlayerCount);
        Coalitions.TryAdd(coalition, out _);
        _sizes.Add(size);
        return true;
    }
}
