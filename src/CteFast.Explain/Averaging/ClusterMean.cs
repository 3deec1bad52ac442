namespace CteFast.Explain.Averaging;

/// <summary>A weighted mean over clusters of units, and its standard error.</summary>
internal abstract class ClusterMean
{
    /// <summary>The number of clusters.</summary>
    public abstract int Count { get; }

    /// <summary>The weight of every cluster; they sum to 1.</summary>
    public abstract ReadOnlySpan<double> Weights { get; }

    /// <summary>The scratch that <see cref="Estimate"/> needs.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>The mean of one player's contributions to one output, and its standard error; NaN where there is too little to compute it from.</summary>
    /// <param name="sums">The contributions of the clusters.</param>
    /// <param name="at">The index of the output and player within a cluster.</param>
    /// <param name="scratch">Scratch.</param>
    public abstract (double Mean, double StandardError) Estimate(UnitSums sums, int at, Span<double> scratch);

    private protected double Mean(UnitSums sums, int at)
    {
        ReadOnlySpan<double> weights = Weights;
        double mean = 0;
        for (int i = 0; i < weights.Length; i++) mean += weights[i] * sums.Contributions[i * sums.Stride + at];
        return mean;
    }
}

/// <summary>The mean of the crossed design, where a cluster is an ordering walked from all background rows: the plain mean.</summary>
internal sealed class OrderingMean : ClusterMean
{
    private readonly double[] _weights;

    public OrderingMean(int count)
    {
        _weights = new double[count];
        Array.Fill(_weights, 1.0 / count);
    }

    public override int Count => _weights.Length;

    public override ReadOnlySpan<double> Weights => _weights;

    public override (double Mean, double StandardError) Estimate(UnitSums sums, int at, Span<double> scratch)
    {
        double mean = Mean(sums, at), squares = 0;
        for (int i = 0; i < Count; i++)
        {
            double deviation = sums.Contributions[i * sums.Stride + at] - mean;
            squares += deviation * deviation;
        }

        // The error cannot be known from one ordering, unless it and its reverse are all orderings.
        bool settled = sums.Settled[0];
        return (mean, settled ? 0 : Count > 1 ? Math.Sqrt(squares / (Count - 1) / Count) * StudentFactor.Of(Count - 1) : double.NaN);
    }
}
