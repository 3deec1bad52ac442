using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees.PathDependent;

/// <summary>The path-dependent values of leaves without a table, at any depth.</summary>
/// <remarks>
/// Let every feature be present with probability t. The worth of a leaf is then the product over its features of f_i(t) = t p_i + (1 − t) r_i,
/// where p_i is 1 if the row meets the conditions on i (else 0), and r_i is the fraction of the training data that does. So the value of feature i is
/// (p_i − r_i) E Π over j ≠ i of f_j(t), with t as in <see cref="LeafGameWeights"/>. For Shapley values this is the integral of a polynomial.
/// Gauss-Legendre quadrature computes it exactly, as a sum of numbers of one sign: stable however deep the tree. The products that leave features out are
/// those of the factors before, between and after them, without a division. So a leaf of m features takes about m² operations, for interactions m³.
/// </remarks>
internal sealed class PathDependentWalk
{
    private readonly TreeEnsemble _model;
    private readonly GameIndex _index;
    private readonly bool _interactions;
    private readonly int _players;
    private readonly double[] _met, _factors, _after;

    /// <summary>Makes room for paths of up to <paramref name="most"/> features.</summary>
    public PathDependentWalk(TreeEnsemble model, int players, GameIndex index, bool interactions, int most)
    {
        _model = model;
        _index = index;
        _interactions = interactions;
        _players = players;
        _met = new double[most];
        _factors = new double[most];
        _after = new double[most + 1];
    }

    /// <summary>The quadrature points t and their weights for a leaf, given its number of features.</summary>
    public static (double[] Points, double[] Weights) Rule(GameIndex index, int features) => index switch
    {
        GameIndex.Shapley => GaussLegendre.Rule(Math.Max(1, (features + 1) / 2)),
        GameIndex.Banzhaf => ([0.5], [1]),
        _ => ([0], [1]),
    };

    /// <summary>Adds a row's values of one leaf.</summary>
    /// <param name="path">The path to the leaf.</param>
    /// <param name="rule">The quadrature for its number of features.</param>
    /// <param name="row">The row, d features.</param>
    /// <param name="values">The row's values of the tree's output, d or the upper triangle of d x d, to add to.</param>
    public void Add(PathDependentPath path, (double[] Points, double[] Weights) rule, ReadOnlySpan<float> row, Span<double> values)
    {
        int count = path.Players.Length, d = _interactions ? _players : 0;
        Span<double> met = _met.AsSpan(0, count);
        met.Fill(1);
        foreach (PathDependentStep step in path.Steps)
        {
            if (_model.GoesLeft(step.Node, row[_model.Nodes[step.Node].Feature]) != step.Left) met[step.Player] = 0;
        }

        for (int k = 0; k < rule.Points.Length; k++)
        {
            double t = rule.Points[k], before = path.Value * rule.Weights[k];
            _after[count] = 1;
            for (int i = count - 1; i >= 0; i--)
            {
                _factors[i] = t * met[i] + (1 - t) * path.Shares[i];
                _after[i] = _after[i + 1] * _factors[i];
            }

            for (int i = 0; i < count; before *= _factors[i++])
            {
                double difference = before * (met[i] - path.Shares[i]);
                values[path.Players[i] * d + path.Players[i]] += difference * _after[i + 1];
                if (_interactions) AddPairs(path, i, difference, values);
            }
        }
    }

    private void AddPairs(PathDependentPath path, int i, double difference, Span<double> values)
    {
        int d = _players, one = path.Players[i];
        double scale = _index == GameIndex.Shapley ? 0.5 : 1;
        for (int j = i + 1; j < path.Players.Length; difference *= _factors[j++])
        {
            int two = path.Players[j];
            double pair = difference * (_met[j] - path.Shares[j]) * _after[j + 1] * scale;
            values[Math.Min(one, two) * d + Math.Max(one, two)] += pair;
            if (_index != GameIndex.Shapley) continue;
            values[one * d + one] -= pair;
            values[two * d + two] -= pair;
        }
    }
}
