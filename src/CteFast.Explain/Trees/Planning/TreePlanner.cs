using CteFast.Explain.Asking;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees.Planning;

/// <summary>Divides the leaves of a tree among tables.</summary>
/// <remarks>
/// A table covers a subtree. Its pattern has a bit for every player on the path to the subtree (all conditions on one feature, or on the columns of a group,
/// join to one there) and a bit for every split within. Every bit doubles the table, but leaves in one table need only one look-up. So a subtree
/// gets one table as long as that is small, or no larger than the tables of its two halves.
/// </remarks>
internal sealed class TreePlanner(TreeEnsemble model, SplitColumns columns, Players players, bool interactions, long tableBytes)
{
    /// <summary>The most bits with which leaves share a table in any case.</summary>
    private const int SharedBits = 9;

    /// <summary>The most bits of a table.</summary>
    private const int MostBits = 12;

    /// <summary>The bytes left for tables.</summary>
    private long _left = tableBytes;

    private readonly int[] _playerOf = players.OfColumns();

    /// <summary>The most players on one leaf's path met so far.</summary>
    public int MostPlayers { get; private set; }

    /// <summary>Plans a tree; trees take their part of the memory for tables in the order they are planned.</summary>
    public TreePlan Plan(int tree)
    {
        var shape = new TreeShape(model, model.Roots[tree], model.NodesOf(tree).Count(), _playerOf);
        MostPlayers = Math.Max(MostPlayers, shape.Players.Max());
        LinearLeaf[] linear = [.. shape.LeavesBelow(0).Select(shape.Linear).OfType<LinearLeaf>()];
        if (linear.Length > 0) MostPlayers = Math.Max(MostPlayers, Math.Min(model.FeatureCount, shape.Players.Max() + linear.Max(leaf => leaf.Features.Length)));
        (List<int> subtrees, List<int> deep) = Divide(shape);
        int[] cells = Layout(subtrees.Select(shape.PlayersAround));
        List<(int Node, int[] Segments)> covered = [];
        foreach (int node in subtrees)
        {
            int[] segments = [.. Cells(shape.PlayersAround(node)).Select(cell => Array.IndexOf(cells, cell) / TreePlan.SegmentSize).Distinct().Order()];
            long bytes = (long)segments.Length * TreePlan.SegmentSize * sizeof(double) << (shape.Players[node] + shape.Splits[node]);
            // What a linear leaf adds depends on more of the rows than which conditions they meet.
            if (linear.Length > 0 || bytes > _left)
            {
                deep.AddRange(shape.LeavesBelow(node));
                continue;
            }

            _left -= bytes;
            covered.Add((node, segments));
        }

        var conditions = new ConditionList();
        foreach (int split in covered.SelectMany(table => shape.SplitsAround(table.Node))) _ = Condition(shape, split, conditions);
        PatternTable[] tables = [.. covered.Select(table => Table(shape, table.Node, table.Segments, conditions))];
        int values = 0, weights = 0;
        foreach (PatternTable table in tables)
        {
            table.Start = values;
            table.WeightStart = weights;
            values = checked(values + table.PatternCount * table.Segments.Length * TreePlan.SegmentSize);
            weights += table.PatternCount;
        }

        return new TreePlan(shape, model.TreeOutputs[tree], conditions.Comparisons, conditions.Conjunctions, tables, cells,
            deep.Count == 0 ? null : new LeavesWithoutTable(shape, deep))
        {
            ValueCount = values,
            WeightCount = weights,
        };
    }

    /// <summary>The cells of given players among a row's values: one for each player, or one for every two.</summary>
    public IEnumerable<int> Cells(int[] of)
    {
        for (int i = 0; i < of.Length; i++)
        {
            if (!interactions)
            {
                yield return of[i];
                continue;
            }

            for (int j = i; j < of.Length; j++) yield return Cell(of[i], of[j]);
        }
    }

    /// <summary>The cell of two players, of which one may be the other.</summary>
    public int Cell(int first, int second) => interactions ? Math.Min(first, second) * players.Count + Math.Max(first, second) : first;

