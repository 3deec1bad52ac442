namespace CteFast.Explain.Models.Trees;

/// <summary>
/// The single-precision values that a split sends left, whatever comparison it was written with:
/// <c>x &lt; Below</c>, but the other way for <c>Low ≤ x &lt; High</c>.
/// </summary>
/// <remarks>
/// Nothing is lost. A row's values are floats, so a threshold t in double precision can be moved to a float without any row noticing:
/// x &lt; t is x &lt; (the least float ≥ t), and x ≤ t is x &lt; (the float after the greatest float ≤ t). What holds for greater values is
/// the opposite with the children swapped. Only x = t, and zero as a missing value away from the threshold, need the interval.
/// </remarks>
/// <param name="Below">Values below it go left.</param>
/// <param name="Low">The interval's least value.</param>
/// <param name="High">The first value above the interval; equal to <paramref name="Low"/> when there is none.</param>
/// <param name="IsSwapped">Whether left and right are those of the opposite comparison.</param>
internal readonly record struct SplitRegion(float Below, float Low, float High, bool IsSwapped)
{
    /// <summary>The values LightGBM takes for zero: up to this, on both sides.</summary>
    public const float LargestZero = 1e-35f;

    private static readonly SplitRegion Nothing = Less(float.NegativeInfinity);
    private static readonly float AboveZero = MathF.BitIncrement(LargestZero);

    public bool HasInterval => Low < High;

    /// <summary>The values for which a comparison with <paramref name="threshold"/>, which is not NaN, holds.</summary>
    public static SplitRegion Of(SplitComparison comparison, double threshold) => comparison switch
    {
        SplitComparison.LessThan => Less(LeastFrom(threshold)),
        SplitComparison.LessThanOrEqual => LessOrEqual(threshold),
        SplitComparison.GreaterThan => LessOrEqual(threshold).Swap(),
        SplitComparison.GreaterThanOrEqual => Less(LeastFrom(threshold)).Swap(),
        SplitComparison.Equal => EqualTo(threshold),
        SplitComparison.NotEqual => EqualTo(threshold).Swap(),
        _ => throw new ArgumentException($"{comparison} is no comparison"),
    };

    /// <summary>The same region with zeros sent one way; only for one without an interval.</summary>
    public SplitRegion SendZeros(bool holds)
    {
        if (holds != IsSwapped)
        {
            return Below > LargestZero ? this
                : Below >= -LargestZero ? this with { Below = AboveZero }
                : this with { Low = -LargestZero, High = AboveZero };
        }

        return Below <= -LargestZero ? this
            : Below <= AboveZero ? this with { Below = -LargestZero }
            : this with { Low = -LargestZero, High = AboveZero };
    }

    private static SplitRegion Less(float below) => new(below, 0f, 0f, false);

    private static SplitRegion LessOrEqual(double threshold) => double.IsPositiveInfinity(threshold)
        ? Nothing.Swap()
        : Less(MathF.BitIncrement(GreatestUpTo(threshold)));

    private static SplitRegion EqualTo(double threshold)
    {
        float single = (float)threshold;
        return single != threshold ? Nothing
            : float.IsPositiveInfinity(single) ? Less(single).Swap()
            : new SplitRegion(float.NegativeInfinity, single, MathF.BitIncrement(single), false);
    }

    private SplitRegion Swap() => this with { IsSwapped = !IsSwapped };

    private static float LeastFrom(double threshold) => (float)threshold is var single && single < threshold ? MathF.BitIncrement(single) : single;

    private static float GreatestUpTo(double threshold) => (float)threshold is var single && single > threshold ? MathF.BitDecrement(single) : single;
}
