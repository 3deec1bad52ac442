namespace CteFast.Compression;

/// <summary>The steps from n points to c: how many rows are used, the levels of Compress, the rounds of the final thinning, and the δ of each.</summary>
/// <remarks>
/// With k = ⌊log2(n/c)⌋ halvings in all, c·2^k rows enter, evenly spaced. The final thinning takes m of the halvings so that it
/// starts from about 2^g √(n·bins) points, Compress the rest. For n a power of four and c = √n this is the reference's plan:
/// m = g + 1 with four bins, blocks of 4^(g+1) halved directly.
/// </remarks>
internal readonly record struct CompressionPlan
{
    public CompressionPlan(int count, int size, CoresetOptions options)
        : this(size, Levels(count, size, options), options.Oversampling, options.Bins, options.Delta)
    {
    }

    private CompressionPlan(int size, (int Compress, int Thin) halvings, int oversampling, int bins, double delta)
    {
        Size = size;
        (CompressLevels, Rounds) = halvings;
        Used = size << (CompressLevels + Rounds);
        ThinDelta = delta;
        if (CompressLevels == 0) return;

        // Leaves no larger than the reference's, so that time stays near-linear in n whatever the size.
        double leaf = Math.Pow(4, oversampling + 1), leavesPerBin = Math.Pow(4, CompressLevels - 1);
        Bins = (int)Math.Max(bins, Math.Ceiling(Used / (leaf * leavesPerBin) - 1e-9));
        ThinDelta = delta * Rounds / (Rounds + Math.Pow(2, Rounds) * CompressLevels);
        double average = Used / (Bins * leavesPerBin);
        HalveProbability = (delta - ThinDelta) / (average * CompressLevels * Used);
    }

    /// <summary>Compress alone, with the published blocks.</summary>
    public static CompressionPlan WithoutThinning(int count, int size, double delta)
    {
        var defaults = new CoresetOptions();
        return new CompressionPlan(size, (int.Log2(count / size), 0), defaults.Oversampling, defaults.Bins, delta);
    }

    /// <summary>The final thinning alone.</summary>
    public static CompressionPlan ThinningAlone(int count, int size, double delta) => new(size, (0, int.Log2(count / size)), oversampling: 0, bins: 1, delta);

    /// <summary>About how many kernel values Compress++ takes for n points.</summary>
    public static double ThinningWork(int count) => 256.0 * count * Math.Log2(2.0 * count);

    private static (int Compress, int Thin) Levels(int count, int size, CoresetOptions options)
    {
        int halvings = int.Log2(count / size);
        double target = Math.Pow(2, options.Oversampling) * Math.Sqrt((double)count * options.Bins);
        int rounds = Math.Clamp((int)Math.Floor(Math.Log2(target / size) + 1e-9), 0, halvings);
        return (halvings - rounds, rounds);
    }

    /// <summary>The size of the coreset, c.</summary>
    public int Size { get; }

    /// <summary>The rows that enter, c·2^k.</summary>
    public int Used { get; }

    /// <summary>The halvings every bin goes through in Compress.</summary>
    public int CompressLevels { get; }

    /// <summary>The bins that are compressed separately.</summary>
    public int Bins { get; }

    /// <summary>The halving rounds of the final thinning, m.</summary>
    public int Rounds { get; }

    /// <summary>The failure probability of the final thinning.</summary>
    public double ThinDelta { get; }

    /// <summary>The failure probability of a halving of l points is this times l².</summary>
    public double HalveProbability { get; }

    /// <summary>The points that Compress leaves.</summary>
    public int Intermediate => Used >> CompressLevels;
}
