namespace CteFast.Explain.Asking;

/// <summary>The bound of what is drawn before the model is asked: orderings, positions, background rows. A budget that would need more is not spent to its end.</summary>
internal static class PlanMemory
{
    /// <summary>The most numbers of a plan: 128 MiB of orderings, and as much again, or twice, for what they contribute.</summary>
    public const int MostValues = 1 << 25;

    /// <summary>As many units as fit, one at least.</summary>
    /// <param name="units">The units that the budget pays for.</param>
    /// <param name="valuesEach">The numbers that each takes.</param>
    public static long Units(long units, long valuesEach) => Math.Max(1, Math.Min(units, MostValues / valuesEach));
}
