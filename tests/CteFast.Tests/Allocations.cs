using System.Diagnostics;

namespace CteFast.Tests;

/// <summary>What allocates nothing once it has run.</summary>
internal static class Allocations
{
    /// <summary>
    /// Code that is not optimised yet may allocate, and when it will be is the runtime's to say: so runs are repeated until
    /// three in a row have allocated nothing, for up to a minute.
    /// </summary>
    public static void AssertNone(Action run)
    {
        var watch = Stopwatch.StartNew();
        long allocated = 0;
        for (int free = 0; free < 3; free = allocated == 0 ? free + 1 : 0)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{allocated} bytes are allocated a run, however often it is run.");
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
