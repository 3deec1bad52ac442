using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

/// <summary>Splits of many points, whose panels are shared by threads.</summary>
public class SplitTests
{
    /// <summary>One panel and several, whole and not, the last block full and not.</summary>
    public static TheoryData<int, int> Shapes => new() { { 256, 1 }, { 272, 2 }, { 1006, 1 }, { 2048, 3 }, { 4100, 2 } };

    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Thin_Threads_GiveTheSameIndices(int n, int rounds)
    {
        PointSet<float> points = RandomPoints.PointsSingle(n, 3, seed: n);
        double[] uniforms = RandomPoints.Uniforms(rounds * n / 2, seed: 1);
        int[] serial = Thin(threads: 1);
        Assert.Equal(n >> rounds, serial.Distinct().Count());
        Assert.Equal(serial, Thin(threads: 2));
        Assert.Equal(serial, Thin(threads: 5));

        int[] Thin(int threads)
        {
            int[] coreset = new int[n >> rounds];
            new KernelThinning<GaussianKernel, float>(new GaussianKernel(6), threads)
                .Thin(points, [.. Enumerable.Range(0, n)], rounds, new ThinningOptions { Unique = true }, uniforms, coreset);
            return coreset;
        }
    }

    /// <summary>The kernel mean that a split takes along decides the swaps, which differ where it is off.</summary>
    [Trait(LesserMachine.Trait, LesserMachine.NeedsVectors)]
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Thin_MeanTakenAlong_IsTheKernelMean(int n, int rounds)
    {
        PointSet<double> points = RandomPoints.Points(n, 2, seed: n);
        double[] uniforms = RandomPoints.Uniforms(rounds * n / 2, seed: 1);
        int[] input = [.. Enumerable.Range(0, n)], coreset = new int[n >> rounds], generalized = new int[n >> rounds];
        var kernel = new GaussianKernel(4);
        new KernelThinning<GaussianKernel, double>(kernel).Thin(points, input, rounds, new ThinningOptions(), uniforms, coreset);
        // This one computes the kernel mean by itself.
        new GeneralizedKernelThinning<GaussianKernel, GaussianKernel, double>(kernel, kernel).Thin(points, input, rounds, new ThinningOptions(), uniforms, generalized);
        Assert.Equal(generalized, coreset);
    }
}
