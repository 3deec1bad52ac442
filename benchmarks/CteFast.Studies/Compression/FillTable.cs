using System.Reflection;
using CteFast.Kernels;

namespace CteFast.Studies.Compression;

/// <summary>The Gaussian kernel matrix, tile by tile in the cache, against the fewest cycles that its arithmetic can take.</summary>
/// <remarks>
/// A pair takes d differences and d + 7 fused multiply-adds; two pipes of 16 floats for each make that (d + 7)/32 cycles. The clock is
/// measured between the tiles, so that its changes fall on both.
/// </remarks>
internal static class FillTable
{
    private static readonly int[] Dimensions = [2, 8, 9, 16, 30, 32, 64];

    public static List<FillCase> Print(TextWriter output, Targets targets, bool quick)
    {
        var table = new MarkdownTable(output,
            "**Kernel matrix**, Gaussian, float, one thread. The limit is that of two FMA and two add pipes of 16 floats, (d + 7)/32 cycles a pair.",
            "d", "loop", "ns a pair", "cycles a pair", "limit, cycles", "of the limit");
        List<FillCase> cases = [];
        foreach (int d in Dimensions)
        {
            (double nanoseconds, double clock) = KernelFill.Measure(d, rounds: quick ? 301 : 3001, Processor.Clock);
            double limit = KernelFill.FusedMultiplyAdds(d) / 32.0, ratio = nanoseconds * clock / limit;
            cases.Add(new FillCase(d, IsGenerated(d), nanoseconds, ratio));
            table.Row($"{d}", IsGenerated(d) ? "generated" : "general",
                MarkdownTable.Number(nanoseconds), MarkdownTable.Number(nanoseconds * clock), MarkdownTable.Number(limit),
                d >= 8 ? targets.AtMost("kernel matrix against its limit", $"d = {d}", ratio, 1.25) : MarkdownTable.Ratio(ratio));
        }

        return cases;
    }

    /// <summary>Whether the kernel's attribute asks for a loop with this number of features as a constant.</summary>
    private static bool IsGenerated(int d) => typeof(GaussianKernel).GetCustomAttribute<KernelAttribute>()?.Dimensions.Contains(d) == true;
}
