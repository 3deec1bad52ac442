using System.Numerics;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Trees;

/// <summary>
/// The mean margin of a tree ensemble when only the features S of a row are present: v(S) = Σ w_z f(x_S, z_notS) over the background
/// rows z, exactly and for all 2^p sets S of the p features that the trees compare.
/// </summary>
/// <remarks>
/// For each leaf, w(U) is the weight of the background rows that fail its conditions on exactly the features U. Let the row explained fail those on the
/// features N. The leaf adds Σ c(T) over T ⊆ S to v(S), where c(T) = (−1)^|T ∩ N| w(T ∖ N). This is zero as soon as S has a feature of N; otherwise
/// it is the weight of the background rows whose failed features are all in S. The c of all leaves are added, then summed over subsets once for each row.
/// A row costs Σ over leaves of 2^(features on the path), plus p 2^p, whatever the size of the background.
/// </remarks>
internal sealed class TreeCoalitions
{
    /// <summary>The most features compared.</summary>
    public const int MostPlayers = 16;

    private const int MostEntries = 1 << 24;

    private readonly TreeEnsemble _model;
    private readonly int[] _bits;                // by node: the bit of its feature among those on the path
    private readonly int[] _starts;              // by leaf: the index of its first entry
    private readonly int[] _unmet;               // by node: the features on the path whose conditions the current row fails
    private readonly int[] _leaves, _outputs;    // leaves and what they add to
    private readonly int[] _places;              // by entry: its features as bits of a coalition
    private readonly double[] _weights;          // by entry: the leaf's value times the weight of the background rows that fail exactly these

    /// <summary>Passes through the background once.</summary>
    /// <exception cref="ArgumentException">The trees compare too many features, or are too many and too deep.</exception>
    public TreeCoalitions(TreeEnsemble model, Background background, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        _model = model;
        (_bits, _starts, _unmet) = (new int[model.Nodes.Length], new int[model.Nodes.Length], new int[model.Nodes.Length]);
        Players = Compared(model);
        if (Players.Length > MostPlayers)
            throw new ArgumentException($"Exact SAGE values take all coalitions of the {Players.Length} features that the trees compare; estimate them for more than {MostPlayers}.");
        if (Entries(model, Players) > MostEntries)
            throw new ArgumentException("Exact SAGE values of so many and so deep trees take more memory than is good; estimate them.");
        (_leaves, _outputs, _places) = Place(cancellationToken);
        _weights = new double[_places.Length];
        for (int z = 0; z < background.Count; z++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Walk(background.Row(z));
            foreach (int leaf in _leaves) _weights[_starts[leaf] + _unmet[leaf]] += background.Weights[z] * Value(leaf);
            progress?.Report((z + 1.0) / background.Count);
        }
    }

    /// <summary>The features that the trees compare, ascending: bit i of a coalition stands for the i-th.</summary>
    public int[] Players { get; }

    /// <summary>The number of coalitions, 2^p.</summary>
    public int Count => 1 << Players.Length;

    /// <summary>Whether the trees compare few enough features and have few enough entries.</summary>
    public static bool Fits(TreeEnsemble model) => Compared(model) is { Length: <= MostPlayers } players && Entries(model, players) <= MostEntries;

    /// <summary>Computes v for a row.</summary>
    /// <param name="row">The row, d features.</param>
    /// <param name="values">Receives v, outputs x coalitions.</param>
    public void Fill(ReadOnlySpan<float> row, Span<double> values)
    {
        values.Clear();
        Walk(row);
        for (int i = 0; i < _leaves.Length; i++)
        {
            int leaf = _leaves[i], start = _starts[leaf], count = (i + 1 < _leaves.Length ? _starts[_leaves[i + 1]] : _places.Length) - start;
            Add(_weights.AsSpan(start, count), _places.AsSpan(start, count), _unmet[leaf], values.Slice(_outputs[i] * Count, Count));
        }

        for (int output = 0; output < _model.OutputCount; output++)
        {
            Span<double> of = values.Slice(output * Count, Count);
            of[0] += _model.BaseMargins[output];
            SumOverSubsets(of);
        }
    }

