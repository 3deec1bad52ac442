using System.Numerics;

namespace CteFast.Explain.Models.Trees;

public sealed partial class TreeEnsemble
{
    private readonly LinearLeaf?[]? _linearLeaves;

    /// <summary>Whether some leaf adds a linear function of the row rather than a number: then tables of leaves do not give its values, but walks of pairs of rows do.</summary>
    public bool HasLinearLeaves => _linearLeaves is not null;

    /// <summary>The linear function that a leaf adds, or null where it adds its value.</summary>
    internal LinearLeaf? LinearLeafOf(int node) => _linearLeaves?[node];

    /// <summary>The linear functions by node, or null where there are none.</summary>
    private static LinearLeaf?[]? Gather(IReadOnlyList<DecisionTree> trees, int count)
    {
        if (trees.All(tree => tree.LinearLeaves.Length == 0))
            return null;
        var all = new LinearLeaf?[count];
        int root = 0;
        foreach (DecisionTree tree in trees)
        {
            tree.LinearLeaves.CopyTo(all, root);
            root += tree.Nodes.Length;
        }

        return all;
    }

    // Row by row: what a leaf adds is another number for each.
    private void PredictLinear<TSum>(ReadOnlySpan<float> rows, Span<float> margins)
        where TSum : unmanaged, INumberBase<TSum>
    {
        Span<TSum> sums = OutputCount <= 64 ? stackalloc TSum[OutputCount] : new TSum[OutputCount];
        for (int i = 0; i < margins.Length / OutputCount; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * FeatureCount, FeatureCount);
            for (int output = 0; output < sums.Length; output++)
                sums[output] = TSum.CreateTruncating(_baseMargins[output]);
            for (int t = 0; t < _roots.Length; t++)
            {
                int node = _roots[t];
                while (!_nodes[node].IsLeaf)
                    node = GoesLeft(node, row[_nodes[node].Feature]) ? _nodes[node].Left : _nodes[node].Right;
                double leaf = _linearLeaves![node] is { } linear ? linear.Value(row, _leafValues[node]) : _leafValues[node];
                sums[_outputs[t]] += TSum.CreateTruncating(leaf);
            }

            for (int output = 0; output < sums.Length; output++)
                margins[i * OutputCount + output] = float.CreateTruncating(sums[output]);
        }
    }
}
