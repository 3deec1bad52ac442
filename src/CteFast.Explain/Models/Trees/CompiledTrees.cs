using System.ComponentModel;
using System.Numerics;

namespace CteFast.Explain.Models.Trees;

/// <summary>What classes with <see cref="TreeModelAttribute"/> make their ensembles with; for the generated code, not for writing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CompiledTrees
{
    /// <summary>Makes an ensemble from the arrays the generator wrote, all trees one behind the other, each breadth first with children side by side.</summary>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="sizes">The number of nodes of each tree.</param>
    /// <param name="outputs">The output each tree adds to.</param>
    /// <param name="splits">By node: -1 for a leaf, else four times the feature, two more if the split is special, and one more if missing values go right.</param>
    /// <param name="values">By node: the threshold of a split, below which is left; the value of a leaf.</param>
    /// <param name="specials">Of the special splits, in the nodes' order: the kind, how many numbers follow, and these: an interval's bounds as bits, or the categories of a set.</param>
    /// <param name="covers">By node: how much of the training data came to it; none if that is not known.</param>
    /// <param name="linearFeatures">Of the leaves, in the nodes' order: how many features its linear function has, -1 if it has none, and these; empty where no leaf has one.</param>
    /// <param name="linearNumbers">Of the linear functions: the constant, and a coefficient a feature.</param>
    /// <param name="doubleSplits">
    /// What the splits by threshold ask of rows in double precision, in the nodes' order: the number below which is left; with an interval NaN, that number and the
    /// interval's bounds. Empty for a model that compares in single precision.
    /// </param>
    /// <param name="baseMargins">What each output starts from.</param>
    /// <param name="options">The link and other attributes.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or are no trees.</exception>
    public static TreeEnsemble Create<TValue, TCover>(int featureCount, ReadOnlySpan<int> sizes, ReadOnlySpan<int> outputs, ReadOnlySpan<int> splits,
        ReadOnlySpan<TValue> values, ReadOnlySpan<int> specials, ReadOnlySpan<TCover> covers, ReadOnlySpan<int> linearFeatures,
        ReadOnlySpan<double> linearNumbers, ReadOnlySpan<double> doubleSplits, ReadOnlySpan<double> baseMargins, TreeEnsembleOptions options)
        where TValue : unmanaged, INumberBase<TValue>
        where TCover : unmanaged, INumberBase<TCover>
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
                double value = double.CreateTruncating(values[root + i]), cover = covers.IsEmpty ? double.NaN : double.CreateTruncating(covers[root + i]);
                if (split < 0)
                {
                    if (!linearFeatures.IsEmpty && Take(ref linearFeatures, 1)[0] is >= 0 and int count)
                        tree.Leaf(i, value, cover, new LinearLeaf(Take(ref linearNumbers, 1)[0], Take(ref linearFeatures, count).ToArray(), Take(ref linearNumbers, count).ToArray()));
                    else
                        tree.Leaf(i, value, cover);
                    continue;
                }

                bool missingLeft = (split & 1) == 0, isCategory = false;
                if ((split & 2) == 0)
                {
                    tree.Split(i, split >> 2, SplitComparison.LessThan, value, next, next + 1, missingLeft, cover: cover);
                }
                else
                {
                    ReadOnlySpan<int> head = Take(ref specials, 2);
                    isCategory = (SpecialKind)head[0] != SpecialKind.Interval;
                    tree.SplitSpecial(i, split >> 2, (float)value, (SpecialKind)head[0], Take(ref specials, head[1]), next, next + 1, missingLeft, cover);
                }

                if (!doubleSplits.IsEmpty && !isCategory)
                    tree.SetDouble(i, TakeDouble(ref doubleSplits));
                next += 2;
            }

            trees[t] = tree.Build();
            root += sizes[t];
        }

        return new TreeEnsemble(featureCount, trees, baseMargins, options);
    }

    private static DoubleSplit TakeDouble(ref ReadOnlySpan<double> splits)
    {
        double below = Take(ref splits, 1)[0];
        if (!double.IsNaN(below))
            return new DoubleSplit(below, 0, 0);
        ReadOnlySpan<double> interval = Take(ref splits, 3);
        return new DoubleSplit(interval[0], interval[1], interval[2]);
    }

    private static ReadOnlySpan<T> Take<T>(ref ReadOnlySpan<T> values, int count)
    {
        if ((uint)count > (uint)values.Length)
            throw new ArgumentException($"{count} numbers are wanted where {values.Length} are left.", nameof(values));
        ReadOnlySpan<T> taken = values[..count];
        values = values[count..];
        return taken;
    }
}
