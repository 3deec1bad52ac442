using System.Globalization;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Properties;

/// <summary>A random tree of splits x &lt; t, some of whose thresholds are values of rows; leaves are eighths, so that sums of them are exact in single precision.</summary>
internal sealed class RandomTree
{
    private readonly List<Node> _nodes = [];

    /// <summary>Grows a tree that splits by some of the features.</summary>
    public RandomTree(Random random, int[] features, int depth) => Grow(random, features, depth);

    private RandomTree(IEnumerable<Node> nodes) => _nodes.AddRange(nodes);

    /// <summary>Rows of small integers, many of them thresholds, too.</summary>
    public static float[] Rows(Random random, int count, int features, double missing = 0) =>
        [.. Enumerable.Range(0, count * features).Select(_ => random.NextDouble() < missing ? float.NaN : random.Next(-1, 4))];

    /// <summary>The same tree of other features.</summary>
    public RandomTree Renamed(Func<int, int> feature) => new(_nodes.Select(node => node with { Feature = feature(node.Feature) }));

    public double Leaf(ReadOnlySpan<float> row)
    {
        int at = 0;
        while (_nodes[at] is { IsLeaf: false } node)
        {
            float x = row[node.Feature];
            at = (float.IsNaN(x) ? node.MissingLeft : x < node.Threshold) ? node.Left : node.Right;
        }

        return _nodes[at].Value;
    }

    public DecisionTree Build(int output)
    {
        var builder = new DecisionTreeBuilder(_nodes.Count, output);
        for (int i = 0; i < _nodes.Count; i++)
        {
            Node node = _nodes[i];
            if (node.IsLeaf) builder.Leaf(i, node.Value);
            else builder.Split(i, node.Feature, SplitComparison.LessThan, node.Threshold, node.Left, node.Right, node.MissingLeft);
        }

        return builder.Build();
    }

    /// <summary>The tree in XGBoost's JSON.</summary>
    public string ToXgboost() => $$$"""
        {"left_children":{{{Array(node => node.IsLeaf ? -1 : node.Left)}}},"right_children":{{{Array(node => node.IsLeaf ? -1 : node.Right)}}},
         "split_indices":{{{Array(node => node.Feature)}}},"split_conditions":{{{Array(node => node.IsLeaf ? node.Value : node.Threshold)}}},
         "split_type":{{{Array(_ => 0)}}},"default_left":{{{Array(node => node.MissingLeft ? 1 : 0)}}},
         "tree_param":{"num_nodes":"{{{_nodes.Count}}}","size_leaf_vector":"0"}}
        """;

    /// <summary>The tree in LightGBM's text, whose splits are x &lt;= t: of integers, x &lt; t is x &lt;= t − 1/4 where 2t is an integer.</summary>
    public string ToLightGbm(int number)
    {
        int[] splits = [.. Numbers(node => !node.IsLeaf)], leaves = [.. Numbers(node => node.IsLeaf)];
        int Child(int child) => _nodes[child].IsLeaf ? ~System.Array.IndexOf(leaves, child) : System.Array.IndexOf(splits, child);
        string Of(string name, IEnumerable<int> nodes, Func<Node, double> value) =>
            $"{name}={string.Join(' ', nodes.Select(i => value(_nodes[i]).ToString(CultureInfo.InvariantCulture)))}";
        return string.Join('\n',
        [
            $"Tree={number}", $"num_leaves={leaves.Length}", "num_cat=0", Of("split_feature", splits, node => node.Feature), Of("split_gain", splits, _ => 1),
            Of("threshold", splits, node => node.Threshold - 0.25), Of("decision_type", splits, node => (node.MissingLeft ? 2 : 0) | 2 << 2),
            Of("left_child", splits, node => Child(node.Left)), Of("right_child", splits, node => Child(node.Right)),
            Of("leaf_value", leaves, node => node.Value), Of("leaf_weight", leaves, _ => 1), Of("leaf_count", leaves, _ => 1),
            Of("internal_value", splits, _ => 0), Of("internal_weight", splits, _ => 1), Of("internal_count", splits, _ => 2), "is_linear=0", "shrinkage=1", "", "",
        ]);
    }

    private IEnumerable<int> Numbers(Predicate<Node> has) => Enumerable.Range(0, _nodes.Count).Where(i => has(_nodes[i]));

    private string Array(Func<Node, double> value) => $"[{string.Join(',', _nodes.Select(node => value(node).ToString(CultureInfo.InvariantCulture)))}]";

    private int Grow(Random random, int[] features, int depth)
    {
        int at = _nodes.Count;
        _nodes.Add(new Node(true, 0, 0, 0, 0, false, random.Next(-16, 17) / 8.0));
        if (depth == 0 || features.Length == 0 || (at > 0 && random.Next(5) == 0)) return at;
        int left = Grow(random, features, depth - 1), right = Grow(random, features, depth - 1);
        _nodes[at] = new Node(false, features[random.Next(features.Length)], random.Next(-2, 9) / 2.0, left, right, random.Next(2) == 0, 0);
        return at;
    }

    private sealed record Node(bool IsLeaf, int Feature, double Threshold, int Left, int Right, bool MissingLeft, double Value);
}
