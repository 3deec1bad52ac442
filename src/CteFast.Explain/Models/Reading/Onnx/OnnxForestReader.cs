using System.Runtime.InteropServices;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>Reads the nodes of both forms: those named by tree and node (versions 1 to 3), and <c>TreeEnsemble</c>'s, named by place (version 5).</summary>
internal static class OnnxForestReader
{
    /// <summary>Nodes of <c>TreeEnsembleRegressor</c> and <c>TreeEnsembleClassifier</c>, whose weights are called <paramref name="leaf"/>: target or class.</summary>
    public static OnnxForest ReadNamed(OnnxOperator trees, string leaf)
    {
        var forest = new OnnxForest(trees);
        int[] ids = trees.Integers("nodes_nodeids");
        int n = ids.Length;
        int[] treeIds = Sized(trees, "nodes_treeids", trees.Integers("nodes_treeids"), n);
        int[] features = Sized(trees, "nodes_featureids", trees.Integers("nodes_featureids"), n);
        int[] truths = Sized(trees, "nodes_truenodeids", trees.Integers("nodes_truenodeids"), n);
        int[] falsehoods = Sized(trees, "nodes_falsenodeids", trees.Integers("nodes_falsenodeids"), n);
        int[] tracks = SizedOrNone(trees, "nodes_missing_value_tracks_true", n);
        double[] values = Sized(trees, "nodes_values", trees.Numbers("nodes_values"), n);
        IReadOnlyList<string> modes = trees.Strings("nodes_modes");
        if (modes.Count != n)
            throw trees.Fault("nodes_modes", $"there are {modes.Count} values for {n} nodes");

        var places = new Dictionary<(int Tree, int Node), int>(n);
        for (int i = 0; i < n; i++)
        {
            if (!places.TryAdd((treeIds[i], ids[i]), i))
                throw trees.Fault("nodes_nodeids", $"item {i}: tree {treeIds[i]} has a second node {ids[i]}");
        }

        var isChild = new bool[n];
        for (int i = 0; i < n; i++)
        {
            var node = new OnnxNode { Mode = Mode(trees, modes[i], i), Feature = features[i], Value = values[i], MissingIsTrue = tracks.Length > 0 && tracks[i] != 0 };
            if (node.Mode != OnnxMode.Leaf)
            {
                node.True = Child("nodes_truenodeids", i, truths[i]);
                node.False = Child("nodes_falsenodeids", i, falsehoods[i]);
                isChild[node.True] = isChild[node.False] = true;
            }

            forest.Nodes.Add(node);
        }

        var rooted = new HashSet<int>();
        for (int i = 0; i < n; i++)
        {
            if (isChild[i])
                continue;
            if (!rooted.Add(treeIds[i]))
                throw trees.Fault("nodes_treeids", $"item {i}: tree {treeIds[i]} has a second root");
            forest.Roots.Add(i);
        }

        if (rooted.Count != treeIds.Distinct().Count())
            throw trees.Fault("nodes_treeids", "a tree has no root; its nodes go round in a circle");
        ReadWeights(trees, leaf, forest, places);
        return forest;

        int Child(string attribute, int i, int child) => places.TryGetValue((treeIds[i], child), out int place)
            ? place
            : throw trees.Fault(attribute, $"item {i}: tree {treeIds[i]} has no node {child}");
    }

