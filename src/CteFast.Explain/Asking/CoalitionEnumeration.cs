namespace CteFast.Explain.Asking;

/// <summary>How many model rows all coalitions of the features take, and when that is allowed.</summary>
internal static class CoalitionEnumeration
{
    /// <summary>The most features whose coalitions are enumerated.</summary>
    public const int MostFeatures = 20;

    /// <summary>The most model rows that the coalitions take for each background row.</summary>
    public static long Rows(int players) => (1L << players) - 2;

    /// <summary>Throws unless all coalitions can be enumerated.</summary>
    /// <exception cref="ArgumentException">There are too many features, or a deadline is set.</exception>
    public static void Check(Players players, in ExplainOptions options)
    {
        if (players.Count > MostFeatures)
        {
            throw new ArgumentException($"All coalitions of {players.Count} features are too many to enumerate, the most is {MostFeatures}: use the method "
                + $"{ExplainMethod.Permutation}, or explain columns that belong together as one feature ({nameof(ExplainOptions.Groups)}).", nameof(options));
        }

        if (options.Deadline is not null)
            throw new ArgumentException($"An enumeration cannot be stopped early: use the method {ExplainMethod.Permutation} or {ExplainMethod.Kernel} with a deadline.", nameof(options));
    }
}
