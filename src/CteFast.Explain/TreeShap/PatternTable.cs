namespace CteFast.Explain.TreeShap;

/// <summary>
/// Some neighbouring leaves of a tree, whose values for a row depend on a few conditions only: the row's pattern, a bit a condition, is
/// the row of a table to add.
/// </summary>
internal sealed class PatternTable(int[] conditions, PatternLeaf[] leaves)
{
    /// <summary>The conditions whose bits make the pattern, the lowest bit first.</summary>
    public int[] Conditions { get; } = conditions;

    public PatternLeaf[] Leaves { get; } = leaves;

    public int PatternCount => 1 << Conditions.Length;

    /// <summary>The features of the leaves' paths, each once, ascending.</summary>
    public int[] Features { get; } = [.. leaves.SelectMany(leaf => leaf.Features).Distinct().Order()];

    /// <summary>The tree's segments of eight values that the table has, ascending.</summary>
    public int[] Segments { get; set; } = [];

    /// <summary>Where the table starts in the tree's tables, in values.</summary>
    public int Start { get; set; }

    /// <summary>Where its background weights start in the tree's.</summary>
    public int WeightStart { get; set; }
}
