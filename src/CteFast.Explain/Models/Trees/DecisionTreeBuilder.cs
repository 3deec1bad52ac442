namespace CteFast.Explain.Models.Trees;

/// <summary>Makes a <see cref="DecisionTree"/> of splits and leaves, as any library stores them: the way to bring in a tree of any other format.</summary>
/// <remarks>
/// Nodes may be set in any order; 0 is the root. Rows are in single precision, and every comparison is brought to one form without
/// loss, whatever the precision of its threshold: no row goes another way than by the comparison as it was given.
/// <example>
/// x0 &lt; 1.5 ? 10 : 20, missing values to the left:
/// <code>
/// var tree = new DecisionTreeBuilder(nodeCount: 3);
/// tree.Split(0, feature: 0, SplitComparison.LessThan, 1.5, left: 1, right: 2, missingLeft: true);
/// tree.Leaf(1, 10);
/// tree.Leaf(2, 20);
/// var model = new TreeEnsemble(featureCount: 1, [tree.Build()], baseMargins: [0]);
/// </code>
/// </example>
/// </remarks>
public sealed partial class DecisionTreeBuilder
{
    /// <summary>The longest way from the root to a leaf that is accepted.</summary>
    public const int MaxDepth = 1024;

    /// <summary>The 32-bit words that all sets of categories of a tree may take: 64 MB.</summary>
    internal const int MostCategoryWords = 1 << 24;

    private const int MostCategories = 1 << 24;   // beyond, neighbouring floats are more than one apart

    private readonly int _output;
    private readonly Node[] _nodes;
    private readonly List<SpecialSplit> _specials = [];
    private readonly List<uint> _words = [];
    private bool _hasLinear, _hasDoubles;

    /// <summary>Begins a tree.</summary>
    /// <param name="nodeCount">The number of splits and leaves, at least 1.</param>
    /// <param name="output">The model output the tree adds to.</param>
    /// <exception cref="ArgumentException">There are no nodes, or the output is negative.</exception>
    public DecisionTreeBuilder(int nodeCount, int output = 0)
    {
        if (nodeCount < 1)
            throw new ArgumentException("the tree has no nodes");
        if (output < 0)
            throw new ArgumentException($"output {output} is negative");
        _nodes = new Node[nodeCount];
        _output = output;
    }

    /// <summary>Sets a leaf.</summary>
    /// <param name="node">Its number, from 0.</param>
    /// <param name="value">What it adds to the output, finite.</param>
    /// <param name="cover">How much of the training data came to it (a count, a sum of weights or of second derivatives); NaN if that is not known.</param>
    /// <exception cref="ArgumentException">The node does not exist, the value is not finite, or the cover is negative.</exception>
    public void Leaf(int node, double value, double cover = double.NaN)
    {
        ref Node at = ref At(node, cover);
        if (!double.IsFinite(value))
            throw new ArgumentException($"node {node}: the leaf value is not finite");
        at = new Node { Kind = NodeKind.Leaf, Value = value, Cover = cover };
    }

    /// <summary>Sets a leaf that adds a linear function of some features, or its plain value where one of them is missing.</summary>
    internal void Leaf(int node, double value, double cover, LinearLeaf linear)
    {
        Leaf(node, value, cover);
        if (!double.IsFinite(linear.Constant) || !linear.Coefficients.All(double.IsFinite))
            throw new ArgumentException($"node {node}: the leaf's linear function is not finite");
        if (linear.Features.Any(feature => feature < 0))
            throw new ArgumentException($"node {node}: a feature of the leaf's linear function is negative");
        _nodes[node].Linear = linear;
        _hasLinear = true;
    }

    /// <summary>Sets a split that compares a feature with a threshold; rows for which the comparison holds go left.</summary>
    /// <param name="node">Its number, from 0.</param>
    /// <param name="feature">The feature compared, from 0.</param>
    /// <param name="comparison">How it is compared.</param>
    /// <param name="threshold">What it is compared with; not NaN.</param>
    /// <param name="left">The child of rows for which the comparison holds.</param>
    /// <param name="right">The child of the others.</param>
    /// <param name="missingLeft">Whether missing values go left; of no effect where none are missing.</param>
    /// <param name="missing">Which values are missing.</param>
    /// <param name="cover">How much of the training data came to the split; NaN if that is not known.</param>
    /// <exception cref="ArgumentException">
    /// The node does not exist, the feature or the cover is negative, the threshold is NaN, or zero is missing where equality is asked.
    /// </exception>
    public void Split(int node, int feature, SplitComparison comparison, double threshold, int left, int right, bool missingLeft = false,
        MissingValues missing = MissingValues.NaN, double cover = double.NaN)
    {
        ref Node at = ref At(node, cover);
        if (double.IsNaN(threshold))
            throw new ArgumentException($"node {node}: the threshold is not a number");
        SplitRegion region = SplitRegion.Of(comparison, threshold);
        if (missing == MissingValues.NaNAndZero)
        {
            if (region.HasInterval)
                throw new ArgumentException($"node {node}: zero cannot be missing where equality is asked");
            region = region.SendZeros(missingLeft);
        }

        int special = -1;
        if (region.HasInterval)
        {
            special = _specials.Count;
            _specials.Add(SpecialSplit.Interval(region.Low, region.High));
        }

        if (missing == MissingValues.None)
            missingLeft = Holds(comparison, threshold);
        at = Split(node, feature, region.Below, left, right, missingLeft, special, cover);
        if (region.IsSwapped)
            (at.Left, at.Right, at.MissingLeft) = (right, left, !missingLeft);
    }

