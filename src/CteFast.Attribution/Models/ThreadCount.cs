namespace CteFast.Attribution.Models;

/// <summary>What a number of threads means in all options of attribution: 0 is one thread for each processor.</summary>
internal static class ThreadCount
{
    /// <summary>The number of threads to use.</summary>
    public static int Of(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return threads == 0 ? Environment.ProcessorCount : threads;
    }
}
