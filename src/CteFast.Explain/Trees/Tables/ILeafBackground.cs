namespace CteFast.Explain.Trees.Tables;

/// <summary>Where absent features take their values from, as far as it matters to a leaf.</summary>
internal interface ILeafBackground
{
    /// <summary>The fraction of the background that fails each set of a leaf's conditions and meets the others; 1 in all.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="table">The leaf's table.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="unmet">Receives the fractions, 2ⁿ for a leaf of n features.</param>
    void Unmet(int tree, PatternTable table, PatternLeaf leaf, Span<double> unmet);
}
