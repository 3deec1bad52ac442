using System.Text.Json;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Golden;

public class CompressionGoldenTests
{
    [Fact]
    public void Pcg64_Seed_DrawsNumPysNumbers()
    {
        foreach (JsonElement c in GoldenFile.Cases("compress.json"))
        {
            var random = new Pcg64(c.Int("pcg64_seed"));
            foreach (double expected in c.Doubles("uniforms")) Assert.Equal(expected, random.NextDouble());
        }
    }

    [Theory]
    [InlineData("compresspp.json")]
    [InlineData("compresspp_g4_4096.json")]
    [InlineData("compresspp_g4_16384.json")]
    public void SeedSequence_Children_DrawNumPysNumbers(string file)
    {
        foreach (JsonElement c in GoldenFile.Cases(file))
        {
            var seed = new SeedSequence(c.Int("seed"));
            Pcg64 compress = new(seed.Child(0).DerivedSeed()), thin = new(seed.Child(1).DerivedSeed());
            foreach (double expected in c.Doubles("compress_uniforms")) Assert.Equal(expected, compress.NextDouble());
            foreach (double expected in c.Doubles("thin_uniforms")) Assert.Equal(expected, thin.NextDouble());
        }
    }

    [Fact]
    public void Compress_GoldenSeeds_GivesTheReferenceCoresets()
    {
        foreach (JsonElement c in GoldenFile.Cases("compress.json"))
        {
            if (c.GetProperty("kernel").GetString() == "sobolev") Check(c, GoldenKernels.Sobolev(c.Doubles("params")));
            else Check(c, GoldenKernels.Gaussian(c.Doubles("params")));
        }

        static void Check<TKernel>(JsonElement c, TKernel kernel)
            where TKernel : struct, IKernel<double>
        {
            PointSet<double> points = c.Points();
            int g = c.Int("g"), bins = c.Int("num_bins"), levels = int.Log2(points.Count / bins) / 2 - g;
            double halveProbability = c.Double("delta") / Math.Pow(4, g + 1) / levels / points.Count;
            int[] indices = points.All();
            var random = new Pcg64(c.Int("pcg64_seed"));
            new CompressBins<TKernel, double>(kernel, threads: 1)
                .Run(points, indices, levels, bins, halveProbability, !c.Bool("skip_swap"), ref random);
            Assert.Equal(c.Ints("coreset"), indices[..(points.Count >> levels)]);
        }
    }

    [Theory]
    [InlineData("compresspp.json")]
    [InlineData("compresspp_g4_4096.json")]
    [InlineData("compresspp_g4_16384.json")]
    public void CompressPlusPlus_SeedAlone_GivesTheReferenceCoreset(string file)
    {
        foreach (JsonElement c in GoldenFile.Cases(file))
        {
            int d = c.Int("d"), used = c.Int("n_used"), n = c.Int("n");
            double[] x = c.Doubles("x");
            // Of an input whose size is no power of four the reference takes rows at even distances.
            int[] rows = [.. Enumerable.Range(0, used).Select(i => (int)(n - 1 - (n - 1.0) * i / (used - 1))).Reverse()];
            PointSet<double> points = PointSet<double>.FromRows([.. rows.SelectMany(r => x.AsSpan(r * d, d).ToArray())], d);
            var options = new CoresetOptions { Seed = c.Int("seed"), Oversampling = c.Int("g"), Bins = c.Int("num_bins"), Delta = c.Double("delta"), Refine = false };
            int[] coreset = new int[c.Ints("coreset").Length];
            new CoresetCompressor<SumKernel<GaussianKernel, double>, double>(GoldenKernels.Gaussian(c.Doubles("lam_sq")), options).Run(points, coreset);
            Assert.Equal(c.Ints("coreset"), coreset.Select(i => rows[i]));
        }
    }
}
