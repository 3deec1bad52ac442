namespace CteFast.Explain.Trees.Tables;

/// <summary>What absent features are drawn from, as a leaf sees it.</summary>
internal interface ILeafBackground
{
    /// <summary>The part of the background, 1 in all, by the set of a leaf's conditions that it does not meet.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="table">The leaf's table.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="unmet">Receives the parts, 2ⁿ for a leaf of n features.</param>
    void Unmet(int tree, PatternTable table, PatternLeaf leaf, Span<double> unmet);
}