    /// <summary>Says what a split by threshold, which is set, asks of rows in double precision.</summary>
    /// <param name="node">Its number.</param>
    /// <param name="split">The same question, turned the same way.</param>
    internal void SetDouble(int node, DoubleSplit split)
    {
        _nodes[node].Double = split;
        _hasDoubles = true;
    }

    /// <summary>Sets a split by category: rows whose value, rounded down, is in the set go left, others right.</summary>
    /// <param name="node">Its number, from 0.</param>
    /// <param name="feature">The feature that holds the category, from 0.</param>
    /// <param name="categories">The categories, from 0, in any order; negative values of a feature are in no set.</param>
    /// <param name="left">The child of rows in the set.</param>
    /// <param name="right">The child of the others.</param>
    /// <param name="missingLeft">Whether missing values (NaN) go left.</param>
    /// <param name="cover">How much of the training data came to the split; NaN if that is not known.</param>
    /// <exception cref="ArgumentException">The node does not exist, the feature or the cover is negative, or a category is out of range (2²⁴ and more are).</exception>
    public void SplitCategories(int node, int feature, ReadOnlySpan<int> categories, int left, int right, bool missingLeft = false,
        double cover = double.NaN) => SplitCategories(node, feature, categories, left, right, missingLeft, isWholeOnly: false, cover);

    /// <summary>Checks that the nodes are one tree and makes it; nodes that cannot be reached from the root are dropped.</summary>
    /// <exception cref="ArgumentException">A node that is reached is not set or reached twice, a child does not exist, or the tree is deeper than <see cref="MaxDepth"/>.</exception>
    public DecisionTree Build()
    {
        int count = _nodes.Length;
        // Breadth first, children side by side: a node's number in the tree is its place in the queue.
        var queue = new int[count];
        var level = new int[count];
        var reached = new bool[count];
        var nodes = new TreeNode[count];
        var traits = new NodeTraits[count];
        var values = new double[count];
        var covers = new double[count];
        DoubleSplit[]? doubles = _hasDoubles ? new DoubleSplit[count] : null;
        LinearLeaf?[]? linear = _hasLinear ? new LinearLeaf?[count] : null;
        long features = 0;
        reached[0] = true;
        int tail = 1;
        for (int head = 0; head < tail; head++)
        {
            int node = queue[head];
            ref Node at = ref _nodes[node];
            covers[head] = at.Cover;
            if (level[head] > MaxDepth)
                throw new ArgumentException($"node {node}: the tree is more than {MaxDepth} levels deep");
            if (at.Kind == NodeKind.Unset)
                throw new ArgumentException($"node {node} is neither a split nor a leaf");
            if (at.Kind == NodeKind.Leaf)
            {
                nodes[head] = TreeNode.Leaf(head, at.Value);
                values[head] = at.Value;
                if (at.Linear is not null)
                {
                    linear![head] = at.Linear;
                    features = Math.Max(features, at.Linear.Features.Max(feature => (long?)feature + 1) ?? 0);
                }

                continue;
            }

            features = Math.Max(features, at.Feature + 1L);
            if (doubles is not null)
                doubles[head] = at.Double ?? DoubleSplit.Unknown;
            traits[head] = at.MissingLeft ? NodeTraits.None : NodeTraits.MissingRight;
            nodes[head] = TreeNode.Split(at.Feature, at.Threshold, tail);
            if (at.Special >= 0)
            {
                nodes[head] = TreeNode.SpecialSplit(at.Feature, at.Threshold, tail, at.Special);
                traits[head] |= NodeTraits.Special;
            }

            foreach (int child in (ReadOnlySpan<int>)[at.Left, at.Right])
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

        return new DecisionTree(_output, level[tail - 1], features, nodes[..tail], traits[..tail], values[..tail], covers[..tail],
            [.. _specials], [.. _words], linear?[..tail], doubles?[..tail]);
    }

    private static Node Split(int node, int feature, float threshold, int left, int right, bool missingLeft, int special, double cover) =>
        feature < 0 ? throw new ArgumentException($"node {node}: feature {feature} is negative") : new Node
        {
            Kind = NodeKind.Split,
            Feature = feature,
            Threshold = threshold,
            Left = left,
            Right = right,
            MissingLeft = missingLeft,
            Special = special,
            Cover = cover,
        };

    private ref Node At(int node, double cover)
    {
        if ((uint)node >= (uint)_nodes.Length)
            throw new ArgumentException($"node {node} is not one of the {_nodes.Length} nodes");
        if (cover < 0 || double.IsInfinity(cover))
            throw new ArgumentException($"node {node}: a cover of {cover} is negative or not finite");
        return ref _nodes[node];
    }

    private static bool Holds(SplitComparison comparison, double threshold) => comparison switch
    {
        SplitComparison.LessThan => 0 < threshold,
        SplitComparison.LessThanOrEqual => 0 <= threshold,
        SplitComparison.GreaterThan => 0 > threshold,
        SplitComparison.GreaterThanOrEqual => 0 >= threshold,
        SplitComparison.Equal => threshold == 0,
        _ => threshold != 0,
    };

    private enum NodeKind : byte
    {
        Unset,
        Leaf,
        Split,
    }

    private struct Node
    {
        public NodeKind Kind;
        public bool MissingLeft;
        public int Feature;
        public float Threshold;
        public int Left;
        public int Right;
        public int Special;
        public double Value;
        public double Cover;
        public LinearLeaf? Linear;
        public DoubleSplit? Double;
    }
}
