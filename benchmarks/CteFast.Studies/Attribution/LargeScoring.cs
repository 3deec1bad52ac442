using System.Diagnostics;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;
using CteFast.Numerics.LinearAlgebra;

namespace CteFast.Studies.Attribution;

/// <summary>The network of the paper's MNIST task on made data, in a process of its own whose peak memory is that of this alone.</summary>
internal static class LargeScoring
{
    public const string Command = "attribution-large";
    private const double Share = 0.6, TargetSeconds = 180, TargetMiB = 1024;
    private const int Threads = 2;

    public static ScoringResult Print(TextWriter output, Targets targets, bool quick)
    {
        double[] measured = ChildProcess.Measure(Command, quick ? "quick" : "full");
        var result = new ScoringResult(measured[0], measured[1], measured[2], measured[3]);
        var table = new MarkdownTable(output, $"**Scoring**: 784-512-256-128-10, {(quick ? "1,536 rows, 50 queries (--quick)" : "6,144 rows, 100 queries")}, 6 checkpoints in 3 segments, float, two threads, made data, a fresh process. "
            + "Operations are 2·N·Q·P a checkpoint, passes and preparation not counted; the peak is what fused multiply-adds on both threads reach without memory, the product a matrix product of 1,536³. "
            + "Seconds are those of fitting and scoring.",
            "scoring, Gflop/s", "product, Gflop/s", "peak, Gflop/s", "scoring / product", "scoring / peak", "fitting, s", "scoring, s", "seconds", "peak memory, MiB");
        table.Row(MarkdownTable.Number(result.Gflops), MarkdownTable.Number(measured[4]), MarkdownTable.Number(result.PeakGflops),
            targets.AtLeast("scoring against the machine's matrix product", "784-512-256-128-10", result.Gflops / measured[4], Share),
            targets.AtLeast("scoring against the peak of multiply-adds", "784-512-256-128-10", result.Gflops / result.PeakGflops, Share),
            MarkdownTable.Number(measured[5]), MarkdownTable.Number(result.Seconds - measured[5]),
            targets.AtMost("seconds", "784-512-256-128-10", result.Seconds, TargetSeconds), targets.AtMost("MiB", "784-512-256-128-10", result.PeakMiB, TargetMiB));
        return result;
    }

    /// <summary>Measures in this process: scoring and peak in Gflop/s, seconds, the peak of memory, a product's Gflop/s, the seconds of fitting.</summary>
    public static void Report(string[] options)
    {
        bool quick = options is ["quick"];
        int n = quick ? 1_536 : 6_144, q = quick ? 50 : 100;
        var network = new DenseNetwork([784, 512, 256, 128, 10], Activation.Relu, Loss.SoftmaxCrossEntropy);
        LabelledData<float> rows = Made(n, 1), queries = Made(q, 2);
        Trajectory<float> trajectory = Trainer.Train<float>(network, rows, new TrainingOptions { Steps = 24, BatchSize = 64, Momentum = 0.9, LearningRate = LearningRate.Constant(0.01), Threads = Threads });
        SourceAttribution<float>? source = null;
        double fitting = Timing.Milliseconds(() => source = SourceAttribution<float>.Fit(trajectory, rows, new SourceOptions { Threads = Threads })) / 1000;
        var scores = new double[q * n];
        double scoring = Timing.Milliseconds(() => source!.Score(queries, scores, new ScoringOptions { Measurement = Measurement.Margin, Threads = Threads, MemoryBytes = 256L << 20 })) / 1000;
        using var process = Process.GetCurrentProcess();
        double memory = process.PeakWorkingSet64 / (1024.0 * 1024), operations = 2.0 * n * q * network.ParameterCount * 6;
        ChildProcess.Report(operations / scoring / 1e9, Peak(), fitting + scoring, memory, Product(), fitting);
    }

    /// <summary>Twice the multiply-adds of both threads at once.</summary>
    private static double Peak()
    {
        var best = new double[Threads];
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, t =>
        {
            List<double> rates = [];
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 0.5;) rates.Add(Processor.FusedMultiplyAdds());
            best[t] = 2 * Timing.Median(rates);
        });
        return best.Sum();
    }

    private static double Product()
    {
        const int Size = 1_536;
        float[] a = new float[Size * Size], b = new float[Size * Size], c = new float[Size * Size];
        for (int i = 0; i < a.Length; i++) (a[i], b[i]) = (i % 7 - 3, i % 11 - 5);
        var product = new MatrixProduct<float>(Threads);
        List<double> rates = [];
        for (int i = 0; i < 15; i++)
            rates.Add(2.0 * Size * Size * Size / Timing.Milliseconds(() => product.Multiply(new MatrixView<float>(a, Size, Size), new MatrixView<float>(b, Size, Size), c)) / 1e6);
        return Timing.Median(rates);
    }

    private static LabelledData<float> Made(int n, int seed)
    {
        const int D = 784, Classes = 10;
        float[] noise = NormalRows.Make(n, D, seed), centres = NormalRows.Make(Classes, D, 99);
        for (int i = 0; i < noise.Length; i++) noise[i] = noise[i] * 0.5f + centres[i / D % Classes * D + i % D] * 0.1f;
        return new LabelledData<float>(noise, D, [.. Enumerable.Range(0, n).Select(i => (float)(i % Classes))]);
    }
}
