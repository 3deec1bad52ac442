using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics;

namespace CteFast.Studies.Compression;

/// <summary>The Gaussian kernel matrix, tile by tile in the cache, against the fewest cycles that its arithmetic can take.</summary>
/// <remarks>
/// A pair takes d differences and d + 7 fused multiply-adds; two pipes of 16 floats for each make that (d + 7)/32 cycles. The clock is
/// measured between the tiles, so that its changes fall on both. Tiles are of 16 rows against 256, as the library's own loops make them.
/// </remarks>
internal static class FillTable
{
    private const int Rows = 1024, PanelBlocks = 16, Stride = PanelBlocks * PointBlock.Size;
    private static readonly int[] Dimensions = [2, 8, 9, 16, 30, 32, 64];

    public static List<FillCase> Print(TextWriter output, Targets targets, bool quick)
    {
        var table = new MarkdownTable(output,
            "**Kernel matrix**, Gaussian, float, one thread. The limit is that of two FMA and two add pipes of 16 floats, (d + 7)/32 cycles a pair.",
            "d", "loop", "ns a pair", "cycles a pair", "limit, cycles", "of the limit");
        List<FillCase> cases = [];
        foreach (int d in Dimensions)
        {
            (double nanoseconds, double clock) = Measure(d, rounds: quick ? 301 : 3001);
            double limit = (d + 7) / 32.0, ratio = nanoseconds * clock / limit;
            cases.Add(new FillCase(d, IsGenerated(d), nanoseconds, ratio));
            table.Row($"{d}", IsGenerated(d) ? "generated" : "general",
                MarkdownTable.Number(nanoseconds), MarkdownTable.Number(nanoseconds * clock), MarkdownTable.Number(limit),
                d >= 8 ? targets.AtMost("kernel matrix against its limit", $"d = {d}", ratio, 1.25) : MarkdownTable.Ratio(ratio));
        }

        return cases;
    }

    /// <summary>Whether the kernel's attribute asks for a loop with this number of features as a constant.</summary>
    private static bool IsGenerated(int d) => typeof(GaussianKernel).GetCustomAttribute<KernelAttribute>()?.Dimensions.Contains(d) == true;

    private static (double Nanoseconds, double Clock) Measure(int d, int rounds)
    {
        PointSet<float> points = NormalRows.Points(Rows, d, seed: 1);
        var panel = new AlignedBuffer<float>(PointBlock.Size * Stride);
        var kernel = new GaussianKernel(2 * d);
        List<double> nanoseconds = [], clocks = [];
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Fill(kernel, points, panel);
            nanoseconds.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / (Rows * Stride));
            clocks.Add(Processor.Clock());
        }

        return (Timing.Median(nanoseconds), Timing.Median(clocks));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill<TKernel>(TKernel kernel, PointSet<float> points, AlignedBuffer<float> panel)
        where TKernel : struct, IKernel<float>
    {
        for (int block = 0; block < points.BlockCount; block++)
            kernel.Fill(ref points.Block(block), PointBlock.Size, ref points.Blocks, PanelBlocks, points.FeatureCount, ref panel.Reference, Stride);
    }
}