    /// <summary>Nodes of <c>TreeEnsemble</c>: a child is a node or a leaf, as <c>nodes_trueleafs</c> and <c>nodes_falseleafs</c> say.</summary>
    public static OnnxForest ReadPlaced(OnnxOperator trees)
    {
        var forest = new OnnxForest(trees);
        int[] features = trees.Integers("nodes_featureids");
        int n = features.Length;
        int[] truths = Sized(trees, "nodes_truenodeids", trees.Integers("nodes_truenodeids"), n);
        int[] falsehoods = Sized(trees, "nodes_falsenodeids", trees.Integers("nodes_falsenodeids"), n);
        int[] trueLeaves = Sized(trees, "nodes_trueleafs", trees.Integers("nodes_trueleafs"), n);
        int[] falseLeaves = Sized(trees, "nodes_falseleafs", trees.Integers("nodes_falseleafs"), n);
        int[] tracks = SizedOrNone(trees, "nodes_missing_value_tracks_true", n);
        double[] values = Sized(trees, "nodes_splits", trees.Numbers("nodes_splits"), n);
        double[] modes = Sized(trees, "nodes_modes", trees.Numbers("nodes_modes"), n);
        int[] targets = trees.Integers("leaf_targetids");
        double[] weights = Sized(trees, "leaf_weights", trees.Numbers("leaf_weights"), targets.Length);
        double[] members = trees.Numbers("membership_values");

        for (int i = 0; i < targets.Length; i++)
            forest.Weights.Add((targets[i], weights[i]));
        int member = 0;
        for (int i = 0; i < n; i++)
        {
            if (!(modes[i] is >= 0 and <= (double)OnnxMode.Member && modes[i] == (int)modes[i]))
                throw trees.Fault("nodes_modes", $"item {i}: {modes[i]} is not a mode");
            var node = new OnnxNode { Mode = (OnnxMode)modes[i], Feature = features[i], Value = values[i], MissingIsTrue = tracks.Length > 0 && tracks[i] != 0 };
            if (node.Mode == OnnxMode.Member)
            {
                // Sets stand one behind the other, each ended by NaN.
                node.First = forest.Members.Count;
                while (member < members.Length && !double.IsNaN(members[member]))
                    forest.Members.Add(members[member++]);
                if (member++ >= members.Length)
                    throw trees.Fault("membership_values", $"there is no set for node {i}");
                node.Count = forest.Members.Count - node.First;
            }

            forest.Nodes.Add(node);
        }

        for (int i = 0; i < n; i++)
        {
            int left = Child("nodes_truenodeids", i, truths[i], trueLeaves[i]), right = Child("nodes_falsenodeids", i, falsehoods[i], falseLeaves[i]);
            ref OnnxNode node = ref CollectionsMarshal.AsSpan(forest.Nodes)[i];
            (node.True, node.False) = (left, right);
        }

        forest.Roots.AddRange(trees.Integers("tree_roots"));
        return forest;

        // A leaf that several splits share is as many leaves.
        int Child(string attribute, int i, int child, int isLeaf)
        {
            if ((uint)child >= (uint)(isLeaf != 0 ? targets.Length : n))
                throw trees.Fault(attribute, $"item {i}: there is no {(isLeaf != 0 ? "leaf" : "node")} {child}");
            if (isLeaf == 0)
                return child;
            forest.Nodes.Add(new OnnxNode { Mode = OnnxMode.Leaf, First = child, Count = 1 });
            return forest.Nodes.Count - 1;
        }
    }

    private static void ReadWeights(OnnxOperator trees, string leaf, OnnxForest forest, Dictionary<(int Tree, int Node), int> places)
    {
        int[] targets = trees.Integers(leaf + "_ids");
        int[] nodes = Sized(trees, leaf + "_nodeids", trees.Integers(leaf + "_nodeids"), targets.Length);
        int[] treeIds = Sized(trees, leaf + "_treeids", trees.Integers(leaf + "_treeids"), targets.Length);
        double[] weights = Sized(trees, leaf + "_weights", trees.Numbers(leaf + "_weights"), targets.Length);
        var at = new int[targets.Length];
        for (int i = 0; i < at.Length; i++)
        {
            if (!places.TryGetValue((treeIds[i], nodes[i]), out at[i]) || forest.Nodes[at[i]].Mode != OnnxMode.Leaf)
                throw trees.Fault(leaf + "_nodeids", $"item {i}: tree {treeIds[i]} has no leaf {nodes[i]}");
        }

        Span<OnnxNode> all = CollectionsMarshal.AsSpan(forest.Nodes);
        foreach (int i in Enumerable.Range(0, at.Length).OrderBy(i => at[i]))
        {
            ref OnnxNode node = ref all[at[i]];
            if (node.Count++ == 0)
                node.First = forest.Weights.Count;
            forest.Weights.Add((targets[i], weights[i]));
        }
    }

    private static OnnxMode Mode(OnnxOperator trees, string mode, int i) => mode switch
    {
        "LEAF" => OnnxMode.Leaf,
        "BRANCH_LEQ" => OnnxMode.LessThanOrEqual,
        "BRANCH_LT" => OnnxMode.LessThan,
        "BRANCH_GTE" => OnnxMode.GreaterThanOrEqual,
        "BRANCH_GT" => OnnxMode.GreaterThan,
        "BRANCH_EQ" => OnnxMode.Equal,
        "BRANCH_NEQ" => OnnxMode.NotEqual,
        _ => throw trees.Fault("nodes_modes", $"item {i} is no mode that is supported; LEAF, BRANCH_LEQ, _LT, _GTE, _GT, _EQ and _NEQ are"),
    };

    private static T[] Sized<T>(OnnxOperator trees, string attribute, T[] values, int count) =>
        values.Length == count ? values : throw trees.Fault(attribute, $"there are {values.Length} values, not {count}");

    private static int[] SizedOrNone(OnnxOperator trees, string attribute, int count) =>
        trees.Has(attribute) ? Sized(trees, attribute, trees.Integers(attribute), count) : [];
}
