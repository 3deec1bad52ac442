using System.Globalization;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Catboost;

/// <summary>A symmetric tree of a CatBoost file: every node of a level asks the same question, and the answers are the bits of the leaf's number.</summary>
internal sealed class CatboostTree
{
    private const int MostSplits = 16;      // as many as CatBoost allows

    private readonly List<(int Feature, float Border)> _splits = [];
    private double[] _values = [];
    private double[] _weights = [];

    /// <summary>The values of a leaf: one an output.</summary>
    public int OutputCount => _values.Length >> _splits.Count;

    /// <summary>The numeric features that are compared.</summary>
    public IEnumerable<int> Features => _splits.Select(split => split.Feature);

    /// <summary>Reads the tree at hand.</summary>
    public static CatboostTree Read(ValueReader file)
    {
        var tree = new CatboostTree();
        file.Members(name =>
        {
            switch (name)
            {
                case "splits":
                    file.Items(() => tree.ReadSplit(file));
                    break;
                case "leaf_values":
                    tree._values = file.Doubles();
                    break;
                case "leaf_weights":
                    tree._weights = file.Doubles();
                    break;
            }
        });
        int leaves = 1 << tree._splits.Count;
        if (tree._values.Length == 0 || tree._values.Length % leaves != 0)
            throw file.Fault("leaf_values", $"there are {tree._values.Length} values for the {leaves} leaves of {tree._splits.Count} splits");
        return tree;
    }

    /// <summary>Makes the tree of each output.</summary>
    /// <param name="columns">By numeric feature, its column and whether a missing value counts as larger than any border.</param>
    /// <param name="scale">What leaves are multiplied by.</param>
    public IEnumerable<DecisionTree> Build(IReadOnlyList<(int Column, bool MissingIsLarge)> columns, double scale)
    {
        int depth = _splits.Count, leaves = 1 << depth, outputs = OutputCount;
        for (int output = 0; output < outputs; output++)
        {
            // Nodes are numbered level by level; below each, first the way on which the answer is no.
            var builder = new DecisionTreeBuilder(2 * leaves - 1, output);
            for (int node = 0, level = 0; node < leaves - 1; node++)
            {
                if (node + 1 == 2 << level)
                    level++;
                (int feature, float border) = _splits[level];
                builder.Split(node, columns[feature].Column, SplitComparison.GreaterThan, border, 2 * node + 2, 2 * node + 1, columns[feature].MissingIsLarge,
                    cover: Cover(node + 1 - (1 << level), level));
            }

            for (int path = 0; path < leaves; path++)
                builder.Leaf(leaves - 1 + path, scale * _values[Leaf(path, depth) * outputs + output], Cover(path, depth));
            yield return builder.Build();
        }
    }

    // The first answer is the path's highest bit, and the leaf number's lowest.
    private static int Leaf(int path, int level)
    {
        int leaf = 0;
        for (int i = 0; i < level; i++) leaf |= (path >> (level - 1 - i) & 1) << i;
        return leaf;
    }

    private double Cover(int path, int level)
    {
        if (_weights.Length != 1 << _splits.Count) return double.NaN;
        double cover = 0;
        for (int leaf = Leaf(path, level); leaf < _weights.Length; leaf += 1 << level) cover += _weights[leaf];
        return cover;
    }

    private void ReadSplit(ValueReader file)
    {
        int? feature = null;
        float? border = null;
        string type = "FloatFeature";
        file.Members(name =>
        {
            switch (name)
            {
                case "split_type":
                    type = file.Text();
                    break;
                case "float_feature_index":
                    feature = file.Integer();
                    break;
                case "border":
                    border = float.TryParse(file.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) ? number
                        : throw file.Fault("a finite number is expected here");
                    break;
            }
        });
        if (type != "FloatFeature")
            throw file.Fault("split_type", $"{type} compares a category, by a hash or statistics that only CatBoost computes; {CatboostFile.Advice}");
        if (_splits.Count == MostSplits)
            throw file.Fault($"a tree has more than {MostSplits} splits");
        _splits.Add((feature is >= 0 ? feature.Value : throw file.Missing("float_feature_index"), border ?? throw file.Missing("border")));
    }
}
