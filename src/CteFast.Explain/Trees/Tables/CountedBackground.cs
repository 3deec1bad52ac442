using CteFast.Explain.Trees.Planning;

namespace CteFast.Explain.Trees.Tables;

/// <summary>The weight of the background rows of each pattern, for every table: all that matters of them to a leaf.</summary>
internal sealed unsafe class CountedBackground(TreePlan[] plans) : ILeafBackground
{
    private readonly double[][] _weights = [.. plans.Select(plan => new double[plan.WeightCount])];

    /// <summary>The weight of all rows.</summary>
    public double Total { get; set; }

    /// <summary>Adds a chunk of rows to one tree's weights.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="columns">The rows' columns.</param>
    /// <param name="stride">The distance between two columns.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="weights">Their weights, or null where all are one.</param>
    /// <param name="scratch">Memory for a block.</param>
    public void Add(int tree, float* columns, int stride, int count, double* weights, PatternScratch scratch)
    {
        TreePlan plan = plans[tree];
        fixed (int* masks = &scratch.Masks.Reference, patterns = &scratch.Patterns.Reference)
        fixed (double* sums = _weights[tree])
        {
            for (int start = 0; start < count; start += PatternLoops.BlockRows)
            {
                int rows = Math.Min(PatternLoops.BlockRows, count - start);
                PatternLoops.Evaluate(plan, columns + start, stride, rows, masks);
                foreach (PatternTable table in plan.Tables)
                {
                    PatternLoops.Patterns(table.Conditions, rows, masks, patterns);
                    PatternLoops.Count(patterns, rows, weights is null ? null : weights + start, sums + table.WeightStart);
                }
            }
        }
    }

    public void Unmet(int tree, PatternTable table, PatternLeaf leaf, Span<double> unmet)
    {
        unmet.Clear();
        ReadOnlySpan<double> weights = _weights[tree].AsSpan(table.WeightStart, table.PatternCount);
        for (int pattern = 0; pattern < weights.Length; pattern++)
        {
            if (weights[pattern] != 0) unmet[leaf.Met(pattern) ^ (unmet.Length - 1)] += weights[pattern];
        }

        foreach (ref double weight in unmet) weight /= Total;
    }
}
