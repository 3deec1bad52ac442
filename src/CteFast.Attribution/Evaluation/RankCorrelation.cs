namespace CteFast.Attribution.Evaluation;

/// <summary>Spearman's rank correlation. Threads may call it at once.</summary>
public static class RankCorrelation
{
    /// <summary>The correlation of the ranks. Equal values share the mean of their ranks; the correlation is 0 when all values of either side are equal.</summary>
    /// <param name="x">Numbers, none NaN.</param>
    /// <param name="y">As many numbers, none NaN.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} numbers cannot be compared with {y.Length}.", nameof(y));
        double[] left = Ranks(x), right = Ranks(y);
        double mean = (x.Length - 1) / 2.0, product = 0, leftSquare = 0, rightSquare = 0;
        for (int i = 0; i < left.Length; i++)
        {
            product += (left[i] - mean) * (right[i] - mean);
            leftSquare += (left[i] - mean) * (left[i] - mean);
            rightSquare += (right[i] - mean) * (right[i] - mean);
        }

        return leftSquare == 0 || rightSquare == 0 ? 0 : product / Math.Sqrt(leftSquare * rightSquare);
    }

    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            for (int i = start; i < end; i++) ranks[order[i]] = (start + end - 1) / 2.0;
        }

        return ranks;
    }
}
