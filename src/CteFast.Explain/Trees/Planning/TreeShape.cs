using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Trees.Planning;

/// <summary>One tree of an ensemble, its nodes numbered from its root, and what lies above and below each.</summary>
internal sealed class TreeShape
{
    private readonly TreeEnsemble _model;
    private readonly int[] _playerOf;
    private readonly int[] _parents;

    /// <summary>Looks at a tree.</summary>
    /// <param name="model">The ensemble.</param>
    /// <param name="root">The root's number in it.</param>
    /// <param name="count">The number of nodes.</param>
    /// <param name="playerOf">The player of each column: the column itself, or the group it is in.</param>
    public TreeShape(TreeEnsemble model, int root, int count, int[] playerOf)
    {
        _model = model;
        _playerOf = playerOf;
        Root = root;
        _parents = new int[count];
        Players = new int[count];
        Splits = new int[count];
        _parents[0] = -1;

        // Breadth first: children come after their parents.
        for (int node = 0; node < count; node++)
        {
            if (IsLeaf(node)) continue;
            int left = Left(node);
            _parents[left] = _parents[left + 1] = node;
            Players[left] = Players[left + 1] = Players[node] + (IsOnPath(node, Player(node)) ? 0 : 1);
        }

        for (int node = count - 1; node >= 0; node--)
        {
            if (!IsLeaf(node)) Splits[node] = 1 + Splits[Left(node)] + Splits[Left(node) + 1];
        }
    }

    /// <summary>The root's number in the ensemble.</summary>
    public int Root { get; }

    public int Count => _parents.Length;

    /// <summary>The number of players compared on the path to each node.</summary>
    public int[] Players { get; }

    /// <summary>The number of splits at and below each node.</summary>
    public int[] Splits { get; }

    public bool IsLeaf(int node) => _model.Nodes[Root + node].IsLeaf;

    public int Left(int node) => _model.Nodes[Root + node].Left - Root;

    /// <summary>The column that a split compares.</summary>
    public int Column(int node) => _model.Nodes[Root + node].Feature;

    /// <summary>The player whose column a split compares.</summary>
    public int Player(int node) => _playerOf[Column(node)];

    public double Value(int leaf) => _model.SumsInSingle ? (float)_model.LeafValues[Root + leaf] : _model.LeafValues[Root + leaf];

    /// <summary>The linear function that a leaf adds, or null where it adds its value.</summary>
    public LinearLeaf? Linear(int leaf) => _model.LinearLeafOf(Root + leaf);

    /// <summary>The fraction of the training data at a split that went on to a given child; one half where no data came.</summary>
    public double Share(int child)
    {
        double all = _model.Covers[Root + _parents[child]];
        return all > 0 ? _model.Covers[Root + child] / all : 0.5;
    }

    public int Parent(int node) => _parents[node];

    /// <summary>The splits on the path from the root to a node, and whether the path goes left there.</summary>
    public List<(int Split, bool Left)> Path(int node)
    {
        List<(int, bool)> path = [];
        for (; _parents[node] >= 0; node = _parents[node]) path.Add((_parents[node], Left(_parents[node]) == node));
        path.Reverse();
        return path;
    }

    public IEnumerable<int> SplitsBelow(int node) => Below(node).Where(below => !IsLeaf(below));

    public IEnumerable<int> LeavesBelow(int node) => Below(node).Where(IsLeaf);

    /// <summary>The splits on the path to a node and below it.</summary>
    public IEnumerable<int> SplitsAround(int node) => Path(node).Select(step => step.Split).Concat(SplitsBelow(node));

    /// <summary>The players compared on the path to a node and below it.</summary>
    public int[] PlayersAround(int node) => [.. SplitsAround(node).Select(Player).Distinct()];

    private bool IsOnPath(int node, int player)
    {
        for (node = _parents[node]; node >= 0; node = _parents[node])
        {
            if (Player(node) == player) return true;
        }

        return false;
    }

    private IEnumerable<int> Below(int node)
    {
        var open = new Stack<int>();
        open.Push(node);
        while (open.TryPop(out int next))
        {
            yield return next;
            if (IsLeaf(next)) continue;
            open.Push(Left(next) + 1);
            open.Push(Left(next));
        }
    }
}
