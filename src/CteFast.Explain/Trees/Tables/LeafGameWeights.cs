namespace CteFast.Explain.Trees.Tables;

/// <summary>
/// What the players of the game "worth 1 if all of a players and none of b others take part" get; values and interactions of any
/// tree are sums of these.
/// </summary>
/// <remarks>
/// Let every other player take part with probability t, and t be random: uniform for Shapley values (the mean over orderings), ½ for
/// Banzhaf values, 0 for partial dependence. Then a player of the a adds E t^(a−1) (1−t)^b, one of the b −E t^a (1−t)^(b−1), and two
/// interact likewise. Of Shapley interactions, each half of the matrix has half.
/// </remarks>
internal sealed class LeafGameWeights
{
    private readonly double[] _moments;   // E t^i (1−t)^j at i, j
    private readonly int _stride;

    /// <summary>The weights for up to <paramref name="most"/> players.</summary>
    public LeafGameWeights(GameIndex index, int most)
    {
        Index = index;
        _stride = most + 1;
        _moments = new double[_stride * _stride];
        for (int i = 0; i <= most; i++)
        {
            double moment = index switch
            {
                GameIndex.Shapley => 1.0 / (i + 1),
                GameIndex.Banzhaf => Math.ScaleB(1, -i),
                _ => i == 0 ? 1 : 0,
            };
            for (int j = 0; i + j <= most; j++)
            {
                _moments[i * _stride + j] = moment;
                moment *= index switch
                {
                    GameIndex.Shapley => (j + 1.0) / (i + j + 2),
                    GameIndex.Banzhaf => 0.5,
                    _ => 1,
                };
            }
        }
    }

    public GameIndex Index { get; }

    /// <summary>The part of an interaction in each half of the matrix.</summary>
    public double PairShare => Index == GameIndex.Shapley ? 0.5 : 1;

    /// <summary>To each of the a.</summary>
    public double Inside(int a, int b) => Moment(a - 1, b);

    /// <summary>To each of the b.</summary>
    public double Outside(int a, int b) => -Moment(a, b - 1);

    /// <summary>Between two of the a.</summary>
    public double InsidePair(int a, int b) => PairShare * Moment(a - 2, b);

    /// <summary>Between one of the a and one of the b.</summary>
    public double MixedPair(int a, int b) => -PairShare * Moment(a - 1, b - 1);

    /// <summary>Between two of the b.</summary>
    public double OutsidePair(int a, int b) => PairShare * Moment(a, b - 2);

    // Where there is no such player, nobody gets anything.
    private double Moment(int i, int j) => i < 0 || j < 0 ? 0 : _moments[i * _stride + j];
}
