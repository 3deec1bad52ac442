namespace CteFast.Explain.Asking;

/// <summary>The bound on memory that an option alone could ask for: what is drawn before the first model call, and the rows of a call.</summary>
/// <remarks>
/// Budgets up to the largest integer are allowed. What would take more memory is drawn in smaller number; memory that follows from the data or the model,
/// such as their own rows, is not counted.
/// </remarks>
internal static class PlanMemory
{
    /// <summary>256 MiB.</summary>
    public const long Bytes = 256L << 20;

    /// <summary>As many of the asked items as fit, at least one.</summary>
    /// <param name="asked">How many the options ask for, at least one.</param>
    /// <param name="bytesEach">The bytes that each takes.</param>
    public static long Count(long asked, long bytesEach) => Math.Clamp(Bytes / Math.Max(1, bytesEach), 1, asked);
}
