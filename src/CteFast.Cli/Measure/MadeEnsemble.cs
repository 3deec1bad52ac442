using CteFast.Explain.Models.Trees;

namespace CteFast.Cli.Measure;

/// <summary>Trees that look trained without being so: every split divides the sample rows that reach it at the value of one of them.</summary>
internal static class MadeEnsemble
{
    private const int SampleRows = 4096;

    public static TreeEnsemble Make(float[] rows, int d, int trees, int depth, int seed)
    {
        var random = new Random(seed);
        return new TreeEnsemble(d, [.. Enumerable.Range(0, trees).Select(_ => Tree(random, rows, d, depth))], [0], new TreeEnsembleOptions { SumsInSingle = true });
    }

    private static DecisionTree Tree(Random random, float[] rows, int d, int depth)
    {
        List<Action<DecisionTreeBuilder>> nodes = [];
        Grow([.. Enumerable.Range(0, SampleRows).Select(_ => random.Next(rows.Length / d))], depth);
        var builder = new DecisionTreeBuilder(nodes.Count);
        foreach (Action<DecisionTreeBuilder> set in nodes) set(builder);
        return builder.Build();

        int Grow(int[] reach, int levels)
        {
            int at = nodes.Count;
            nodes.Add(_ => { });
            int feature = random.Next(d);
            float threshold = reach.Length == 0 ? 0 : rows[reach[random.Next(reach.Length)] * d + feature];
            int[] left = [.. reach.Where(row => rows[row * d + feature] < threshold)];
            if (levels == 0 || left.Length == 0)
            {
                double value = 0.1 * (random.NextDouble() - 0.5);
                nodes[at] = builder => builder.Leaf(at, value, reach.Length);
                return at;
            }

            int toLeft = Grow(left, levels - 1), toRight = Grow([.. reach.Where(row => !(rows[row * d + feature] < threshold))], levels - 1);
            nodes[at] = builder => builder.Split(at, feature, SplitComparison.LessThan, threshold, toLeft, toRight, cover: reach.Length);
            return at;
        }
    }
}
