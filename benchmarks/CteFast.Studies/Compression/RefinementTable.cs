using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Studies.Compression;

/// <summary>What refinement gains and what it costs, on real and on normal rows.</summary>
internal static class RefinementTable
{
    private const int Seeds = 5;
    private const double Cost = 3;

    public static List<RealCase> Print(TextWriter output, Targets targets, List<RealSet> sets, bool quick)
    {
        var table = new MarkdownTable(output,
            $"**Refinement**, one thread: real sets, the columns as they come (standardised by other rows, those trained on), σ² = 2d, mean MMD over {Seeds} seeds; then normal rows to √n.",
            "rows", "n x d", "size", "ms", "refined, ms", "times", "MMD", "refined", "goodpoints' MMD", "refined / theirs", "target", "uniform's MMD");
        List<RealCase> cases = [];
        foreach (RealSet set in sets)
        {
            // The published sizes: the power of two below √n.
            int size = Published.Real(set.Name)?.Size ?? 1 << (int)Math.Log2(Math.Sqrt(set.Count));
            cases.Add(Measure(set.Name, PointSet<float>.FromRows(set.Rows, set.FeatureCount), size, quick, table, targets));
        }

        foreach ((int n, int d) in (ReadOnlySpan<(int, int)>)[(4_096, 2), (4_096, 16), (16_384, 2), (16_384, 16), (16_384, 64)])
            Measure("normal", NormalRows.Points(n, d, SpeedTable.DataSeed), (int)Math.Sqrt(n), quick, table, targets);
        return cases;
    }

    private static RealCase Measure(string name, PointSet<float> points, int size, bool quick, MarkdownTable table, Targets targets)
    {
        var kernel = new GaussianKernel(2 * points.FeatureCount);
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean, threads: 2);
        double plain = MeanMmd(kernel, points, mean, size, refine: false), refined = MeanMmd(kernel, points, mean, size, refine: true);
        int[] coreset = new int[size];
        CoresetCompressor<GaussianKernel, float> without = Compressor(kernel, false, seed: 0), with = Compressor(kernel, true, seed: 0);
        Timing.WarmUp(TimeSpan.FromSeconds(quick ? .1 : .5), () => without.Run(points, coreset));
        with.Run(points, coreset);
        double[] medians = Timing.InterleavedMedians(quick ? 3 : 7, TimeSpan.FromSeconds(quick ? .2 : 2), mostRounds: 301,
            () => without.Run(points, coreset), () => with.Run(points, coreset));
        var result = new RealCase(name, size, medians[0], plain, medians[1], refined);

        string shape = $"{MarkdownTable.Count(points.Count)} x {points.FeatureCount}";
        double times = result.MsRefined / result.Ms, uniform = Math.Sqrt(Mmd.SquaredOfUniform(kernel, points, mean, size));
        table.Row(
        [
            name, shape, $"{size}", MarkdownTable.Number(result.Ms), MarkdownTable.Number(result.MsRefined),
            points.Count <= 16_384 ? targets.AtMost("time refined against not", $"{name} {shape}", times, Cost) : MarkdownTable.Ratio(times),
            MarkdownTable.Number(plain), MarkdownTable.Number(refined), .. AgainstGoodpoints(targets, result), MarkdownTable.Number(uniform),
        ]);
        return result;
    }

    private static string[] AgainstGoodpoints(Targets targets, RealCase real)
    {
        if (Published.Real(real.Set) is not { } peer) return ["", "", ""];
        string ratio = targets.AtMost("refined MMD against goodpoints'", real.Set, real.MmdRefined / peer.Mmd, peer.Target);
        return [MarkdownTable.Number(peer.Mmd), ratio, MarkdownTable.Ratio(peer.Target)];
    }

    private static double MeanMmd(GaussianKernel kernel, PointSet<float> points, double[] mean, int size, bool refine)
    {
        int[] coreset = new int[size];
        return Enumerable.Range(0, Seeds).Average(seed =>
        {
            Compressor(kernel, refine, seed).Run(points, coreset);
            return Math.Sqrt(Mmd.Squared(kernel, points, mean, coreset));
        });
    }

    private static CoresetCompressor<GaussianKernel, float> Compressor(GaussianKernel kernel, bool refine, int seed) =>
        new(kernel, new CoresetOptions { Refine = refine, Seed = seed });
}
