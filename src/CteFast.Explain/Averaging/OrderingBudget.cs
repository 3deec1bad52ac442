namespace CteFast.Explain.Averaging;

/// <summary>How many model rows it takes to walk orderings.</summary>
internal static class OrderingBudget
{
    /// <summary>The most model rows of one ordering, forward and in reverse, from one background row. The outputs at both ends are known.</summary>
    // A single feature costs no model row; it counts as one, so that the budget limits the number of walks.
    public static int Cost(int players) => Math.Max(1, 2 * (players - 1));

    /// <summary>Throws unless the budget pays for one ordering from every background row.</summary>
    public static void Check(in ExplainOptions options, int players, int rows)
    {
        long least = (long)rows * Cost(players);
        if (options.ModelRows < least)
        {
            throw new ArgumentException(
                $"A budget of {options.ModelRows} model rows is too small for one ordering of {players} features, forward and in reverse, from {rows} background {(rows == 1 ? "row" : "rows")}: "
                + $"allow at least {least}{(rows == 1 ? "" : " or use fewer background rows")}.", nameof(options));
        }
    }
}
