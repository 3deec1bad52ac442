namespace CteFast.Explain.Models.Trees;

/// <summary>What a split asks of rows in double precision: as <see cref="SplitRegion"/> of floats, <c>x &lt; Below</c>, but the other way for <c>Low ≤ x &lt; High</c>.</summary>
/// <param name="Below">Values below it go left.</param>
/// <param name="Low">The interval's least value.</param>
/// <param name="High">The first value above the interval; not above <paramref name="Low"/> when there is none.</param>
internal readonly record struct DoubleSplit(double Below, double Low, double High)
{
    private const double LargestZero = SplitRegion.LargestZero;
    private static readonly double AboveZero = Math.BitIncrement(LargestZero);

    /// <summary>What a split has that compares in single precision.</summary>
    public static DoubleSplit Unknown => new(double.NaN, 0, 0);

    public bool IsKnown => !double.IsNaN(Below);

    public bool HasInterval => Low < High;

    /// <summary>Of a comparison with a threshold, which is not NaN.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="zeros">Whether zeros go where the comparison holds; null where they are compared.</param>
    public static DoubleSplit Of(SplitComparison comparison, double threshold, bool? zeros = null)
    {
        bool isTop = double.IsPositiveInfinity(threshold);
        // What holds for greater values is the opposite with the children swapped, as for floats.
        (DoubleSplit split, bool isSwapped) = comparison switch
        {
            SplitComparison.LessThan => (Less(threshold), false),
            SplitComparison.GreaterThanOrEqual => (Less(threshold), true),
            SplitComparison.LessThanOrEqual => (Less(isTop ? double.NegativeInfinity : Math.BitIncrement(threshold)), isTop),
            SplitComparison.GreaterThan => (Less(isTop ? double.NegativeInfinity : Math.BitIncrement(threshold)), !isTop),
            SplitComparison.Equal => (isTop ? Less(threshold) : EqualTo(threshold), isTop),
            _ => (isTop ? Less(threshold) : EqualTo(threshold), !isTop),
        };
        return zeros is { } holds ? split.SendZeros(below: holds != isSwapped) : split;
    }

    private static DoubleSplit Less(double below) => new(below, 0, 0);

    private static DoubleSplit EqualTo(double threshold) => new(double.NegativeInfinity, threshold, Math.BitIncrement(threshold));

    private DoubleSplit SendZeros(bool below)
    {
        if (below ? Below > LargestZero : Below <= -LargestZero)
            return this;
        if (below ? Below >= -LargestZero : Below <= AboveZero)
            return this with { Below = below ? AboveZero : -LargestZero };
        return this with { Low = -LargestZero, High = AboveZero };
    }
}
