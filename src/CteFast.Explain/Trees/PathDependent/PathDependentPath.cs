using CteFast.Explain.Trees.Planning;

namespace CteFast.Explain.Trees.PathDependent;

/// <summary>The path to a leaf: its players, for each the fraction of the training data that goes on at its splits, and the splits.</summary>
internal sealed record PathDependentPath(double Value, int[] Players, double[] Shares, PathDependentStep[] Steps)
{
    public static PathDependentPath Of(TreeShape shape, int leaf)
    {
        List<int> players = [];
        Dictionary<int, int> places = [];
        List<double> shares = [];
        List<PathDependentStep> steps = [];
        foreach ((int split, bool left) in shape.Path(leaf))
        {
            if (!places.TryGetValue(shape.Player(split), out int player))
            {
                places[shape.Player(split)] = player = players.Count;
                players.Add(shape.Player(split));
                shares.Add(1);
            }

            shares[player] *= shape.Share(shape.Left(split) + (left ? 0 : 1));
            steps.Add(new PathDependentStep(shape.Root + split, player, left));
        }

        return new PathDependentPath(shape.Value(leaf), [.. players], [.. shares], [.. steps]);
    }
}

/// <summary>A split on the path to a leaf.</summary>
/// <param name="Node">The split's number in the ensemble.</param>
/// <param name="Player">The index of its player among those of the path.</param>
/// <param name="Left">Whether the path goes left.</param>
internal readonly record struct PathDependentStep(int Node, int Player, bool Left);
