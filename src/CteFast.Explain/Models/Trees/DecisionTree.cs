namespace CteFast.Explain.Models.Trees;

/// <summary>One regression tree on its way into a <see cref="TreeEnsemble"/>.</summary>
/// <remarks>A row with <c>x[feature] &lt; threshold</c> goes left, any other right, and a missing value (NaN) the node's default way.</remarks>
public sealed class DecisionTree
{
    /// <summary>Checks a tree and takes a copy of it.</summary>
    /// <param name="output">The model output the tree adds to.</param>
    /// <param name="leftChildren">The left child of every node, -1 for a leaf; node 0 is the root. Nodes that cannot be reached are dropped.</param>
    /// <param name="rightChildren">The right child of every node, -1 for a leaf.</param>
    /// <param name="features">The feature each node compares.</param>
    /// <param name="values">The threshold of each inner node, the value of each leaf; finite.</param>
    /// <param name="defaultLeft">Whether missing values go left.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0, a child is out of range or reached twice, a number is not finite, or an index is negative.</exception>
    public DecisionTree(int output, ReadOnlySpan<int> leftChildren, ReadOnlySpan<int> rightChildren, ReadOnlySpan<int> features,
        ReadOnlySpan<float> values, ReadOnlySpan<bool> defaultLeft)
    {
        if (output < 0)
            throw new ArgumentException($"output {output} is negative");
        int count = leftChildren.Length;
        if (count == 0)
            throw new ArgumentException("the tree has no nodes");
        if (rightChildren.Length != count || features.Length != count || values.Length != count || defaultLeft.Length != count)
            throw new ArgumentException($"the arrays of the tree differ in length: {count} left children, {rightChildren.Length} right, {features.Length} features, {values.Length} values, {defaultLeft.Length} default ways");

        Output = output;

        // Breadth first, children side by side: a node's number in the copy is its place in the queue.
        var queue = new int[count];
        var level = new int[count];
        var reached = new bool[count];
        var nodes = new TreeNode[count];
        var missingRight = new byte[count];
        reached[0] = true;
        int tail = 1;
        for (int head = 0; head < tail; head++)
        {
            int node = queue[head];
            if (!float.IsFinite(values[node]))
                throw new ArgumentException($"node {node}: {(leftChildren[node] < 0 ? "the leaf value" : "the threshold")} is not finite");
            Depth = Math.Max(Depth, level[head]);
            if (leftChildren[node] == -1 && rightChildren[node] == -1)
            {
                nodes[head] = TreeNode.Leaf(head, values[node]);
                continue;
            }

            if (features[node] < 0)
                throw new ArgumentException($"node {node}: feature {features[node]} is negative");
            Features = Math.Max(Features, features[node] + 1L);
            nodes[head] = TreeNode.Split(features[node], values[node], tail);
            missingRight[head] = defaultLeft[node] ? (byte)0 : (byte)1;
            foreach (int child in (ReadOnlySpan<int>)[leftChildren[node], rightChildren[node]])
            {
                if ((uint)child >= (uint)count)
                    throw new ArgumentException($"node {node}: child {child} is not one of the {count} nodes");
                if (reached[child])
                    throw new ArgumentException($"node {node}: child {child} is reached twice; the nodes are no tree");
                reached[child] = true;
                level[tail] = level[head] + 1;
                queue[tail++] = child;
            }
        }

        Nodes = nodes[..tail];
        MissingRight = missingRight[..tail];
    }

    /// <summary>The model output the tree adds to.</summary>
    public int Output { get; }

    /// <summary>The number of comparisons on the longest way from the root to a leaf.</summary>
    public int Depth { get; }

    internal TreeNode[] Nodes { get; }

    internal byte[] MissingRight { get; }

    /// <summary>One more than the highest feature compared.</summary>
    internal long Features { get; }
}
