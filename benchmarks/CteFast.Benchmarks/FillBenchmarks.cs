using BenchmarkDotNet.Attributes;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics;

namespace CteFast.Benchmarks;

/// <summary>The kernel matrix of 16 points against 256, by family: 4,096 pairs an operation.</summary>
public class FillBenchmarks
{
    private const int Blocks = 16, Stride = Blocks * PointBlock.Size, Pairs = PointBlock.Size * Stride;

    private readonly AlignedBuffer<float> _matrix = new(Pairs);
    private PointSet<float> _points = null!;

    [Params(2, 8, 16, 64)]
    public int D { get; set; }

    [GlobalSetup]
    public void Setup() => _points = NormalRows.Points(Stride, D);

    [Benchmark(Baseline = true, OperationsPerInvoke = Pairs)]
    public void Gaussian() => Fill(new GaussianKernel(2 * D));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void Laplace() => Fill(new LaplaceKernel(D));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void Matern12() => Fill(new Matern12Kernel(D));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void Matern32() => Fill(new Matern32Kernel(D));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void Matern52() => Fill(new Matern52Kernel(D));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void InverseMultiquadric() => Fill(new InverseMultiquadricKernel(D));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void RationalQuadratic() => Fill(new RationalQuadraticKernel(D, 1.5));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void BSpline() => Fill(new BSplineKernel(D));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void Sobolev() => Fill(new SobolevKernel(1));

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void SumOfTwoGaussians() => Fill(new SumKernel<GaussianKernel, float>(new GaussianKernel(D), new GaussianKernel(4 * D)));

    private void Fill<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel<float> =>
        kernel.Fill(ref _points.Blocks, PointBlock.Size, ref _points.Blocks, Blocks, D, ref _matrix.Reference, Stride);
}
