using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>The permutation test over bins: every arrangement's statistics come from the mean kernels of bins with bins.</summary>
/// <remarks>
/// With H_ij the mean kernel of bins i and j, an arrangement that gives s₁ bins to the first sample and s₂ to the second has
/// MMD² = Σ_ij a_i a_j H_ij, a_i = 1/s₁ or −1/s₂.
/// </remarks>
internal static class BinPermutations
{
    private const int BetweenReports = 256;

    // Mean kernels are at most 1; their sums are a few roundings off.
    private const double Rounding = 1e-14;

    /// <summary>How often <see cref="Fill"/> reports its progress.</summary>
    public static int Reports(int arrangements) => (arrangements + BetweenReports - 1) / BetweenReports + 1;

    /// <summary>Computes the squared MMD of an arrangement.</summary>
    /// <param name="means">H, s x s, symmetric, of one bandwidth.</param>
    /// <param name="order">The bins, those of the first sample before those of the second.</param>
    /// <param name="firstBins">s₁.</param>
    public static double SquaredMmd(ReadOnlySpan<double> means, ReadOnlySpan<int> order, int firstBins)
    {
        int bins = order.Length;
        double first = 0, second = 0, across = 0;
        for (int i = 0; i < bins; i++)
        {
            ReadOnlySpan<double> row = means.Slice(order[i] * bins, bins);
            double toFirst = 0, toSecond = 0;
            for (int j = 0; j < firstBins; j++) toFirst += row[order[j]];
            for (int j = firstBins; j < bins; j++) toSecond += row[order[j]];
            if (i < firstBins) first += toFirst;
            else (second, across) = (second + toSecond, across + toFirst);
        }

        double n = firstBins, m = bins - firstBins;
        return first / (n * n) - 2 * across / (n * m) + second / (m * m);
    }

    /// <summary>
    /// Fills the statistics of the arrangement as it is and of random ones, bandwidth after bandwidth; the same arrangements for all.
    /// </summary>
    /// <param name="means">H of every bandwidth, one after the other.</param>
    /// <param name="bins">s.</param>
    /// <param name="firstBins">s₁.</param>
    /// <param name="random">Draws the arrangements.</param>
    /// <param name="statistics">Bandwidths x arrangements; the first of each is that of the samples.</param>
    /// <param name="arrangements">The number of arrangements, B + 1.</param>
    /// <param name="progress">Receives the fraction of the arrangements done, now and then.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Fill(ReadOnlySpan<double> means, int bins, int firstBins, ref Pcg64 random, Span<double> statistics, int arrangements,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        int square = bins * bins;
        int[] order = [.. Enumerable.Range(0, bins)];
        for (int arrangement = 0; arrangement < arrangements; arrangement++)
        {
            // Summed in the order of the bins, so that the same arrangement gives the same bits.
            order.AsSpan(0, firstBins).Sort();
            order.AsSpan(firstBins).Sort();
            for (int bandwidth = 0; bandwidth < means.Length / square; bandwidth++)
                statistics[bandwidth * arrangements + arrangement] = SquaredMmd(means.Slice(bandwidth * square, square), order, firstBins);
            // The last place has nothing left to draw.
            UniformSample.BringToFront(order, bins - 1, ref random);
            if (arrangement % BetweenReports != 0) continue;
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report((arrangement + 1.0) / arrangements);
        }

        progress?.Report(1);
    }

    /// <summary>
    /// Aggregates bandwidths by the greatest studentised statistic: of every arrangement the greatest over the bandwidths of its squared MMD, less the mean and divided by the standard
    /// deviation of all arrangements' at that bandwidth.
    /// </summary>
    /// <param name="statistics">Bandwidths x arrangements.</param>
    /// <param name="greatest">Receives the greatest of every arrangement.</param>
    /// <returns>The bandwidth that has the greatest of the first arrangement, the first of equals.</returns>
    public static int Aggregate(ReadOnlySpan<double> statistics, Span<double> greatest)
    {
        int arrangements = greatest.Length, chosen = 0;
        greatest.Fill(double.NegativeInfinity);
        for (int bandwidth = 0; bandwidth < statistics.Length / arrangements; bandwidth++)
        {
            ReadOnlySpan<double> values = statistics.Slice(bandwidth * arrangements, arrangements);
            double mean = 0, squares = 0;
            foreach (double value in values) mean += value / arrangements;
            foreach (double value in values) squares += (value - mean) * (value - mean) / arrangements;
            double deviation = Math.Sqrt(squares), before = greatest[0];
            // What does not vary differs by roundings only.
            for (int i = 0; i < arrangements; i++) greatest[i] = Math.Max(greatest[i], deviation < Rounding ? 0 : (values[i] - mean) / deviation);
            if (greatest[0] > before) chosen = bandwidth;
        }

        return chosen;
    }

    /// <summary>The p-value of the first arrangement's statistic: the share of arrangements, itself among them, that have as great a one.</summary>
    public static double PValue(ReadOnlySpan<double> statistics)
    {
        int asGreat = 0;
        foreach (double statistic in statistics) asGreat += statistic >= statistics[0] ? 1 : 0;
        return asGreat / (double)statistics.Length;
    }
}
