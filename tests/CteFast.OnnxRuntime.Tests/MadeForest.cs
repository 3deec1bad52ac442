using CteFast.Explain.Tests.Models.Reading.Onnx;

namespace CteFast.OnnxRuntime.Tests;

/// <summary>A random forest in the forms of ONNX. Leaves hold multiples of 1/64, whose sums are exact in any order and precision.</summary>
internal sealed class MadeForest
{
    private static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    private readonly Random _random;
    private readonly List<Node> _nodes = [];
    private readonly int _targets;
    private readonly int _modes;
    private readonly double[] _values;

    /// <param name="random">What decides.</param>
    /// <param name="features">The columns that are compared.</param>
    /// <param name="targets">The targets; a leaf has one.</param>
    /// <param name="trees">The trees.</param>
    /// <param name="values">The thresholds.</param>
    /// <param name="hasMembers">Whether splits by sets are among them.</param>
    /// <param name="isPositive">Whether leaves hold no negative number.</param>
    public MadeForest(Random random, int features, int targets, int trees, double[] values, bool hasMembers = false, bool isPositive = false)
    {
        (_random, _targets, _values) = (random, targets, values);
        // Converters write one mode; some files have several.
        _modes = hasMembers ? 7 : 6;
        int only = random.Next(2) == 0 ? random.Next(_modes) : -1;
        for (int tree = 0; tree < trees; tree++)
            Grow(tree, 0, features, only, isPositive);
    }

    /// <summary>Whether leaves say something of their own target alone; else of every target, as converters write it.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Adds the operator of versions 1 and 3.</summary>
    public OnnxGraphBytes AddNamed(OnnxGraphBytes graph, string type, string input, string[] outputs, bool isDouble, params (string Name, object Value)[] more)
    {
        string leaf = type == "TreeEnsembleRegressor" ? "target" : "class";
        (Node Leaf, int Target)[] leaves = [.. _nodes.Where(node => node.True is null).SelectMany(leaf => Enumerable.Range(0, _targets).Where(target => !IsSparse || target == leaf.Target).Select(target => (leaf, target)))];
        object Numbers(IEnumerable<double> values) => isDouble ? values.ToArray() : values.Select(value => (float)value).ToArray();
        string suffix = isDouble ? "_as_tensor" : "";
        return graph.Operator(type, [input], outputs,
        [
            ("nodes_nodeids", Of(node => node.Id)), ("nodes_treeids", Of(node => node.Tree)), ("nodes_featureids", Of(node => node.Feature)),
            ("nodes_truenodeids", Of(node => node.True?.Id ?? 0)), ("nodes_falsenodeids", Of(node => node.False?.Id ?? 0)), ("nodes_missing_value_tracks_true", Of(node => node.Tracks ? 1 : 0)),
            ("nodes_modes", _nodes.Select(node => node.True is null ? "LEAF" : Modes[node.Mode]).ToArray()), ("nodes_values" + suffix, Numbers(_nodes.Select(node => node.Value))),
            (leaf + "_treeids", leaves.Select(at => at.Leaf.Tree).ToArray()), (leaf + "_nodeids", leaves.Select(at => at.Leaf.Id).ToArray()), (leaf + "_ids", leaves.Select(at => at.Target).ToArray()),
            (leaf + "_weights" + suffix, Numbers(leaves.Select(at => at.Target == at.Leaf.Target ? at.Leaf.Weight : at.Leaf.Weight / 2))), .. more,
        ]);
    }

    /// <summary>Adds the operator of version 5.</summary>
    public OnnxGraphBytes AddPlaced(OnnxGraphBytes graph, string input, string output, bool isDouble, params (string Name, object Value)[] more)
    {
        List<Node> splits = [.. _nodes.Where(node => node.True is not null)], leaves = [.. _nodes.Where(node => node.True is null)];
        int[] All(Func<Node, int> value) => [.. splits.Select(value)];
        int Place(Node node) => node.True is null ? leaves.IndexOf(node) : splits.IndexOf(node);
        object Numbers(IEnumerable<double> values) => isDouble ? values.ToArray() : new Single32([.. values.Select(value => (float)value)]);
        double[] members = [.. splits.Where(node => node.Mode == 6).SelectMany(node => node.Members.Append(double.NaN))];
        (string, object)[] sets = members.Length == 0 ? [] : [("membership_values", Numbers(members))];
        return graph.Operator("TreeEnsemble", [input], [output],
        [
            ("nodes_featureids", All(node => node.Feature)), ("nodes_missing_value_tracks_true", All(node => node.Tracks ? 1 : 0)), ("nodes_truenodeids", All(node => Place(node.True!))),
            ("nodes_falsenodeids", All(node => Place(node.False!))), ("nodes_trueleafs", All(node => node.True!.True is null ? 1 : 0)), ("nodes_falseleafs", All(node => node.False!.True is null ? 1 : 0)),
            ("nodes_modes", splits.Select(node => (byte)node.Mode).ToArray()), ("nodes_splits", Numbers(splits.Select(node => node.Mode == 6 ? 0 : node.Value))), .. sets,
            ("leaf_weights", Numbers(leaves.Select(node => node.Weight))), ("leaf_targetids", leaves.Select(node => node.Target).ToArray()),
            ("tree_roots", _nodes.Where(node => node.Id == 0).Select(Place).ToArray()), ("n_targets", _targets), .. more,
        ]);
    }

    /// <summary>A node a line, for messages.</summary>
    public override string ToString() => string.Join("; ", _nodes.Select(node => node.True is null ? $"{node.Tree}.{node.Id}: {node.Weight} to {node.Target}"
        : $"{node.Tree}.{node.Id}: x{node.Feature} {(node.Mode == 6 ? "in " + string.Join("|", node.Members) : $"{Modes[node.Mode]} {node.Value}")} ? {node.True.Id} : {node.False!.Id}{(node.Tracks ? ", missing true" : "")}"));

    private int[] Of(Func<Node, int> value) => [.. _nodes.Select(value)];

    private Node Grow(int tree, int level, int features, int only, bool isPositive)
    {
        var node = new Node { Tree = tree, Id = _nodes.Count(other => other.Tree == tree), Target = _random.Next(_targets), Weight = _random.Next(isPositive ? 0 : -64, 65) / 64.0 };
        _nodes.Add(node);
        if (level > 0 && (level == 4 || _random.Next(4) == 0))
            return node;
        node.Mode = only >= 0 ? only : _random.Next(_modes);
        node.Feature = _random.Next(features);
        node.Value = _values[_random.Next(_values.Length)];
        node.Tracks = _random.Next(2) == 0;
        node.Members = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => _random.Next(1, 12))];
        Node right = Grow(tree, level + 1, features, only, isPositive), left = Grow(tree, level + 1, features, only, isPositive);
        (node.True, node.False) = _random.Next(2) == 0 ? (left, right) : (right, left);
        return node;
    }

    private sealed class Node
    {
        public int Tree, Id, Mode, Feature, Target;
        public double Value, Weight;
        public bool Tracks;
        public double[] Members = [];
        public Node? True, False;
    }
}
