// <guide>
using CteFast.Compression;
using CteFast.Data;
using CteFast.Explain;
using CteFast.Kernels;
// </guide>

namespace CteFast.Repository.Tests.Guides;

/// <summary>The code of docs/own-kernels.md, between the markers; what stands around them is the test of it.</summary>
public sealed class OwnKernelsGuide
{
    [Fact]
    public void Kernel_OfOnesOwn_ChoosesABackground()
    {
        const int featureCount = 5;
        Random random = new(1);
        float[] rows = [.. Enumerable.Range(0, featureCount * 1000).Select(_ => random.NextSingle())];

        // <guide>
        CauchyKernel kernel = new(squaredBandwidth: 2 * featureCount);
        PointSet<float> points = PointSet<float>.FromRowsStandardized(rows, featureCount);
        Coreset coreset = Coreset.Compress(points, kernel, size: 64, new CoresetOptions { Seed = 1 });
        Background background = Background.Of(coreset, rows);
        // </guide>

        Assert.Equal(64, background.Count);
        Assert.True(coreset.SquaredMmd < coreset.SquaredMmdUniform / 4);
    }
}

// <guide>
/// <summary>k(x, y) = 1 / (1 + ‖x − y‖²/σ²).</summary>
[Kernel]
internal readonly partial struct CauchyKernel(double squaredBandwidth)
{
    private readonly double _inverse = 1 / squaredBandwidth;

    private static double Term(double x, double y) => (x - y) * (x - y);

    private double Profile(double sum) => 1 / (1 + sum * _inverse);
}
// </guide>
