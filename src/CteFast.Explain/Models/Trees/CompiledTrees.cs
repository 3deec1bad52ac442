using System.ComponentModel;

namespace CteFast.Explain.Models.Trees;

/// <summary>What classes with <see cref="TreeModelAttribute"/> make their ensembles with; for the generated code, not for writing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CompiledTrees
{
    /// <summary>Makes an ensemble from the arrays the generator wrote, all trees one behind the other, each breadth first with children side by side.</summary>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="sizes">The number of nodes of each tree.</param>
    /// <param name="outputs">The output each tree adds to.</param>
    /// <param name="splits">By node: -1 for a leaf, -2 for a split by category, else twice the feature, and one more if missing values go right.</param>
    /// <param name="values">By node: the threshold of a split, below which is left; the value of a leaf.</param>
    /// <param name="sets">Of the splits by category, in the nodes' order: the code that other splits have in <paramref name="splits"/>, the number of categories that go left, and these.</param>
    /// <param name="covers">By node: how much of the training data came to it; none if that is not known.</param>
    /// <param name="baseMargins">What each output starts from.</param>
    /// <param name="options">The link and other attributes.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or are no trees.</exception>
    public static TreeEnsemble Create(int featureCount, ReadOnlySpan<int> sizes, ReadOnlySpan<int> outputs, ReadOnlySpan<int> splits,
        ReadOnlySpan<float> values, ReadOnlySpan<int> sets, ReadOnlySpan<float> covers, ReadOnlySpan<double> baseMargins, TreeEnsembleOptions options)
    {
        if (outputs.Length != sizes.Length || values.Length != splits.Length || covers.Length != 0 && covers.Length != splits.Length)
            throw new ArgumentException("The arrays of the trees differ in length.", nameof(splits));
        var trees = new DecisionTree[sizes.Length];
        int root = 0;
        for (int t = 0; t < trees.Length; t++)
        {
            if (sizes[t] < 1 || sizes[t] > splits.Length - root)
                throw new ArgumentException($"Tree {t} has {sizes[t]} nodes, but {splits.Length - root} are left.", nameof(sizes));
            var tree = new DecisionTreeBuilder(sizes[t], outputs[t]);
            for (int i = 0, next = 1; i < sizes[t]; i++)
            {
                int split = splits[root + i];
                double cover = covers.IsEmpty ? double.NaN : covers[root + i];
                if (split == -1)
                {
                    tree.Leaf(i, values[root + i], cover);
                    continue;
                }

                if (split >= 0)
                {
                    tree.Split(i, split >> 1, SplitComparison.LessThan, values[root + i], next, next + 1, missingLeft: (split & 1) == 0, cover: cover);
                }
                else
                {
                    if (sets.Length < 2 || (uint)sets[1] > (uint)(sets.Length - 2))
                        throw new ArgumentException($"The set of node {i} of tree {t} is not there.", nameof(sets));
                    tree.SplitCategories(i, sets[0] >> 1, sets.Slice(2, sets[1]), next, next + 1, missingLeft: (sets[0] & 1) == 0, cover);
                    sets = sets[(2 + sets[1])..];
                }

                next += 2;
            }

            trees[t] = tree.Build();
            root += sizes[t];
        }

        return new TreeEnsemble(featureCount, trees, baseMargins, options);
    }
}
