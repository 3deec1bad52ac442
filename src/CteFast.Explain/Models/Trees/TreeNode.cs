namespace CteFast.Explain.Models.Trees;

/// <summary>A node of a tree: go left if <c>x[Feature] &lt; Threshold</c>, else right, which is stored just behind left.</summary>
/// <remarks>
/// A leaf is its own left child and compares with NaN, so that a step from it stays: rows that reach a leaf early and rows
/// that have further to go walk in the same loop, without a branch.
/// </remarks>
internal readonly record struct TreeNode(int Feature, float Threshold, int Left, float Value)
{
    public static TreeNode Leaf(int index, float value) => new(0, float.NaN, index, value);

    public static TreeNode Split(int feature, float threshold, int left) => new(feature, threshold, left, 0f);

    public bool IsLeaf => float.IsNaN(Threshold);

    public int Right => Left + 1;
}
