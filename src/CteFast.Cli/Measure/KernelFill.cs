using System.Diagnostics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics;

namespace CteFast.Cli.Measure;

/// <summary>The Gaussian kernel matrix, tile by tile in the cache, beside what the processor can do.</summary>
/// <remarks>
/// A pair takes d differences and d + 7 fused multiply-adds, which run beside each other on processors with pipes for both. Tiles are of 16
/// rows against 256, as the loops of the library do.
/// </remarks>
internal static class KernelFill
{
    private const int Rows = 1024, PanelBlocks = 16, Stride = PanelBlocks * PointBlock.Size;

    /// <summary>The fused multiply-adds of a pair of rows of d features.</summary>
    public static int FusedMultiplyAdds(int d) => d + 7;

    /// <summary>The median nanoseconds a pair, and the median of a reference measured between the rounds, so that changes of the clock fall on both.</summary>
    /// <param name="d">The number of features.</param>
    /// <param name="rounds">The rounds.</param>
    /// <param name="reference">Measures what the processor can do.</param>
    public static (double Nanoseconds, double Reference) Measure(int d, int rounds, Func<double> reference)
    {
        double[] medians = Timing.Medians(rounds, Round(new GaussianKernel(2 * d), d), reference);
        return (medians[0], medians[1]);
    }

    /// <summary>What fills a matrix of a kernel of d features and returns the nanoseconds a pair.</summary>
    public static Func<double> Round<TKernel>(TKernel kernel, int d)
        where TKernel : struct, IKernel<float>
    {
        PointSet<float> points = NormalRows.Points(Rows, d, seed: 1);
        var panel = new AlignedBuffer<float>(PointBlock.Size * Stride);
        return () =>
        {
            long start = Stopwatch.GetTimestamp();
            Fill(kernel, points, panel);
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds / (Rows * Stride);
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill<TKernel>(TKernel kernel, PointSet<float> points, AlignedBuffer<float> panel)
        where TKernel : struct, IKernel<float>
    {
        for (int block = 0; block < points.BlockCount; block++)
            kernel.Fill(ref points.Block(block), PointBlock.Size, ref points.Blocks, PanelBlocks, points.FeatureCount, ref panel.Reference, Stride);
    }
}
