using CteFast.Explain.Averaging;

namespace CteFast.Explain.Interactions;

/// <summary>Sums of contributions per player and per pair of players, and the means and variances they give.</summary>
/// <remarks>
/// The active players of a walk are those in which x and z differ; let there be a of them. Two of them are neighbours in 2/a of all orderings, so a pair of
/// neighbours counts a/2 times. A pair with a player that is not active counts once, as 0. The mean of a pair is divided by its counts (Hájek's
/// estimator), so that it stays within the range of the contributions.
/// </remarks>
internal sealed class PairSums(int outputs, int players)
{
    private readonly double[] _counts = new double[players * players];
    private readonly double[] _squaredCounts = new double[players * players];
    private readonly Moments[] _pairs = new Moments[outputs * players * players];
    private readonly Moments[] _players = new Moments[outputs * players];
    private double _walks;
    private double _squaredWalks;

    public void Clear()
    {
        _counts.AsSpan().Clear();
        _squaredCounts.AsSpan().Clear();
        _pairs.AsSpan().Clear();
        _players.AsSpan().Clear();
        (_walks, _squaredWalks) = (0, 0);
    }

    /// <summary>Begins a walk, given its active players.</summary>
    public void Begin(ReadOnlySpan<int> active, double weight)
    {
        _walks += weight;
        _squaredWalks += weight * weight;
        for (int t = 0; t + 1 < active.Length; t++) Count(Pair(active[t], active[t + 1]), weight * active.Length / 2);
        if (active.Length == players) return;
        for (int i = 0; i < players; i++)
        {
            bool plays = active.Contains(i);
            for (int j = i + 1; j < players; j++)
            {
                if (!plays || !active.Contains(j)) Count(Pair(i, j), weight);
            }
        }
    }

    public void AddPlayer(int output, int player, double weight, double contribution) => _players[output * players + player].Add(weight, contribution);

    public void AddPair(int output, int left, int right, double weight, double contribution) =>
        _pairs[output * players * players + Pair(left, right)].Add(weight, contribution);

    /// <summary>Writes an output's interactions, p x p: half of a pair's on each side of the diagonal, and on the diagonal the rest of the Shapley value.</summary>
    public void Estimate(int output, Span<double> values, Span<double> errors)
    {
        for (int i = 0; i < players; i++)
        {
            (values[i * (players + 1)], double variance) = _players[output * players + i].Mean(_walks, _squaredWalks, players <= 2);
            errors[i * (players + 1)] = variance;
        }

        for (int i = 0; i < players; i++)
        {
            for (int j = i + 1; j < players; j++)
            {
                int pair = Pair(i, j);
                (double mean, double variance) = _counts[pair] > 0
                    ? _pairs[output * players * players + pair].Mean(_counts[pair], _squaredCounts[pair], players <= 2)
                    : (0, double.NaN);
                values[i * players + j] = values[j * players + i] = mean / 2;
                errors[i * players + j] = errors[j * players + i] = Math.Sqrt(variance) / 2;
                foreach (int player in (ReadOnlySpan<int>)[i, j])
                {
                    values[player * (players + 1)] -= mean / 2;
                    errors[player * (players + 1)] += variance / 4;
                }
            }
        }

        for (int i = 0; i < players; i++) errors[i * (players + 1)] = Math.Sqrt(errors[i * (players + 1)]);
    }

    private int Pair(int left, int right) => Math.Min(left, right) * players + Math.Max(left, right);

    private void Count(int pair, double weight)
    {
        _counts[pair] += weight;
        _squaredCounts[pair] += weight * weight;
    }

    private struct Moments
    {
        private const double LeastWalks = 1.5;

        private double _sum;
        private double _weighted;
        private double _squares;

        public void Add(double weight, double value)
        {
            _sum += weight * value;
            _weighted += weight * weight * value;
            _squares += weight * weight * value * value;
        }

        /// <summary>The mean over the counts, and its variance; counts without a contribution count as 0.</summary>
        /// <param name="counts">The sum of the counts.</param>
        /// <param name="squaredCounts">The sum of their squares.</param>
        /// <param name="isExact">Whether one walk has all orderings.</param>
        public readonly (double Mean, double Variance) Mean(double counts, double squaredCounts, bool isExact)
        {
            double mean = _sum / counts, walks = counts * counts / squaredCounts, squares = Math.Max(0, _squares - 2 * mean * _weighted + mean * mean * squaredCounts);
            // One walk does not say how far others would be off.
            if (walks < LeastWalks) return (mean, isExact ? 0 : double.NaN);
            double factor = StudentFactor.Of(walks - 1);
            return (mean, squares / (counts * counts) * walks / (walks - 1) * factor * factor);
        }
    }
}
