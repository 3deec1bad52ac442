namespace CteFast.Compression;

/// <summary>How two samples are divided into bins of equal size, and what a bin is compressed to.</summary>
/// <remarks>
/// Bins of b rows, s₁ of the first sample and s₂ of the second, chosen so that as many rows as possible are used. The few others are left out,
/// at even distances. Under the null hypothesis the bins, all alike in size and treatment, are exchangeable.
/// </remarks>
internal readonly record struct BinPlan
{
    public BinPlan(int firstCount, int secondCount, TwoSampleTestOptions options)
    {
        int bins = (int)Math.Min(options.Bins, (long)firstCount + secondCount);
        long most = 0;
        for (int first = 1; first < bins; first++)
        {
            int rows = Math.Min(firstCount / first, secondCount / (bins - first));
            if (rows <= most) continue;
            (most, FirstBins, SecondBins, BinRows) = (rows, first, bins - first, rows);
        }

        while (BinRows >> 2 * (Levels + 1) >= 1 << 2 * options.Oversampling) Levels++;
        BinRows = BinRows >> Levels << Levels;
        if (Levels == 0) return;
        double leaf = BinRows / Math.Pow(4, Levels - 1);
        HalveProbability = options.Delta / (leaf * Levels * Bins * BinRows);
    }

    /// <summary>The bins of the first sample, s₁.</summary>
    public int FirstBins { get; }

    /// <summary>The bins of the second sample, s₂.</summary>
    public int SecondBins { get; }

    /// <summary>All bins, s.</summary>
    public int Bins => FirstBins + SecondBins;

    /// <summary>The rows of a bin, b.</summary>
    public int BinRows { get; }

    /// <summary>The halvings of a bin: as many as leave 2^g·√b rows.</summary>
    public int Levels { get; }

    /// <summary>The rows that a bin is compressed to.</summary>
    public int Kept => BinRows >> Levels;

    /// <summary>About how many kernel values of each bandwidth it takes to compress the bins.</summary>
    public double CompressingWork => 2.0 * Levels * Bins * Kept * Kept;

    /// <summary>How many kernel values of each bandwidth it takes to compare every bin with those up to itself.</summary>
    public double ComparingWork => 0.5 * Bins * Bins * Kept * Kept;

    /// <summary>How many sums of each bandwidth a number of arrangements of the bins take.</summary>
    public double ArrangingWork(int arrangements) => (double)Bins * Bins * arrangements;

    /// <summary>About how many kernel values take as long as to rank a feature of all rows.</summary>
    public double RankingWork => 50.0 * Bins * BinRows;

    /// <summary>The failure probability of a halving of l points is this times l².</summary>
    public double HalveProbability { get; }
}
