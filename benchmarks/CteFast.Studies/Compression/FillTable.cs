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
            "**Kernel matrix**, Gaussian, float, one thread: the loop for any d, which the box's kernels have, and one generated for this d, which a kernel may ask for, in turn. "
                + "The limit is that of two FMA and two add pipes of 16 floats, (d + 7)/32 cycles a pair.",
            "d", "ns a pair", "cycles a pair", "limit, cycles", "of the limit", "generated, ns a pair", "of the limit", "generated / any d");
        List<FillCase> cases = [];
        foreach (int d in Dimensions)
        {
            double[] medians = Timing.Medians(quick ? 301 : 3001,
                KernelFill.Round(new GaussianKernel(2 * d), d), KernelFill.Round(new DimensionedGaussian(2 * d), d), Processor.Clock);
            (double any, double generated, double clock) = (medians[0], medians[1], medians[2]);
            double limit = KernelFill.FusedMultiplyAdds(d) / 32.0;
            cases.Add(new FillCase(d, Generated: false, any, any * clock / limit));
            cases.Add(new FillCase(d, Generated: true, generated, generated * clock / limit));
            table.Row($"{d}", MarkdownTable.Number(any), MarkdownTable.Number(any * clock), MarkdownTable.Number(limit), OfLimit(any), MarkdownTable.Number(generated), OfLimit(generated),
                targets.AtMost("loop generated for d against the one for any d", $"d = {d}", generated / any, 1));

            string OfLimit(double nanoseconds) => d >= 8
                ? targets.AtMost("kernel matrix against its limit", $"d = {d}", nanoseconds * clock / limit, 1.25)
                : MarkdownTable.Ratio(nanoseconds * clock / limit);
        }

        return cases;
    }
}
