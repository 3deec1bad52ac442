using BenchmarkDotNet.Attributes;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics.Random;
using CteFast.Thinning;

namespace CteFast.Benchmarks;

/// <summary>A symmetrised halving, the step of Compress.</summary>
[MemoryDiagnoser]
public class HalvingBenchmarks
{
    private KernelThinning<GaussianKernel, float> _thinning = null!;
    private PointSet<float> _points = null!;
    private int[] _indices = null!;

    [Params(256, 1024)]
    public int N { get; set; }

    [Params(2, 16, 64)]
    public int D { get; set; }

    [Params(false, true)]
    public bool Swap { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _thinning = new KernelThinning<GaussianKernel, float>(new GaussianKernel(2 * D));
        _points = NormalRows.Points(N, D);
        _indices = new int[N];
    }

    [Benchmark]
    public void Symmetrized()
    {
        for (int i = 0; i < _indices.Length; i++) _indices[i] = i;
        var random = new Pcg64(seed: 1);
        _thinning.HalveSymmetrized(_points, _indices, delta: .5, Swap, ref random);
    }
}
