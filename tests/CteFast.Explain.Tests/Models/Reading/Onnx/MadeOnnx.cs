namespace CteFast.Explain.Tests.Models.Reading.Onnx;

/// <summary>
/// A random forest with splits of every mode and leaves with weights for several targets, written in both ONNX forms, and its
/// predictions by the operators' specification.
/// </summary>
internal sealed class MadeOnnx
{
    private static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"];

    private readonly Random _random;
    private readonly List<Node> _roots = [];
    private readonly int _modes;
    private readonly bool _isFull;

    public MadeOnnx(int seed, int targets, int trees = 4, bool hasMembers = false, bool isFull = false)
    {
        _isFull = isFull;
        _random = new Random(seed);
        _modes = hasMembers ? 7 : 6;
        Targets = targets;
        for (int t = 0; t < trees; t++)
            _roots.Add(Grow(t == 1 && !hasMembers ? 0 : 4));
    }

    public const int Features = 4;

    public int Targets { get; }

    public double[] Predict(float[] row, bool isAverage, double[] baseValues)
    {
        double[] sums = new double[Targets];
        foreach (Node root in _roots)
        {
            Node node = root;
            while (node.True is not null)
                node = Holds(node, row[node.Feature]) ? node.True! : node.False!;
            foreach ((int target, float weight) in node.Weights)
                sums[target] += weight;
        }

        return [.. sums.Select((sum, target) => sum / (isAverage ? _roots.Count : 1) + baseValues[target])];
    }

