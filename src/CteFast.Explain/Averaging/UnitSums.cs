namespace CteFast.Explain.Averaging;

/// <summary>The contributions of every cluster of units, and how much units of one cluster differ.</summary>
/// <remarks>Paired design: a cluster is a background row, and its units are averaged. Crossed design: a cluster is an ordering, and its units are summed, weighted by their background rows.</remarks>
internal sealed class UnitSums(bool paired, int clusters, int outputs, int players)
{
    private readonly int[] _counts = new int[clusters];
    private readonly bool[] _settled = new bool[clusters];

    /// <summary>The contributions, clusters x k x p.</summary>
    public double[] Contributions { get; } = new double[clusters * outputs * players];

    /// <summary>The squared deviations of units from their cluster's mean, k x p.</summary>
    public double[] Within { get; } = new double[outputs * players];

    /// <summary>The degrees of freedom of <see cref="Within"/>.</summary>
    public int Degrees { get; private set; }

    /// <summary>The number of units of every cluster.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>Whether a cluster's contributions are exact: its units have at most two players, of which forward and reverse are all orderings.</summary>
    public ReadOnlySpan<bool> Settled => _settled;

    /// <summary>The length of one cluster's contributions.</summary>
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
    /// <param name="cluster">The cluster it belongs to.</param>
    /// <param name="weight">The weight of its background row.</param>
    /// <param name="active">The players in which x and the background row differ; the others contribute nothing, in this unit and in every other of the row.</param>
    /// <param name="unit">Its contributions, k x p.</param>
    public void Add(int cluster, double weight, ReadOnlySpan<int> active, ReadOnlySpan<double> unit)
    {
        int count = ++_counts[cluster];
        if (paired && count > 1) Degrees++;
        _settled[cluster] = (count == 1 || _settled[cluster]) && active.Length <= 2;
        for (int output = 0; output < outputs; output++)
        {
            Span<double> means = Contributions.AsSpan(cluster * Stride + output * players, players), within = Within.AsSpan(output * players, players);
            ReadOnlySpan<double> contributions = unit.Slice(output * players, players);
            foreach (int player in active)
            {
                if (!paired)
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
