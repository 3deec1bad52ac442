using BenchmarkDotNet.Attributes;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Benchmarks;

/// <summary>n points to √n on one thread.</summary>
[MemoryDiagnoser]
public class CompressBenchmarks
{
    private CoresetCompressor<GaussianKernel, float> _compressor = null!;
    private PointSet<float> _points = null!;
    private int[] _coreset = null!;

    [Params(4_096, 16_384)]
    public int N { get; set; }

    [Params(2, 16, 64)]
    public int D { get; set; }

    [Params(false, true)]
    public bool Refine { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _compressor = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(2 * D), new CoresetOptions { Refine = Refine });
        _points = NormalRows.Points(N, D);
        _coreset = new int[(int)Math.Sqrt(N)];
    }

    [Benchmark]
    public void Run() => _compressor.Run(_points, _coreset);
}
