namespace CteFast.Explain.Averaging;

/// <summary>The mean contributions of every group of units, and how far units of one group lie apart.</summary>
/// <remarks>Of own orderings a group is a background row and its units are averaged; of a shared background it is an ordering and its units are added up by the rows' weights.</remarks>
internal sealed class UnitSums(bool own, int groups, int outputs, int players)
{
    private readonly int[] _counts = new int[groups];
    private readonly bool[] _settled = new bool[groups];

    /// <summary>The contributions, groups x k x p.</summary>
    public double[] Contributions { get; } = new double[groups * outputs * players];

    /// <summary>The squared deviations of units from their group's mean, k x p.</summary>
    public double[] Within { get; } = new double[outputs * players];

    /// <summary>The degrees of freedom of <see cref="Within"/>.</summary>
    public int Degrees { get; private set; }

    /// <summary>The units of every group.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>Whether a group's contributions are exact: forward and back are all orderings of at most two players.</summary>
    public ReadOnlySpan<bool> Settled => _settled;

    /// <summary>The distance between two groups' contributions.</summary>
    public int Stride => outputs * players;

    public void Clear()
    {
        Contributions.AsSpan().Clear();
        Within.AsSpan().Clear();
        _counts.AsSpan().Clear();
        _settled.AsSpan().Clear();
        Degrees = 0;
    }

    /// <summary>Adds a unit.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="weight">The weight of its background row.</param>
    /// <param name="active">The players that took part; the others contributed nothing, in this and in every unit of the row.</param>
    /// <param name="unit">Its contributions, k x p.</param>
    public void Add(int group, double weight, ReadOnlySpan<int> active, ReadOnlySpan<double> unit)
    {
        int count = ++_counts[group];
        if (own && count > 1) Degrees++;
        _settled[group] = (count == 1 || _settled[group]) && active.Length <= 2;
        for (int output = 0; output < outputs; output++)
        {
            Span<double> means = Contributions.AsSpan(group * Stride + output * players, players), within = Within.AsSpan(output * players, players);
            ReadOnlySpan<double> contributions = unit.Slice(output * players, players);
            foreach (int player in active)
            {
                if (!own)
                {
                    means[player] += weight * contributions[player];
                    continue;
                }

                double deviation = contributions[player] - means[player];
                means[player] += deviation / count;
                within[player] += deviation * (contributions[player] - means[player]);
            }
        }
    }
}
