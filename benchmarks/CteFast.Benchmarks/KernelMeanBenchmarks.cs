using BenchmarkDotNet.Attributes;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Benchmarks;

/// <summary>The kernel mean of 4,096 points.</summary>
public class KernelMeanBenchmarks
{
    private readonly double[] _mean = new double[4096];
    private PointSet<float> _points = null!;

    [Params(2, 16, 64)]
    public int D { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _points = NormalRows.Points(_mean.Length, D);

    [Benchmark]
    public void Gaussian() => KernelMean.Compute(new GaussianKernel(2 * D), _points, _mean, Threads);
}
