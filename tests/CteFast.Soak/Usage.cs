using System.Diagnostics;

namespace CteFast.Soak;

/// <summary>What the process holds.</summary>
/// <param name="Heap">Bytes of objects in use, after a collection.</param>
/// <param name="Resident">Bytes of memory, all in all.</param>
/// <param name="Handles">Open handles; files of /proc/self/fd where that is there.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct Usage(long Heap, long Resident, int Handles, int Threads)
{
    // The pools keep what the most calls at one time ever took, and that may still grow a little. How much of what it freed
    // the garbage collector gives back it decides anew each time: 162 and 315 MiB were seen in one run whose heap stayed at 41. Only a leak outside the heap goes far beyond.
    private const double MostHeapGrowth = 0.05, MostResidentGrowth = 0.5;
    private const long HeapSlack = 2 << 20, ResidentSlack = 1 << 30;
    private const int HandleSlack = 8, ThreadSlack = 16;

    public static Usage Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        int handles = Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
        return new Usage(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, handles, process.Threads.Count);
    }

    /// <summary>What grew since then beyond the bounds; null where nothing did.</summary>
    public string? Growth(Usage then) =>
        Heap > then.Heap * (1 + MostHeapGrowth) + HeapSlack ? $"the heap grew from {then.Heap >> 10} to {Heap >> 10} KiB"
        : Resident > then.Resident * (1 + MostResidentGrowth) + ResidentSlack ? $"the process grew from {then.Resident >> 20} to {Resident >> 20} MiB"
        : Handles > then.Handles + HandleSlack ? $"handles grew from {then.Handles} to {Handles}"
        : Threads > then.Threads + ThreadSlack ? $"threads grew from {then.Threads} to {Threads}" : null;

    public override string ToString() => $"heap {Heap / 1048576.0:F1} MiB, resident {Resident >> 20} MiB, {Handles} handles, {Threads} threads";
}
