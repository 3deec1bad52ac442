using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Golden;

public class ThinningGoldenTests
{
    [Fact]
    public void Halve_GoldenUniforms_GivesTheReferenceHalves()
    {
        foreach (var c in GoldenFile.Cases("halve.json"))
        {
            PointSet<double> points = c.Points();
            int[] input = c.TryGetProperty("input_indices", out _) ? c.Ints("input_indices") : points.All();
            int[] first = new int[input.Length / 2], second = new int[input.Length / 2];
            c.Thinning().Halve(points, input, c.Double("delta"), c.Doubles("uniforms"), first, second);
            Assert.Equal(c.Ints("coreset0"), first);
            Assert.Equal(c.Ints("coreset1"), second);
        }
    }

    [Fact]
    public void Split_GoldenUniforms_GivesTheReferenceCoresets()
    {
        foreach (var c in GoldenFile.Cases("split.json"))
        {
            PointSet<double> points = c.Points();
            int[] coresets = new int[points.Count];
            c.Thinning().Split(points, points.All(), c.Int("m"), c.Double("delta"), c.Doubles("uniforms"), coresets);
            Assert.Equal(c.IntRows("coresets").SelectMany(x => x), coresets);
        }
    }

    [Fact]
    public void Best_GoldenCandidates_ChoosesTheReferences()
    {
        foreach (var c in GoldenFile.Cases("best.json"))
        {
            PointSet<double> points = c.Points();
            int[] best = new int[c.Int("m")];
            int[] candidates = [.. c.IntRows("candidates").SelectMany(x => x)];
            c.Thinning().Best(points, points.All(), c.Ints("baseline"), candidates, new ThinningOptions { MeanZero = c.Bool("mean0") }, best);
            Assert.Equal(c.Ints("best"), best);
        }
    }

    [Fact]
    public void Swap_GoldenCoresets_GivesTheReferenceSwaps()
    {
        foreach (var c in GoldenFile.Cases("refine.json"))
        {
            if (c.GetProperty("kernel").GetString() == "sobolev") Check(c, GoldenKernels.Sobolev(c.Doubles("params")));
            else Check(c, GoldenKernels.Gaussian(c.Doubles("params")));
        }

        static void Check<TKernel>(System.Text.Json.JsonElement c, TKernel kernel)
            where TKernel : struct, IKernel<double>
        {
            PointSet<double> points = c.Points();
            bool unique = c.Bool("unique");
            int[] coreset = c.Ints("initial"), complement = unique ? c.Ints("initial_complement") : [];
            var options = new ThinningOptions { MeanZero = c.Bool("mean0"), Unique = unique };
            new KernelThinning<TKernel, double>(kernel).Swap(points, points.All(), options, coreset, complement);
            Assert.Equal(c.Ints("refined"), coreset);
            Assert.Equal(unique ? c.Ints("refined_complement") : [], complement);
        }
    }

    [Fact]
    public void Thin_GoldenUniforms_GivesTheReferenceCoreset()
    {
        foreach (var c in GoldenFile.Cases("thin_k.json"))
        {
            PointSet<double> points = c.Points();
            int[] coreset = new int[points.Count >> c.Int("m")];
            var options = new ThinningOptions { Delta = c.Double("delta"), Unique = c.Bool("unique"), MeanZero = c.Bool("mean0") };
            c.Thinning().Thin(points, points.All(), c.Int("m"), options, c.Doubles("uniforms"), coreset);
            Assert.Equal(c.Ints("coreset"), coreset);
        }
    }

    [Fact]
    public void HalveFour_GoldenPoints_GivesTheReferencePairs()
    {
        foreach (var c in GoldenFile.Cases("opt_halve4.json"))
        {
            PointSet<double> points = PointSet<double>.FromRows(c.Doubles("x"), c.Doubles("x").Length / 4);
            int[] coreset = new int[2];
            c.Thinning().HalveFour(points, points.All(), default, c.Double("uniform"), coreset);
            Assert.Equal(c.Ints("coreset"), coreset);
            c.Thinning().HalveFour(points, points.All(), new ThinningOptions { MeanZero = true }, c.Double("uniform"), coreset);
            Assert.Equal(c.Ints("coreset_mean0"), coreset);
        }
    }
}
