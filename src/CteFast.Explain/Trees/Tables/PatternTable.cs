namespace CteFast.Explain.Trees.Tables;

/// <summary>
/// Neighbouring leaves of a tree whose values for a row depend on few conditions. The row's pattern, a bit for each condition, is the index of the entry
/// to add.
/// </summary>
internal sealed class PatternTable(int[] conditions, int[] segments, PatternLeaf[] leaves)
{
    /// <summary>The conditions whose bits make the pattern, the lowest bit first.</summary>
    public int[] Conditions { get; } = conditions;

    public PatternLeaf[] Leaves { get; } = leaves;

    public int PatternCount => 1 << Conditions.Length;

    /// <summary>The tree's segments of eight values that an entry has, ascending.</summary>
    public int[] Segments { get; } = segments;

    /// <summary>Where the table starts in the tree's tables, in values.</summary>
    public int Start { get; set; }

    /// <summary>Where its background weights start in the tree's.</summary>
    public int WeightStart { get; set; }
}
