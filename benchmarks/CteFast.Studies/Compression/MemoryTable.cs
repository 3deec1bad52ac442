using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Studies.Compression;

/// <summary>What a compressor allocates for its first input, beyond the points, and for the next.</summary>
internal static class MemoryTable
{
    private const int N = 65_536;
    private const double MiB = 1024 * 1024;

    public static void Print(TextWriter output, Targets targets, bool quick)
    {
        var table = new MarkdownTable(output, "**Memory** of a compressor on one thread, beyond the points: at most 64 MiB at first, then none.",
            "n", "d", "refined", "allocated, MiB", "of it kept, MiB", "next run, bytes");
        foreach (int d in quick ? (ReadOnlySpan<int>)[16] : [16, 64])
        {
            PointSet<float> points = NormalRows.Points(N, d, SpeedTable.DataSeed);
            foreach (bool refine in (ReadOnlySpan<bool>)[false, true])
            {
                (double allocated, double kept, long next) = Measure(points, refine);
                string name = $"{MarkdownTable.Count(N)} x {d}{(refine ? ", refined" : "")}";
                table.Row(MarkdownTable.Count(N), $"{d}", refine ? "yes" : "no",
                    targets.AtMost("MiB allocated at first", name, allocated, 64),
                    MarkdownTable.Number(kept),
                    next == 0 ? "0" : targets.AtMost("bytes of the next run", name, next, 0));
            }
        }
    }

    private static (double Allocated, double Kept, long Next) Measure(PointSet<float> points, bool refine)
    {
        int[] coreset = new int[(int)Math.Sqrt(points.Count)];
        long keptBefore = GC.GetTotalMemory(forceFullCollection: true), start = GC.GetAllocatedBytesForCurrentThread();
        var kernel = new GaussianKernel(2 * points.FeatureCount);
        var compressor = new CoresetCompressor<GaussianKernel, float>(kernel, new CoresetOptions { Refine = refine });
        compressor.Run(points, coreset);
        long first = GC.GetAllocatedBytesForCurrentThread();
        compressor.Run(points, coreset);
        long next = GC.GetAllocatedBytesForCurrentThread() - first, kept = GC.GetTotalMemory(forceFullCollection: true) - keptBefore;
        GC.KeepAlive(compressor);
        return ((first - start) / MiB, kept / MiB, next);
    }
}
