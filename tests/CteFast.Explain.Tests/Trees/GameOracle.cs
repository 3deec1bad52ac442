using System.Numerics;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Trees;

/// <summary>Values and interactions of a game of d players by their definitions, from the worth of every coalition.</summary>
internal static class GameOracle
{
    /// <summary>The worth of every coalition: the mean over weighted background rows of trees at x_S, z_notS.</summary>
    public static double[] Worths(IEnumerable<MadeTree> trees, float[] row, float[] background, double[] weights)
    {
        int d = row.Length, n = background.Length / d;
        return [.. Enumerable.Range(0, 1 << d).Select(coalition => Enumerable.Range(0, n).Sum(z =>
        {
            float[] hybrid = [.. row.Select((x, j) => (coalition >> j & 1) != 0 ? x : background[z * d + j])];
            return weights[z] * trees.Sum(tree => tree.Leaf(hybrid));
        }) / weights.Sum())];
    }

    public static double[] PathDependentWorths(IEnumerable<MadeTree> trees, float[] row) =>
        [.. Enumerable.Range(0, 1 << row.Length).Select(coalition => trees.Sum(tree => tree.Expect(row, coalition)))];

    /// <summary>The d values.</summary>
    public static double[] Values(double[] worths, GameIndex index)
    {
        int d = BitOperations.Log2((uint)worths.Length);
        return [.. Enumerable.Range(0, d).Select(i => Coalitions(d, 1 << i)
            .Sum(set => Weight(index, BitOperations.PopCount((uint)set), d) * (worths[set | 1 << i] - worths[set])))];
    }

    /// <summary>The d x d interactions; on the diagonal main effects.</summary>
    public static double[] Interactions(double[] worths, GameIndex index)
    {
        int d = BitOperations.Log2((uint)worths.Length);
        double share = index == GameIndex.Shapley ? 0.5 : 1;
        double[] values = Values(worths, index), result = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                (int one, int two) = (1 << i, 1 << j);
                if (i == j) continue;
                result[i * d + j] = share * Coalitions(d, one | two).Sum(set => Weight(index, BitOperations.PopCount((uint)set), d - 1)
                    * (worths[set | one | two] - worths[set | one] - worths[set | two] + worths[set]));
            }

            result[i * d + i] = values[i] - (index == GameIndex.Shapley ? Enumerable.Range(0, d).Where(j => j != i).Sum(j => result[i * d + j]) : 0);
        }

        return result;
    }

    private static IEnumerable<int> Coalitions(int d, int without) => Enumerable.Range(0, 1 << d).Where(set => (set & without) == 0);

    // Of a coalition of some size before a player, or a pair that plays as one, among d players.
    private static double Weight(GameIndex index, int size, int d) => index switch
    {
        GameIndex.Shapley => Factorial(size) * Factorial(d - size - 1) / Factorial(d),
        GameIndex.Banzhaf => Math.Pow(0.5, d - 1),
        _ => size == 0 ? 1 : 0,
    };

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