    private static int[] Compared(TreeEnsemble model)
    {
        var features = new SortedSet<int>();
        foreach (TreeNode node in model.Nodes)
        {
            if (!node.IsLeaf) features.Add(node.Feature);
        }

        return [.. features];
    }

    /// <summary>The number of entries of all leaves: 2^(features on the path) each.</summary>
    private static long Entries(TreeEnsemble model, int[] players)
    {
        ReadOnlySpan<TreeNode> nodes = model.Nodes;
        int[] paths = new int[nodes.Length];      // the features on the path as a mask; parents come before their children
        long entries = 0;
        for (int node = 0; node < nodes.Length; node++)
        {
            TreeNode at = nodes[node];
            if (at.IsLeaf) entries += 1L << BitOperations.PopCount((uint)paths[node]);
            else paths[at.Left] = paths[at.Right] = paths[node] | 1 << Array.BinarySearch(players, at.Feature);
        }

        return entries;
    }

    private static void Add(ReadOnlySpan<double> weights, ReadOnlySpan<int> places, int unmet, Span<double> values)
    {
        if (unmet == 0)
        {
            for (int set = 0; set < weights.Length; set++) values[places[set]] += weights[set];
            return;
        }

        for (int set = 0; set < weights.Length; set++)
        {
            double weight = weights[set & ~unmet];
            values[places[set]] += (BitOperations.PopCount((uint)(set & unmet)) & 1) == 0 ? weight : -weight;
        }
    }

    private static void SumOverSubsets(Span<double> values)
    {
        for (int half = 1; half < values.Length; half *= 2)
        {
            for (int start = 0; start < values.Length; start += 2 * half)
            {
                Span<double> without = values.Slice(start, half), with = values.Slice(start + half, half);
                for (int i = 0; i < half; i++) with[i] += without[i];
            }
        }
    }

    private double Value(int leaf) => _model.SumsInSingle ? (float)_model.LeafValues[leaf] : _model.LeafValues[leaf];

    /// <summary>Computes which conditions a row fails on the path to every node: parents come before their children.</summary>
    private void Walk(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<TreeNode> nodes = _model.Nodes;
        for (int node = 0; node < nodes.Length; node++)
        {
            TreeNode at = nodes[node];
            if (at.IsLeaf) continue;
            int missed = _unmet[node] | _bits[node];
            (_unmet[at.Left], _unmet[at.Right]) = _model.GoesLeft(node, row[at.Feature]) ? (_unmet[node], missed) : (missed, _unmet[node]);
        }
    }

    /// <summary>Gives the features on each path their bits, and the leaves their entries.</summary>
    private (int[] Leaves, int[] Outputs, int[] Places) Place(CancellationToken cancellationToken)
    {
        List<int> leaves = [], outputs = [], places = [];
        var paths = new int[_model.Nodes.Length][];      // the features on the path to a node, in the order of their bits
        for (int tree = 0; tree < _model.TreeCount; tree++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            paths[_model.Roots[tree]] = [];
            foreach (int node in _model.NodesOf(tree))
            {
                TreeNode at = _model.Nodes[node];
                int[] path = paths[node];
                paths[node] = [];
                if (at.IsLeaf)
                {
                    _starts[node] = places.Count;
                    leaves.Add(node);
                    outputs.Add(_model.TreeOutputs[tree]);
                    for (int set = 0; set < 1 << path.Length; set++) places.Add(Coalition(path, set));
                    continue;
                }

                int bit = Array.IndexOf(path, at.Feature);
                if (bit < 0) (bit, path) = (path.Length, [.. path, at.Feature]);
                _bits[node] = 1 << bit;
                paths[at.Left] = paths[at.Right] = path;
            }
        }

        return ([.. leaves], [.. outputs], [.. places]);
    }

    private int Coalition(int[] path, int set)
    {
        int coalition = 0;
        for (int i = 0; i < path.Length; i++) coalition |= (set >> i & 1) << Array.IndexOf(Players, path[i]);
        return coalition;
    }
}
