namespace CteFast.Explain.Averaging;

/// <summary>What walking orderings of the features takes.</summary>
internal static class OrderingBudget
{
    /// <summary>The most model rows of one ordering, forward and back, from one background row: both ends are known.</summary>
    // A single feature costs nothing beyond f(x) and f(z); something must bound its walks.
    public static int Cost(int players) => Math.Max(1, 2 * (players - 1));

    /// <summary>Throws unless the budget pays for one ordering over the background.</summary>
    public static void Check(in ExplainOptions options, int players, int rows)
    {
        long least = (long)rows * Cost(players);
        if (options.ModelRows < least)
        {
            throw new ArgumentException(
                $"A budget of {options.ModelRows} model rows is too small for one ordering of {players} features, forward and back, over {rows} background {(rows == 1 ? "row" : "rows")}: "
                + $"allow at least {least}{(rows == 1 ? "" : " or use fewer background rows")}.", nameof(options));
        }
    }
}
