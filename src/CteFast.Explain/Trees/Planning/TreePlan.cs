using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees.Planning;

/// <summary>How the values of one tree are looked up.</summary>
/// <param name="Shape">The tree.</param>
/// <param name="Output">The output the tree adds to.</param>
/// <param name="Comparisons">The conditions of splits that patterns are made of.</param>
/// <param name="Conjunctions">The conditions that join two earlier ones.</param>
/// <param name="Tables">The tables.</param>
/// <param name="Cells">For each of the tree's values, its index among a row's values of one output; in segments of eight, the last padded by -1.</param>
/// <param name="Deep">The leaves without a table, or null.</param>
internal sealed record TreePlan(TreeShape Shape, int Output, Comparison[] Comparisons, Conjunction[] Conjunctions, PatternTable[] Tables, int[] Cells, LeavesWithoutTable? Deep)
{
    /// <summary>The values in a segment: a 512-bit vector of them.</summary>
    public const int SegmentSize = 8;

    public int ConditionCount => Comparisons.Length + Conjunctions.Length;

    public int SegmentCount => Cells.Length / SegmentSize;

    /// <summary>The entries of the tables, one a pattern, a table after the other.</summary>
    public AlignedBuffer<double> Values { get; } = new();

    public int ValueCount { get; init; }

    /// <summary>The number of patterns of all tables.</summary>
    public int WeightCount { get; init; }
}
