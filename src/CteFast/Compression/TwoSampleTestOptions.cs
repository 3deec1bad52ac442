namespace CteFast.Compression;

/// <summary>The parameters of <see cref="TwoSampleTest"/>.</summary>
public readonly record struct TwoSampleTestOptions()
{
    private static readonly double[] DefaultBandwidths = [1, 1.0 / 10, 1.0 / 100];

    /// <summary>The seed of every random choice.</summary>
    public long Seed { get; init; }

    /// <summary>The level α in (0, 1): how often a test of samples from the same distribution may reject.</summary>
    public double Level { get; init; } = 0.05;

    /// <summary>The most bins that both samples are divided into, at least 2; permutations exchange whole bins.</summary>
    public int Bins { get; init; } = 32;

    /// <summary>The permutations drawn besides the samples as they are; p-values are multiples of one over one more.</summary>
    public int Permutations { get; init; } = 999;

    /// <summary>The oversampling parameter g: a bin of b rows is compressed to about 2^g·√b. Power and cost grow with it.</summary>
    public int Oversampling { get; init; } = 2;

    /// <summary>The failure probability δ of the compression, in (0, 1); the level does not depend on it.</summary>
    public double Delta { get; init; } = 0.5;

    /// <summary>
    /// The squared bandwidths of the Gaussian kernels, in units of the median squared distance between rows of both samples: wide ones see shifts, narrow ones shapes.
    /// The test aggregates them; each costs as much again.
    /// </summary>
    public IReadOnlyList<double> Bandwidths { get; init; } = DefaultBandwidths;

    /// <summary>The most threads to use; the result is the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(Bins, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Permutations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Oversampling);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Oversampling, 10);
        Throw.IfNotProbability(Level);
        Throw.IfNotProbability(Delta);
        if (Bandwidths is null || Bandwidths.Count == 0) throw new ArgumentException("There must be a bandwidth.", nameof(Bandwidths));
        foreach (double bandwidth in Bandwidths) Throw.IfNotFinitePositive(bandwidth, nameof(Bandwidths));
    }
}
