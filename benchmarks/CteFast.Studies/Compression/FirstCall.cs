using System.Globalization;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Studies.Compression;

/// <summary>The first compression of a fresh process: everything is compiled within it.</summary>
internal static class FirstCall
{
    public const string Command = "compression-first-call";

    /// <summary>The median milliseconds of some processes' first calls, from making the compressor on.</summary>
    public static double Milliseconds(int n, int d, int threads, int processes) =>
        Timing.Median([.. Enumerable.Range(0, processes).Select(_ =>
            ChildProcess.Measure([Command, .. new[] { n, d, threads }.Select(value => value.ToString(CultureInfo.InvariantCulture))])[0])]);

    /// <summary>Measures in this process, which has called nothing yet.</summary>
    public static void Report(string[] options)
    {
        int[] values = [.. options.Select(option => int.Parse(option, CultureInfo.InvariantCulture))];
        (int n, int d, int threads) = (values[0], values[1], values[2]);
        PointSet<float> points = NormalRows.Points(n, d, SpeedTable.DataSeed);
        int[] coreset = new int[(int)Math.Sqrt(n)];
        var coresetOptions = new CoresetOptions { Refine = false, Threads = threads };
        ChildProcess.Report(Timing.Milliseconds(() =>
            new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(2 * d), coresetOptions).Run(points, coreset)));
    }
}