    // The most entries that a subtree's table may have: as many as are always allowed, or as the tables of its halves would have.
    private static double[] Entries(TreeShape shape)
    {
        var entries = new double[shape.Count];
        var least = new double[shape.Count];
        for (int node = shape.Count - 1; node >= 0; node--)
        {
            double size = Math.ScaleB(1, shape.Players[node] + shape.Splits[node]);
            entries[node] = shape.IsLeaf(node) ? size : Math.Max(1 << SharedBits, least[shape.Left(node)] + least[shape.Left(node) + 1]);
            least[node] = size <= entries[node] && size <= 1 << MostBits ? size : entries[node];
        }

        return entries;
    }

    /// <summary>The subtrees for tables, and the leaves with more players on their path than a table may have bits.</summary>
    private static (List<int> Subtrees, List<int> Deep) Divide(TreeShape shape)
    {
        List<int> subtrees = [], deep = [];
        double[] entries = Entries(shape);
        var open = new Stack<int>();
        open.Push(0);
        while (open.TryPop(out int node))
        {
            int bits = shape.Players[node] + shape.Splits[node];
            if (bits <= MostBits && Math.ScaleB(1, bits) <= entries[node])
            {
                subtrees.Add(node);
            }
            else if (shape.IsLeaf(node))
            {
                deep.Add(node);
            }
            else
            {
                open.Push(shape.Left(node) + 1);
                open.Push(shape.Left(node));
            }
        }

        return (subtrees, deep);
    }

    private PatternTable Table(TreeShape shape, int node, int[] segments, ConditionList conditions)
    {
        // The path to the subtree: a literal for each player.
        List<(int Player, Literal Literal)> path = [];
        foreach ((int split, bool left) in shape.Path(node))
        {
            int player = shape.Player(split), known = path.FindIndex(step => step.Player == player);
            var literal = new Literal(Condition(shape, split, conditions), left);
            if (known < 0) path.Add((player, literal));
            else path[known] = (player, conditions.And(path[known].Literal, literal));
        }

        List<int> bits = [.. path.Select(step => step.Literal.Condition)];
        Dictionary<int, int> bitOfSplit = [];
        foreach (int split in shape.SplitsBelow(node))
        {
            bitOfSplit[split] = bits.Count;
            bits.Add(Condition(shape, split, conditions));
        }

        return new PatternTable([.. bits], segments, [.. shape.LeavesBelow(node).Select(leaf => Leaf(shape, leaf, path, bitOfSplit))]);
    }

    private static PatternLeaf Leaf(TreeShape shape, int leaf, List<(int Player, Literal Literal)> path, Dictionary<int, int> bitOfSplit)
    {
        List<int> players = [.. path.Select(step => step.Player)];
        List<int> masks = [.. path.Select((_, bit) => 1 << bit)];
        List<int> wanted = [.. path.Select((step, bit) => step.Literal.Holds ? 1 << bit : 0)];
        foreach ((int split, bool left) in shape.Path(leaf))
        {
            if (!bitOfSplit.TryGetValue(split, out int bit)) continue;
            int player = players.IndexOf(shape.Player(split));
            if (player < 0)
            {
                player = players.Count;
                players.Add(shape.Player(split));
                masks.Add(0);
                wanted.Add(0);
            }

            masks[player] |= 1 << bit;
            wanted[player] |= left ? 1 << bit : 0;
        }

        return new PatternLeaf(shape.Value(leaf), [.. players], [.. masks], [.. wanted], leaf);
    }

    private int Condition(TreeShape shape, int split, ConditionList conditions) =>
        conditions.Place(new Comparison(columns.Column(shape.Root + split), columns.Threshold(shape.Root + split)));

    // The cells that most tables have come first, so that most tables need few segments.
    private int[] Layout(IEnumerable<int[]> features)
    {
        int[] used = [.. features.SelectMany(Cells).GroupBy(cell => cell)
            .OrderByDescending(cell => cell.Count()).ThenBy(cell => cell.Key).Select(cell => cell.Key)];
        int padded = (used.Length + TreePlan.SegmentSize - 1) / TreePlan.SegmentSize * TreePlan.SegmentSize;
        return [.. used, .. Enumerable.Repeat(-1, padded - used.Length)];
    }
}
