using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Trees;

/// <summary>A random tree of every kind of split, with its own way of following a row, and the covers of made training rows.</summary>
internal sealed class MadeTree
{
    private readonly List<Node> _nodes = [];

    /// <summary>Grows a tree.</summary>
    /// <param name="random">Where the tree comes from.</param>
    /// <param name="features">The number of features; with few of them paths repeat some.</param>
    /// <param name="depth">The most splits on a path.</param>
    /// <param name="stop">The chance of a leaf before that.</param>
    public MadeTree(Random random, int features, int depth, double stop = 0.2) => Grow(random, features, depth, stop, root: true);

    public int NodeCount => _nodes.Count;

    /// <summary>Values on a grid that thresholds lie on, too, one in ten missing.</summary>
    public static float[] Rows(Random random, int count, int features, double missing = 0.1) =>
        [.. Enumerable.Range(0, count * features).Select(_ => random.NextDouble() < missing ? float.NaN : random.Next(-1, 5))];

    public static TreeEnsemble Ensemble(int features, IReadOnlyList<MadeTree> trees, int outputs = 1) => new(
        features, [.. trees.Select((tree, i) => tree.Build(i % outputs))], [.. Enumerable.Range(0, outputs).Select(i => 0.25 + i)]);

    public double Leaf(ReadOnlySpan<float> row)
    {
        int node = 0;
        while (_nodes[node].GoesLeft is { } goesLeft) node = goesLeft(row[_nodes[node].Feature]) ? _nodes[node].Left : _nodes[node].Right;
        Node leaf = _nodes[node];
        double sum = leaf.Constant;
        foreach ((int feature, double coefficient) in leaf.Terms)
        {
            if (float.IsNaN(row[feature])) return leaf.Value;
            sum += coefficient * row[feature];
        }

        return leaf.Terms.Count == 0 ? leaf.Value : sum;
    }

    /// <summary>Makes most leaves linear functions of some features, on their way or not.</summary>
    public void MakeLinear(Random random, int features)
    {
        foreach (Node leaf in _nodes.Where(node => node.GoesLeft is null && random.Next(5) > 0))
        {
            leaf.Constant = 2 * random.NextDouble() - 1;
            leaf.Terms = [.. Enumerable.Range(0, features).Where(_ => random.Next(2) == 0).Select(feature => (feature, 2 * random.NextDouble() - 1))];
            if (leaf.Terms.Count == 0) continue;
            var linear = new LinearLeaf(leaf.Constant, [.. leaf.Terms.Select(term => term.Feature)], [.. leaf.Terms.Select(term => term.Coefficient)]);
            leaf.Set = (builder, i) => builder.Leaf(i, leaf.Value, leaf.Cover, linear);
        }
    }

    /// <summary>What is expected of the tree when features outside the coalition go both ways as the training rows did.</summary>
    public double Expect(ReadOnlySpan<float> row, int coalition, int at = 0)
    {
        Node node = _nodes[at];
        if (node.GoesLeft is null) return node.Value;
        if ((coalition >> node.Feature & 1) != 0) return Expect(row, coalition, node.GoesLeft(row[node.Feature]) ? node.Left : node.Right);
        double left = _nodes[node.Left].Cover, right = _nodes[node.Right].Cover;
        return (left * Expect(row, coalition, node.Left) + right * Expect(row, coalition, node.Right)) / (left + right);
    }

    public DecisionTree Build(int output)
    {
        var builder = new DecisionTreeBuilder(_nodes.Count, output);
        for (int i = 0; i < _nodes.Count; i++) _nodes[i].Set(builder, i);
        return builder.Build();
    }

    private int Grow(Random random, int features, int depth, double stop, bool root = false)
    {
        int at = _nodes.Count;
        var node = new Node { Cover = 1 + random.Next(9), Value = 2 * random.NextDouble() - 1 };
        _nodes.Add(node);
        if (depth == 0 || (!root && random.NextDouble() < stop))
        {
            node.Set = (builder, i) => builder.Leaf(i, node.Value, node.Cover);
            return at;
        }

        node.Feature = random.Next(features);
        node.Left = Grow(random, features, depth - 1, stop);
        node.Right = Grow(random, features, depth - 1, stop);
        node.Cover = _nodes[node.Left].Cover + _nodes[node.Right].Cover;
        bool missingLeft = random.Next(2) == 0;
        float threshold = random.Next(-1, 6) - (random.Next(3) == 0 ? 0.5f : 0);
        switch (random.Next(10))
        {
            case 0:
                int[] categories = [.. Enumerable.Range(0, 5).Where(_ => random.Next(2) == 0)];
                node.GoesLeft = x => float.IsNaN(x) ? missingLeft : x >= 0 && categories.Contains((int)x);
                node.Set = (builder, i) => builder.SplitCategories(i, node.Feature, categories, node.Left, node.Right, missingLeft, node.Cover);
                break;
            case 1:
                SetSplit(node, SplitComparison.Equal, threshold, missingLeft, x => x == threshold);
                break;
            case 2:
                SetSplit(node, SplitComparison.GreaterThan, threshold, missingLeft, x => x > threshold);
                break;
            case 3:
                SetSplit(node, SplitComparison.LessThan, float.NegativeInfinity, missingLeft, _ => false);
                break;
            case < 6:
                SetSplit(node, SplitComparison.LessThanOrEqual, threshold, missingLeft, x => x <= threshold);
                break;
            default:
                SetSplit(node, SplitComparison.LessThan, threshold, missingLeft, x => x < threshold);
                break;
        }

        return at;
    }

    private static void SetSplit(Node node, SplitComparison comparison, double threshold, bool missingLeft, Func<float, bool> holds)
    {
        node.GoesLeft = x => float.IsNaN(x) ? missingLeft : holds(x);
        node.Set = (builder, i) => builder.Split(i, node.Feature, comparison, threshold, node.Left, node.Right, missingLeft, cover: node.Cover);
    }

    private sealed class Node
    {
        public int Feature, Left, Right;
        public double Value, Cover, Constant;
        public List<(int Feature, double Coefficient)> Terms = [];
        public Func<float, bool>? GoesLeft;
        public Action<DecisionTreeBuilder, int> Set = (_, _) => { };
    }
}
