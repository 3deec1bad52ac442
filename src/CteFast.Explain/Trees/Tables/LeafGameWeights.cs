namespace CteFast.Explain.Trees.Tables;

/// <summary>
/// The values of the players in the game that is worth 1 if all of a players are present and all of b others absent, else 0. Values and interactions
/// of any tree are sums of these.
/// </summary>
/// <remarks>
/// Let every other player be present with probability t, where t is uniform for Shapley values (the mean over orderings), ½ for Banzhaf values, and
/// 0 for partial dependence. Then one of the a players adds E t^(a−1) (1−t)^b, one of the b players adds −E t^a (1−t)^(b−1), and interactions of two
/// follow in the same manner. A Shapley interaction is divided equally between the two entries of the matrix.
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

    /// <summary>The fraction of an interaction in each of its entries of the matrix.</summary>
    public double PairShare => Index == GameIndex.Shapley ? 0.5 : 1;

    /// <summary>The value of each of the a players.</summary>
    public double Inside(int a, int b) => Moment(a - 1, b);

    /// <summary>The value of each of the b players.</summary>
    public double Outside(int a, int b) => -Moment(a, b - 1);

    /// <summary>The interaction of two of the a players.</summary>
    public double InsidePair(int a, int b) => PairShare * Moment(a - 2, b);

    /// <summary>The interaction of one of the a and one of the b players.</summary>
    public double MixedPair(int a, int b) => -PairShare * Moment(a - 1, b - 1);

    /// <summary>The interaction of two of the b players.</summary>
    public double OutsidePair(int a, int b) => PairShare * Moment(a, b - 2);

    // 0 where there is no such player.
    private double Moment(int i, int j) => i < 0 || j < 0 ? 0 : _moments[i * _stride + j];
}
