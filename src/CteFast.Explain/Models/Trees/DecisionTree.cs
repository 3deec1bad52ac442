namespace CteFast.Explain.Models.Trees;

/// <summary>One regression tree on its way into a <see cref="TreeEnsemble"/>; immutable, made by a <see cref="DecisionTreeBuilder"/>.</summary>
public sealed class DecisionTree
{
    internal DecisionTree(int output, int depth, long features, TreeNode[] nodes, NodeTraits[] traits, double[] values, double[] covers,
        SpecialSplit[] specials, uint[] words, LinearLeaf?[]? linearLeaves = null, DoubleSplit[]? doubleSplits = null)
    {
        Output = output;
        Depth = depth;
        Features = features;
        Nodes = nodes;
        Traits = traits;
        Values = values;
        Covers = covers;
        Specials = specials;
        CategoryWords = words;
        LinearLeaves = linearLeaves ?? [];
        DoubleSplits = doubleSplits ?? [];
    }

    /// <summary>The model output the tree adds to.</summary>
    public int Output { get; }

    /// <summary>The number of comparisons on the longest way from the root to a leaf.</summary>
    public int Depth { get; }

    /// <summary>The number of splits and leaves.</summary>
    public int NodeCount => Nodes.Length;

    /// <summary>One more than the highest feature compared.</summary>
    internal long Features { get; }

    /// <summary>The nodes, breadth first.</summary>
    internal TreeNode[] Nodes { get; }

    internal NodeTraits[] Traits { get; }

    /// <summary>The leaves' values, by node.</summary>
    internal double[] Values { get; }

    /// <summary>How much of the training data came to each node; NaN where the source does not say.</summary>
    internal double[] Covers { get; }

    internal SpecialSplit[] Specials { get; }

    internal uint[] CategoryWords { get; }

    /// <summary>The linear functions of leaves, by node; none where all leaves are numbers.</summary>
    internal LinearLeaf?[] LinearLeaves { get; }

    /// <summary>What splits by threshold ask of rows in double precision, by node, NaN where a split does not say; none where the model compares in single precision.</summary>
    internal DoubleSplit[] DoubleSplits { get; }

    /// <summary>The same tree for an output, its leaves' values changed if <paramref name="leaf"/> is given.</summary>
    internal DecisionTree Place(int output, Func<double, double>? leaf = null)
    {
        if (leaf is null && output == Output)
            return this;
        (TreeNode[] nodes, double[] values) = (Nodes, Values);
        if (leaf is not null)
        {
            (nodes, values) = ([.. nodes], [.. values]);
            for (int i = 0; i < nodes.Length; i++)
            {
                if (!nodes[i].IsLeaf)
                    continue;
                values[i] = leaf(values[i]);
                nodes[i] = TreeNode.Leaf(i, values[i]);
            }
        }

        return new DecisionTree(output, Depth, Features, nodes, Traits, values, Covers, Specials, CategoryWords,
            leaf is null ? LinearLeaves : [.. LinearLeaves.Select(linear => linear?.Scale(leaf))], DoubleSplits);
    }
}
