namespace CteFast.Compression;

/// <summary>How a coreset is chosen; the defaults are those of <i>Compress Then Explain</i>.</summary>
public readonly record struct CoresetOptions()
{
    /// <summary>How the rows are chosen.</summary>
    public CompressionMethod Method { get; init; }

    /// <summary>The seed of every random choice. The same seed gives the same coreset, on any machine with FMA.</summary>
    public long Seed { get; init; }

    /// <summary>The oversampling parameter g of Compress++: every level of Compress keeps 2^g times more points than needed.</summary>
    public int Oversampling { get; init; } = 4;

    /// <summary>The failure probability δ of the guarantee of Compress++ and kernel thinning, in (0, 1).</summary>
    public double Delta { get; init; } = 0.5;

    /// <summary>The number of bins that Compress++ compresses separately.</summary>
    public int Bins { get; init; } = 4;

    /// <summary>Whether the coreset, whatever the method, is improved by swaps over all input rows until none lowers the MMD.</summary>
    public bool Refine { get; init; } = true;

    /// <summary>
    /// Whether the rows chosen get the weights of least MMD in place of equal ones; for up to 4,096 of them. Means of smooth functions gain a
    /// little.
    /// </summary>
    public bool Weighted { get; init; }

    /// <summary>The most threads to use. The coreset is the same for any number; more than one allocates a little for every call.</summary>
    public int Threads { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        if (Method is < CompressionMethod.CompressPlusPlus or > CompressionMethod.Uniform) Throw.OutOfRange(nameof(Method), Method, "must be one of the methods");
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfNegative(Oversampling);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Oversampling, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(Bins, 1);
        Throw.IfNotProbability(Delta);
    }
}
