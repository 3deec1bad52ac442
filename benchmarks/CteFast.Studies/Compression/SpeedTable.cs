using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Studies.Compression;

/// <summary>n standard normal rows to √n without refinement, σ² = 2d, in single precision.</summary>
internal static class SpeedTable
{
    public const int DataSeed = 1;
    private const double TwoThreads = 1.8, First = 2;
    private static readonly int[] Counts = [4_096, 16_384, 65_536];
    private static readonly int[] Dimensions = [2, 8, 16, 32, 64];

    public static List<SpeedCase> Print(TextWriter output, Targets targets, bool quick)
    {
        var table = new MarkdownTable(output,
            "**Time** of n standard normal rows to √n, float, not refined. \"First\" is a fresh process's first call, without the process's start-up.",
            "n", "d", "1 thread, ms", "2 threads, ms", "faster", "first, ms", "of warm", "goodpoints, s", "times ours", "C# trial, ms", "times ours");
        List<SpeedCase> cases = [];
        var warm = new Case(Counts[0], Dimensions[0]);
        Timing.WarmUp(TimeSpan.FromSeconds(quick ? .5 : 2), () => warm.Run(1));
        foreach (int n in Counts)
        {
            foreach (int d in Dimensions)
            {
                var input = new Case(n, d);
                input.Run(1);
                input.Run(2);
                double[] medians = Timing.InterleavedMedians(quick ? 3 : 7, TimeSpan.FromSeconds(quick ? .2 : 3), mostRounds: 101,
                    () => input.Run(1), () => input.Run(2));
                double[] cold = [.. new[] { 1, 2 }.Select(threads => FirstCall.Milliseconds(n, d, threads, processes: quick ? 1 : 5))];
                (double mmd, double uniform) = input.MeanMmd(seeds: quick ? 1 : 5);
                for (int i = 0; i < 2; i++) cases.Add(new SpeedCase(n, d, i + 1, medians[i], cold[i], mmd, uniform, input.CountEvaluations(threads: i + 1)));
                table.Row([MarkdownTable.Count(n), $"{d}", .. Times(targets, n, d, medians, cold[0])]);
            }
        }

        return cases;
    }

    private static string[] Times(Targets targets, int n, int d, double[] medians, double cold)
    {
        string name = $"{MarkdownTable.Count(n)} x {d}";
        return
        [
            MarkdownTable.Number(medians[0]),
            MarkdownTable.Number(medians[1]),
            targets.AtLeast("two threads against one", name, medians[0] / medians[1], TwoThreads),
            MarkdownTable.Number(cold),
            targets.AtMost("first call against warm", name, cold / medians[0], First),
            .. AgainstGoodpoints(targets, name, n, d, medians[0]),
            .. Published.Trial(n, d) is { } trial ? (string[])[MarkdownTable.Number(trial), MarkdownTable.Ratio(trial / medians[0])] : ["", ""],
        ];
    }

    private static string[] AgainstGoodpoints(Targets targets, string name, int n, int d, double milliseconds)
    {
        if (Published.Goodpoints(n, d) is not { } peer) return ["", ""];
        double ratio = 1000 * peer.Seconds / milliseconds;
        const string What = "goodpoints' time against ours";
        string seconds = MarkdownTable.Number(peer.Seconds);
        if (d == 64) return [seconds, targets.AtLeast(What, name, ratio, 50)];
        return [seconds, n >= 16_384 && d <= 16 ? targets.AtLeast(What, name, ratio, 100) : MarkdownTable.Ratio(ratio)];
    }

    /// <summary>An input and its compressors, with one thread and with two.</summary>
    private sealed class Case(int n, int d)
    {
        private readonly PointSet<float> _points = NormalRows.Points(n, d, DataSeed);
        private readonly int[] _coreset = new int[(int)Math.Sqrt(n)];
        private readonly CoresetCompressor<GaussianKernel, float>[] _compressors = [Compressor(d, threads: 1, seed: 0), Compressor(d, threads: 2, seed: 0)];

        public void Run(int threads) => _compressors[threads - 1].Run(_points, _coreset);

        /// <summary>The mean MMD over some seeds, and the uniform sample's.</summary>
        public (double Mmd, double Uniform) MeanMmd(int seeds)
        {
            var kernel = new GaussianKernel(2 * d);
            double[] mean = new double[n];
            KernelMean.Compute(kernel, _points, mean, threads: 2);
            double mmd = Enumerable.Range(0, seeds).Average(seed =>
            {
                Compressor(d, threads: 2, seed).Run(_points, _coreset);
                return Math.Sqrt(Mmd.Squared(kernel, _points, mean, _coreset));
            });
            return (mmd, Math.Sqrt(Mmd.SquaredOfUniform(kernel, _points, mean, _coreset.Length)));
        }

        /// <summary>The kernel values of one run, apart from those that are timed.</summary>
        public long CountEvaluations(int threads)
        {
            var count = new KernelCount();
            var kernel = new CountedKernel<GaussianKernel, float>(new GaussianKernel(2 * d), count);
            new CoresetCompressor<CountedKernel<GaussianKernel, float>, float>(kernel, Options(threads, seed: 0)).Run(_points, _coreset);
            return count.Total;
        }

        private static CoresetCompressor<GaussianKernel, float> Compressor(int d, int threads, int seed) =>
            new(new GaussianKernel(2 * d), Options(threads, seed));

        private static CoresetOptions Options(int threads, int seed) => new() { Refine = false, Threads = threads, Seed = seed };
    }
}
