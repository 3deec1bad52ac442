using System.Runtime.InteropServices;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>What an ONNX split asks; its true branch is taken where it holds. The first seven are the numbers of <c>TreeEnsemble</c>'s modes.</summary>
internal enum OnnxMode : byte
{
    LessThanOrEqual,
    LessThan,
    GreaterThanOrEqual,
    GreaterThan,
    Equal,
    NotEqual,
    Member,
    Leaf,
}

/// <summary>A node of either ONNX form.</summary>
internal struct OnnxNode
{
    public OnnxMode Mode;
    public bool MissingIsTrue;
    public int Feature;
    public double Value;
    public int True;
    public int False;

    /// <summary>Where a leaf's weights, or the members of a set, begin.</summary>
    public int First;

    /// <summary>The number of a leaf's weights, or of the members of a set.</summary>
    public int Count;
}

/// <summary>The nodes and leaf weights of an ONNX ensemble, and the trees they make: one for each target that a tree adds to.</summary>
internal sealed class OnnxForest(OnnxOperator trees)
{
    private OnnxColumn[]? _columns;
    private bool _isDouble;

    /// <summary>The nodes of all trees; children are indices into it.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The node each tree starts from.</summary>
    public List<int> Roots { get; } = [];

    /// <summary>What leaves add to targets; a leaf's stand together.</summary>
    public List<(int Target, double Weight)> Weights { get; } = [];

    /// <summary>The members of the sets; a split's stand together.</summary>
    public List<double> Members { get; } = [];

    /// <summary>Makes the trees.</summary>
    /// <param name="inputs">What the trees compare; null for the features as they are, however many.</param>
    /// <param name="inDouble">Whether features that are compared as they are, are in double precision.</param>
    /// <param name="average">Whether the trees are averaged rather than summed.</param>
    /// <param name="mostNodes">How many nodes the trees may have in all: those of the file, once for each target.</param>
    public List<DecisionTree> Build(OnnxColumn[]? inputs, bool inDouble, bool average, long mostNodes)
    {
        (_columns, _isDouble) = (inputs, inDouble);
        var built = new List<DecisionTree>();
        var local = new int[Nodes.Count];
        Array.Fill(local, -1);
        long total = 0, words = 0;
        foreach (int root in Roots)
        {
            List<int> order = Collect(root, local);
            var targets = new SortedSet<int>();
            foreach (int node in order.Where(node => Nodes[node].Mode == OnnxMode.Leaf))
            {
                for (int i = 0; i < Nodes[node].Count; i++)
                    targets.Add(Weights[Nodes[node].First + i].Target);
                if (total + (long)targets.Count * order.Count > mostNodes)
                    throw trees.Fault($"trees of so many targets have more than {mostNodes} nodes, far more than the file holds");
            }

            total += (long)targets.Count * order.Count;
            foreach (int target in targets)
            {
                built.Add(BuildTree(order, local, target, average ? Roots.Count : 1));
                if ((words += built[^1].CategoryWords.Length) > DecisionTreeBuilder.MostCategoryWords)
                    throw trees.Fault("the sets of members are too large; code the categories from 0 on without gaps");
            }
        }

        return built;
    }

    /// <summary>The nodes below a root, which no other tree may have; their places are noted in <paramref name="local"/>.</summary>
    private List<int> Collect(int root, int[] local)
    {
        List<int> order = [];
        Add(root);
        for (int head = 0; head < order.Count; head++)
        {
            OnnxNode node = Nodes[order[head]];
            if (node.Mode == OnnxMode.Leaf)
                continue;
            Add(node.True);
            Add(node.False);
        }

        return order;

        void Add(int node)
        {
            if ((uint)node >= (uint)local.Length)
                throw trees.Fault($"child {node} is not one of the {local.Length} nodes");
            if (local[node] >= 0)
                throw trees.Fault($"node {node} is reached twice; the nodes are no trees");
            local[node] = order.Count;
            order.Add(node);
        }
    }

    private DecisionTree BuildTree(List<int> order, int[] local, int target, int divisor)
    {
        try
        {
            var tree = new DecisionTreeBuilder(order.Count, target);
            for (int i = 0; i < order.Count; i++)
            {
                OnnxNode node = Nodes[order[i]];
                if (node.Mode == OnnxMode.Leaf)
                    tree.Leaf(i, Weight(node, target) / divisor);
                else
                    OnnxSplit.Set(tree, i, Column(i, node.Feature), node.Mode, node.Value, MembersOf(node), node.MissingIsTrue, local[node.True], local[node.False]);
            }

            return tree.Build();
        }
        catch (ArgumentException e)
        {
            throw trees.Fault($"tree of node {order[0]}: {e.Message}", e);
        }
    }

    /// <summary>Whether every row gets a weight for a target: there is a tree each leaf of which has one.</summary>
    public bool IsAlwaysSaid(int target)
    {
        foreach (int root in Roots)
        {
            var left = new Stack<int>([root]);
            bool isSaid = true;
            // A damaged file may go round in a circle; that is found where the trees are made.
            for (int steps = 0; isSaid && steps <= Nodes.Count && left.TryPop(out int i); steps++)
            {
                if ((uint)i >= (uint)Nodes.Count)
                    return true;
                OnnxNode node = Nodes[i];
                if (node.Mode == OnnxMode.Leaf)
                {
                    isSaid = CollectionsMarshal.AsSpan(Weights).Slice(node.First, node.Count).ToArray().Any(weight => weight.Target == target);
                }
                else
                {
                    left.Push(node.True);
                    left.Push(node.False);
                }
            }

            if (isSaid)
                return true;
        }

        return false;
    }

    private double Weight(OnnxNode leaf, int target)
    {
        double sum = 0;
        for (int i = leaf.First; i < leaf.First + leaf.Count; i++)
            sum += Weights[i].Target == target ? Weights[i].Weight : 0;
        return sum;
    }

    private OnnxColumn Column(int i, int feature) => feature < 0 ? throw new ArgumentException($"node {i}: feature {feature} is negative")
        : _columns is null ? new OnnxColumn(feature) { IsDouble = _isDouble }
        : feature < _columns.Length ? _columns[feature]
        : throw new ArgumentException($"the tree compares feature {feature}, but there are {_columns.Length} columns");

    private ReadOnlySpan<double> MembersOf(OnnxNode node) => node.Mode == OnnxMode.Member ? CollectionsMarshal.AsSpan(Members).Slice(node.First, node.Count) : [];
}
