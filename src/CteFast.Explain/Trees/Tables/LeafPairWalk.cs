using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees.Planning;

namespace CteFast.Explain.Trees.Tables;

/// <summary>The values of leaves without a table, from every pair of a row and a background row: O(n) for each row, in place of one look-up.</summary>
/// <remarks>
/// The two rows go down the tree together until a split sends them to different children. Then both children are visited: in one the feature is taken
/// from the row, in the other from the background row, and so in all nodes below. A leaf that is reached with a features from the row and b from the background row
/// is the game of <see cref="LeafGameWeights"/> with a present and b absent players.
/// </remarks>
internal sealed class LeafPairWalk(TreeEnsemble model, LeafGameWeights weights, bool interactions)
{
    private readonly int[] _inside = new int[DecisionTreeBuilder.MaxDepth];
    private readonly int[] _outside = new int[DecisionTreeBuilder.MaxDepth];
    private readonly Side[] _sides = new Side[model.FeatureCount];
    private LeavesWithoutTable _leaves = null!;

    private enum Side : byte
    {
        Open,
        Row,
        Background,
    }

    /// <summary>Adds the values of a row against a background row, times its weight.</summary>
    /// <param name="leaves">The leaves of one tree.</param>
    /// <param name="row">The row, d features.</param>
    /// <param name="background">The background row, d features.</param>
    /// <param name="weight">Its fraction of the background.</param>
    /// <param name="values">The row's values of the tree's output, d or the upper triangle of d x d, to add to.</param>
    public void Add(LeavesWithoutTable leaves, ReadOnlySpan<float> row, ReadOnlySpan<float> background, double weight, Span<double> values)
    {
        _leaves = leaves;
        Visit(0, row, background, 0, 0, weight, values);
    }

    /// <summary>The value of the leaf that a row reaches if it has no table; else 0.</summary>
    public double Reach(LeavesWithoutTable leaves, ReadOnlySpan<float> row)
    {
        TreeShape shape = leaves.Shape;
        int node = 0;
        while (leaves.Leads(node))
        {
            if (shape.IsLeaf(node)) return shape.Value(node);
            node = Next(shape, node, row[shape.Feature(node)]);
        }

        return 0;
    }

    private int Next(TreeShape shape, int node, float value) => shape.Left(node) + (model.GoesLeft(shape.Root + node, value) ? 0 : 1);

    private void Visit(int node, ReadOnlySpan<float> row, ReadOnlySpan<float> background, int inside, int outside, double weight, Span<double> values)
    {
        TreeShape shape = _leaves.Shape;
        int parted = 0, first = outside;
        while (_leaves.Leads(node) && !shape.IsLeaf(node))
        {
            int feature = shape.Feature(node), ofRow = Next(shape, node, row[feature]), ofBackground = Next(shape, node, background[feature]);
            if (ofRow == ofBackground || _sides[feature] == Side.Row)
            {
                node = ofRow;
            }
            else if (_sides[feature] == Side.Background)
            {
                node = ofBackground;
            }
            else
            {
                _sides[feature] = Side.Row;
                _inside[inside] = feature;
                Visit(ofRow, row, background, inside + 1, outside, weight, values);
                _sides[feature] = Side.Background;
                _outside[outside++] = feature;
                parted++;
                node = ofBackground;
            }
        }

        if (_leaves.Leads(node)) AddLeaf(weight * shape.Value(node), _inside.AsSpan(0, inside), _outside.AsSpan(0, outside), values);
        for (int i = first; i < first + parted; i++) _sides[_outside[i]] = Side.Open;
    }

    private void AddLeaf(double worth, ReadOnlySpan<int> inside, ReadOnlySpan<int> outside, Span<double> values)
    {
        int a = inside.Length, b = outside.Length, d = interactions ? model.FeatureCount : 0;
        double ofInside = worth * weights.Inside(a, b), ofOutside = worth * weights.Outside(a, b);
        foreach (int feature in inside) values[feature * d + feature] += ofInside;
        foreach (int feature in outside) values[feature * d + feature] += ofOutside;
        if (!interactions) return;

        AddPairs(inside, worth * weights.InsidePair(a, b), values);
        AddPairs(outside, worth * weights.OutsidePair(a, b), values);
        double mixed = worth * weights.MixedPair(a, b);
        foreach (int one in inside)
        {
            foreach (int two in outside) AddPair(one, two, mixed, values);
        }
    }

    private void AddPairs(ReadOnlySpan<int> features, double value, Span<double> values)
    {
        for (int i = 0; i < features.Length; i++)
        {
            for (int j = i + 1; j < features.Length; j++) AddPair(features[i], features[j], value, values);
        }
    }

    private void AddPair(int one, int two, double value, Span<double> values)
    {
        int d = model.FeatureCount;
        values[Math.Min(one, two) * d + Math.Max(one, two)] += value;
        if (weights.Index != GameIndex.Shapley) return;
        values[one * d + one] -= value;
        values[two * d + two] -= value;
    }
}
