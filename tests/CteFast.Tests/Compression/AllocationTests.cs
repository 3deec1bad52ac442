using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

public class AllocationTests
{
    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [InlineData(4096, 64, true)]
    [InlineData(4096, 64, false)]
    [InlineData(3001, 50, true)]
    [InlineData(3001, 50, false)]
    [InlineData(33_001, 181, true)]
    public void Run_WarmedUp_AllocatesNothing(int n, int size, bool refine)
    {
        PointSet<float> points = RandomPoints.PointsSingle(n, 6, seed: 1);
        var compressor = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(12), new CoresetOptions { Refine = refine });
        int[] coreset = new int[size];
        Allocations.AssertNone(() => compressor.Run(points, coreset));
    }

    [Fact]
    public void Run_SmallerInputAfterALarger_AllocatesNothing()
    {
        var compressor = new CoresetCompressor<GaussianKernel, float>(new GaussianKernel(12), new CoresetOptions());
        compressor.Run(RandomPoints.PointsSingle(4096, 6, seed: 1), new int[64]);
        PointSet<float> points = RandomPoints.PointsSingle(1000, 5, seed: 2);
        int[] coreset = new int[31];
        Allocations.AssertNone(() => compressor.Run(points, coreset));
    }
}
