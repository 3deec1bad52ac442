using CteFast.Explain.Trees.Planning;

namespace CteFast.Explain.Trees.Tables;

/// <summary>Fills the tables of a tree: an entry is the sum over the table's leaves of their values for its pattern.</summary>
internal sealed class TableBuilder(TreePlanner planner, LeafGameWeights weights, bool interactions)
{
    private readonly LeafGame _game = new(weights, interactions);
    private double[] _unmet = [], _values = [];

    /// <summary>Fills the tables.</summary>
    /// <returns>The mean over the background of the leaves in the tables.</returns>
    public double Fill(int tree, TreePlan plan, ILeafBackground background)
    {
        Span<double> entries = plan.Values.EnsureZero(plan.ValueCount);
        double mean = 0;
        foreach (PatternTable table in plan.Tables)
        {
            int width = table.Segments.Length * TreePlan.SegmentSize;
            Span<double> target = entries.Slice(table.Start, table.PatternCount * width);
            foreach (PatternLeaf leaf in table.Leaves) mean += leaf.Value * Add(tree, plan, table, leaf, background, width, target);
        }

        return mean;
    }

    /// <summary>Adds a leaf to its table.</summary>
    /// <returns>The fraction of the background that reaches it.</returns>
    private double Add(int tree, TreePlan plan, PatternTable table, PatternLeaf leaf, ILeafBackground background, int width, Span<double> target)
    {
        int count = leaf.Players.Length, sets = 1 << count, valueCount = interactions ? count * (count + 1) / 2 : count;
        if (_unmet.Length < sets) _unmet = new double[sets];
        if (_values.Length < sets * valueCount) _values = new double[sets * valueCount];
        Span<double> unmet = _unmet.AsSpan(0, sets), values = _values.AsSpan(0, sets * valueCount);
        background.Unmet(tree, table, leaf, unmet);
        _game.Solve(unmet, count, values);

        int[] places = [.. planner.Cells(leaf.Players).Select(cell =>
        {
            (int segment, int lane) = Math.DivRem(Array.IndexOf(plan.Cells, cell), TreePlan.SegmentSize);
            return Array.IndexOf(table.Segments, segment) * TreePlan.SegmentSize + lane;
        })];
        for (int pattern = 0; pattern < table.PatternCount; pattern++)
        {
            ReadOnlySpan<double> source = values.Slice(leaf.Met(pattern) * valueCount, valueCount);
            Span<double> entry = target.Slice(pattern * width, width);
            for (int i = 0; i < places.Length; i++) entry[places[i]] += leaf.Value * source[i];
        }

        return unmet[0];
    }
}
