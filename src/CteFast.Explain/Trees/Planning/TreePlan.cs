using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees.Planning;

/// <summary>How the values of one tree are looked up.</summary>
/// <param name="Shape">The tree.</param>
/// <param name="Output">The output the tree adds to.</param>
/// <param name="Comparisons">The conditions of splits that patterns are made of.</param>
/// <param name="Conjunctions">Those made of two conditions before them.</param>
/// <param name="Tables">The tables.</param>
/// <param name="Cells">Where in a row's values of one output each of the tree's values goes, in segments of eight; -1 pads the last.</param>
/// <param name="Deep">The leaves that no table has, or null.</param>
internal sealed record TreePlan(TreeShape Shape, int Output, Comparison[] Comparisons, Conjunction[] Conjunctions, PatternTable[] Tables, int[] Cells, LeavesWithoutTable? Deep)
{
    /// <summary>The values in a segment: a 512-bit vector of them.</summary>
    public const int SegmentSize = 8;

    public int ConditionCount => Comparisons.Length + Conjunctions.Length;

    public int SegmentCount => Cells.Length / SegmentSize;

    /// <summary>The tables' rows, one a pattern, a table after the other.</summary>
    public AlignedBuffer<double> Values { get; } = new();

    public int ValueCount { get; init; }

    /// <summary>The number of patterns of all tables.</summary>
    public int WeightCount { get; init; }
}
