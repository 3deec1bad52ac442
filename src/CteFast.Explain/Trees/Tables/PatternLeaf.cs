namespace CteFast.Explain.Trees.Tables;

/// <summary>A leaf of a <see cref="PatternTable"/>: which bits of a row's pattern say that the row meets the leaf's conditions on each feature.</summary>
/// <param name="Value">The leaf's value.</param>
/// <param name="Players">The players on the leaf's path, each once: the players of its game.</param>
/// <param name="Masks">For each feature, the bits of the pattern that depend on it.</param>
/// <param name="Wanted">The values that those bits must have.</param>
/// <param name="Node">The leaf's node.</param>
internal sealed record PatternLeaf(double Value, int[] Players, int[] Masks, int[] Wanted, int Node)
{
    /// <summary>The features whose conditions a row of a pattern meets, as bits.</summary>
    public int Met(int pattern)
    {
        int met = 0;
        for (int i = 0; i < Masks.Length; i++)
        {
            if ((pattern & Masks[i]) == Wanted[i]) met |= 1 << i;
        }

        return met;
    }
}
