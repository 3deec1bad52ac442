using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees.Planning;

namespace CteFast.Explain.Trees.Tables;

/// <summary>The values of leaves without a table, from every pair of a row and a background row: O(n) for each row, in place of one look-up.</summary>
/// <remarks>
/// The two rows go down the tree together until a split sends them to different children. Then both children are visited: in one the feature is taken
/// from the row, in the other from the background row, and so in all nodes below. A leaf that is reached with a features from the row and b from the background row
/// is the game of <see cref="LeafGameWeights"/> with a present and b absent players.
/// <para>
/// A leaf that adds c + Σ_j a_j y_j, where y_j is x_j if j takes part and z_j if not, is a sum of such games. Of the features inside and
/// outside y_j is known; of any other y_j = z_j + [j takes part] (x_j − z_j), so it adds a_j z_j to the constant, and a_j (x_j − z_j) to the
/// game in which j is inside as well. Where a value is missing, the leaf's plain value stands instead: the plain value is one game, the
/// linear function less the plain value another, in which those that are missing in the background row are inside and those that are
/// missing in the row are outside.
/// </para>
/// </remarks>
internal sealed class LeafPairWalk(TreeEnsemble model, int players, LeafGameWeights weights, bool interactions)
{
    private readonly int[] _inside = new int[MostOnPath(model)];
    private readonly int[] _outside = new int[MostOnPath(model)];
    private readonly Side[] _sides = new Side[players];
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
            if (shape.IsLeaf(node)) return shape.Linear(node)?.Value(row, shape.Value(node)) ?? shape.Value(node);
            node = Next(shape, node, row[shape.Column(node)]);
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
            int column = shape.Column(node), player = shape.Player(node), ofRow = Next(shape, node, row[column]), ofBackground = Next(shape, node, background[column]);
            if (ofRow == ofBackground || _sides[player] == Side.Row)
            {
                node = ofRow;
            }
            else if (_sides[player] == Side.Background)
            {
                node = ofBackground;
            }
            else
            {
                _sides[player] = Side.Row;
                _inside[inside] = player;
                Visit(ofRow, row, background, inside + 1, outside, weight, values);
                _sides[player] = Side.Background;
                _outside[outside++] = player;
                parted++;
                node = ofBackground;
            }
        }

        if (_leaves.Leads(node) && shape.Linear(node) is { } linear) AddLinear(linear, shape.Value(node), row, background, inside, outside, weight, values);
        else if (_leaves.Leads(node)) AddLeaf(weight * shape.Value(node), _inside.AsSpan(0, inside), _outside.AsSpan(0, outside), values);
        for (int i = first; i < first + parted; i++) _sides[_outside[i]] = Side.Open;
    }

    // Features of a linear leaf may join those of its path.
    private static int MostOnPath(TreeEnsemble model) => DecisionTreeBuilder.MaxDepth + (model.HasLinearLeaves ? model.FeatureCount : 0);

    private void AddLinear(LinearLeaf leaf, double plain, ReadOnlySpan<float> row, ReadOnlySpan<float> background, int inside, int outside, double weight, Span<double> values)
    {
        int pathInside = inside, pathOutside = outside;
        bool isPlain = false;
        foreach (int feature in leaf.Features)
        {
            bool ofRow = float.IsNaN(row[feature]), ofBackground = float.IsNaN(background[feature]);
            isPlain |= _sides[feature] switch
            {
                Side.Row => ofRow,
                Side.Background => ofBackground,
                _ => ofRow && ofBackground,
            };
        }

        for (int i = 0; i < leaf.Features.Length && !isPlain; i++)
        {
            int feature = leaf.Features[i];
            if (_sides[feature] != Side.Open) continue;
            if (float.IsNaN(background[feature])) (_sides[feature], _inside[inside++]) = (Side.Row, feature);
            else if (float.IsNaN(row[feature])) (_sides[feature], _outside[outside++]) = (Side.Background, feature);
        }

        bool isMixed = inside > pathInside || outside > pathOutside;
        if (isPlain || isMixed) AddLeaf(weight * plain, _inside.AsSpan(0, pathInside), _outside.AsSpan(0, pathOutside), values);
        if (!isPlain) AddFunction(leaf, isMixed ? plain : 0, row, background, inside, outside, weight, values);
        foreach (int feature in _inside.AsSpan(pathInside, inside - pathInside)) _sides[feature] = Side.Open;
        foreach (int feature in _outside.AsSpan(pathOutside, outside - pathOutside)) _sides[feature] = Side.Open;
    }

    /// <summary>Adds the linear function less a number, all of its values being known.</summary>
    private void AddFunction(LinearLeaf leaf, double less, ReadOnlySpan<float> row, ReadOnlySpan<float> background, int inside, int outside, double weight, Span<double> values)
    {
        double constant = leaf.Constant - less;
        for (int i = 0; i < leaf.Features.Length; i++)
        {
            int feature = leaf.Features[i];
            double coefficient = leaf.Coefficients[i], z = background[feature], change = row[feature] - z;
            constant += coefficient * (_sides[feature] == Side.Row ? row[feature] : z);
            if (_sides[feature] != Side.Open || change == 0) continue;
            _inside[inside] = feature;
            AddLeaf(weight * coefficient * change, _inside.AsSpan(0, inside + 1), _outside.AsSpan(0, outside), values);
        }

        AddLeaf(weight * constant, _inside.AsSpan(0, inside), _outside.AsSpan(0, outside), values);
    }

    private void AddLeaf(double worth, ReadOnlySpan<int> inside, ReadOnlySpan<int> outside, Span<double> values)
    {
        int a = inside.Length, b = outside.Length, d = interactions ? players : 0;
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
        int d = players;
        values[Math.Min(one, two) * d + Math.Max(one, two)] += value;
        if (weights.Index != GameIndex.Shapley) return;
        values[one * d + one] -= value;
        values[two * d + two] -= value;
    }
}
