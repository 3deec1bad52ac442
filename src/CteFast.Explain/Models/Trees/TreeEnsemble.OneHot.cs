using CteFast.Explain.Models.OneHot;

namespace CteFast.Explain.Models.Trees;

public sealed partial class TreeEnsemble
{
    /// <summary>The same trees of the features that an encoding made columns of: a split by a column of 0 and 1 asks whether the feature has its level.</summary>
    internal TreeEnsemble Decode(OneHotEncoding encoding)
    {
        var trees = new DecisionTree[TreeCount];
        for (int t = 0; t < trees.Length; t++)
        {
            int root = _roots[t];
            var builder = new DecisionTreeBuilder(NodesOf(t).Count(), _outputs[t]);
            foreach (int node in NodesOf(t)) Decode(node, root, encoding, builder);
            trees[t] = builder.Build();
        }

        IReadOnlyList<string>?[] levels = [.. encoding.Schema.Select(feature => feature.Levels.Count > 0 ? (IReadOnlyList<string>)[.. feature.Levels] : null)];
        TreeEnsembleOptions options = _options with { FeatureNames = [.. encoding.Schema.Select(feature => feature.Name)], FeatureLevels = levels };
        return new TreeEnsemble(encoding.Schema.Count, trees, _baseMargins, options).WithOutput(Output);
    }

    private void Decode(int node, int root, OneHotEncoding encoding, DecisionTreeBuilder builder)
    {
        TreeNode at = _nodes[node];
        int i = node - root, left = at.Left - root, right = left + 1;
        if (at.IsLeaf)
        {
            builder.Leaf(i, _leafValues[node], _covers[node]);
            return;
        }

        (int feature, int level) = encoding.Of(at.Feature);
        if (level < 0)
        {
            bool missingLeft = (_traits[node] & NodeTraits.MissingRight) == 0;
            builder.SplitAs(i, feature, at.Threshold, (_traits[node] & NodeTraits.Special) != 0 ? _specials[at.Special] : null, _categoryWords, left, right, missingLeft, _covers[node]);
            if (_doubleSplits is { } doubles && doubles[node].IsKnown) builder.SetDouble(i, doubles[node]);
            return;
        }

        bool one = GoesLeft(node, 1), zero = GoesLeft(node, 0);
        // A set that nothing is in, where 0 and 1 go one way.
        ReadOnlySpan<int> set = one == zero ? [] : [level];
        // Those of the set go left; a missing value has 0 in the column.
        if (zero) (left, right) = (right, left);
        builder.SplitCategories(i, feature, set, left, right, missingLeft: false, isWholeOnly: true, _covers[node]);
    }
}