    public static float[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * Features).Select(_ => random.Next(4) switch
        {
            0 => float.NaN,
            1 => random.Next(2) == 0 ? float.PositiveInfinity : float.NegativeInfinity,
            2 => random.Next(40),
            _ => random.Next(-4, 8) / 2f,
        })];
    }

    /// <summary>Nodes named by tree and node; tree numbers with gaps, nodes out of order.</summary>
    public OnnxModelBytes ToNamed(string type, string leaf, bool isTensor = false)
    {
        var rows = new List<(Node Node, int Tree)>();
        for (int t = 0; t < _roots.Count; t++)
            rows.AddRange(All(_roots[t]).Select(node => (node, 3 * t + 1)));
        (Node Node, int Tree)[] shuffled = [.. rows.OrderBy(_ => _random.Next())];
        long[] Of(Func<Node, int> value) => [.. shuffled.Select(row => (long)value(row.Node))];
        var weights = rows.Where(row => row.Node.True is null).SelectMany(row => row.Node.Weights.Select(weight => (row.Tree, row.Node.Id, weight))).OrderBy(_ => _random.Next()).ToArray();
        OnnxModelBytes model = new OnnxModelBytes(type) { Columns = Features, IsUnpacked = isTensor }
            .Integers("nodes_nodeids", Of(node => node.Id)).Integers("nodes_treeids", [.. shuffled.Select(row => (long)row.Tree)])
            .Integers("nodes_featureids", Of(node => node.Feature)).Integers("nodes_missing_value_tracks_true", Of(node => node.Tracks ? 1 : 0))
            .Integers("nodes_truenodeids", Of(node => node.True?.Id ?? 0)).Integers("nodes_falsenodeids", Of(node => node.False?.Id ?? 0))
            .Strings("nodes_modes", [.. shuffled.Select(row => row.Node.True is null ? "LEAF" : Modes[row.Node.Mode])])
            .Integers(leaf + "_treeids", [.. weights.Select(weight => (long)weight.Tree)]).Integers(leaf + "_nodeids", [.. weights.Select(weight => (long)weight.Id)])
            .Integers(leaf + "_ids", [.. weights.Select(weight => (long)weight.weight.Target)]);
        float[] values = [.. shuffled.Select(row => row.Node.Value)], leaves = [.. weights.Select(weight => weight.weight.Weight)];
        return isTensor
            ? model.Tensor("nodes_values_as_tensor", [.. values.Select(value => (double)value)]).Tensor(leaf + "_weights_as_tensor", [.. leaves.Select(value => (double)value)], 1, isRaw: false)
            : model.Floats("nodes_values", values).Floats(leaf + "_weights", leaves);
    }

    /// <summary>Splits and leaves named by place; a leaf has one target, so only for forests made with one.</summary>
    public OnnxModelBytes ToPlaced()
    {
        Node[] splits = [.. _roots.SelectMany(All).Where(node => node.True is not null)], leaves = [.. _roots.SelectMany(All).Where(node => node.True is null)];
        long[] Of(Func<Node, long> value) => [.. splits.Select(value)];
        long Place(Node? node) => node!.True is null ? Array.IndexOf(leaves, node) : Array.IndexOf(splits, node);
        return new OnnxModelBytes("TreeEnsemble") { Columns = Features }
            .Integers("nodes_featureids", Of(node => node.Feature)).Integers("nodes_missing_value_tracks_true", Of(node => node.Tracks ? 1 : 0))
            .Integers("nodes_truenodeids", Of(node => Place(node.True))).Integers("nodes_falsenodeids", Of(node => Place(node.False)))
            .Integers("nodes_trueleafs", Of(node => node.True!.True is null ? 1 : 0)).Integers("nodes_falseleafs", Of(node => node.False!.True is null ? 1 : 0))
            .Tensor("nodes_modes", [.. splits.Select(node => (double)node.Mode)], 2).Tensor("nodes_splits", [.. splits.Select(node => (double)node.Value)])
            .Tensor("membership_values", [.. splits.Where(node => node.Mode == 6).SelectMany(node => node.Members.Append(float.NaN)).Select(value => (double)value)], 1)
            .Tensor("leaf_weights", [.. leaves.Select(leaf => (double)leaf.Weights[0].Weight)]).Integers("leaf_targetids", [.. leaves.Select(leaf => (long)leaf.Weights[0].Target)])
            .Integers("tree_roots", [.. _roots.Select(Place)]).Integer("n_targets", Targets);
    }

    private static bool Holds(Node node, float x) => float.IsNaN(x) && node.Tracks || node.Mode switch
    {
        0 => x <= node.Value,
        1 => x < node.Value,
        2 => x >= node.Value,
        3 => x > node.Value,
        4 => x == node.Value,
        5 => x != node.Value,
        _ => node.Members.Contains(x),
    };

    private Node Grow(int levels)
    {
        if (levels == 0 || levels < 4 && _random.Next(5) == 0)
        {
            // Some leaves say nothing of a target unless all must, and some say something twice.
            (int, float)[] weights = [.. Enumerable.Range(0, _isFull ? Targets : 0).Select(target => (target, _random.NextSingle() - 0.5f)), .. Enumerable.Range(0, _modes == 7 ? 1 : _random.Next(0, Targets + 2)).Select(_ => (_random.Next(Targets), _random.NextSingle() - 0.5f))];
            return new Node { Weights = weights };
        }

        float[] values = [_random.Next(-4, 8) / 2f, float.PositiveInfinity, float.NegativeInfinity, 0f];
        var node = new Node
        {
            Mode = _random.Next(_modes),
            Feature = _random.Next(Features),
            Value = values[_random.Next(8) is < 4 and var at ? at : 0],
            Tracks = _random.Next(2) == 0,
            Members = [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => (float)_random.Next(40))],
            True = Grow(levels - 1),
            False = Grow(levels - 1),
        };
        if (_random.Next(2) == 0)
            node.Members[0] = -1.5f;      // a member may be any number
        return node;
    }

    /// <summary>The nodes below one, numbered from 10 on.</summary>
    private static List<Node> All(Node root)
    {
        List<Node> nodes = [];
        void Add(Node node)
        {
            node.Id = 10 + nodes.Count;
            nodes.Add(node);
            if (node.True is null)
                return;
            Add(node.True);
            Add(node.False!);
        }

        Add(root);
        return nodes;
    }

    private sealed class Node
    {
        public int Mode, Feature, Id;
        public float Value;
        public bool Tracks;
        public float[] Members = [];
        public (int Target, float Weight)[] Weights = [];
        public Node? True, False;
    }
}
