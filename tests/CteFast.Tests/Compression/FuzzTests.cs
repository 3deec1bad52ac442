using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

/// <summary>Random shapes, data, kernels and options, the same ones in every run: whatever comes in, what comes out is a coreset.</summary>
public class FuzzTests
{
    private static readonly int Cases = LesserMachine.Cases(800);

    [Fact]
    public void Compress_AnyShapeDataKernelAndOptions_GivesACoreset()
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            // Mostly small, where the corners are.
            int n = random.Next(8) == 0 ? random.Next(1, 3000) : random.Next(1, 100), d = random.Next(6) == 0 ? random.Next(1, 70) : random.Next(1, 8);
            float[] rows = Rows(random, n, d);
            PointSet<float> points = PointSet<float>.FromRowsStandardized(rows, d);
            var family = (KernelFamily)random.Next(9);
            var kernel = new KernelChoice(family, random.Next(3) switch
            {
                0 => Bandwidth.Standardized(d),
                1 => Bandwidth.MedianHeuristic(points),
                _ => Math.Pow(10, 8 * random.NextDouble() - 4),
            });
            var options = new CoresetOptions
            {
                Method = (CompressionMethod)random.Next(5),
                Seed = random.Next(),
                Oversampling = random.Next(5),
                Bins = random.Next(1, 7),
                Delta = Math.Pow(10, -3 * random.NextDouble()) * 0.999,
                Refine = random.Next(2) == 0,
                Weighted = random.Next(3) == 0,
            };
            int size = random.Next(3) switch { 0 => 1 + random.Next(n), 1 => 1 + (int)Math.Sqrt(random.Next(n)), _ => random.Next(4) == 0 ? n : 1 };
            string what = $"seed {seed}: {n} x {d} to {size}, {kernel}, {options}";

            Coreset coreset = Coreset.Compress(points, kernel, size, options);
            Check(coreset, points, size, options, what);
            Coreset parallel = Coreset.Compress(points, kernel, size, options with { Threads = 3 });
            Assert.True(coreset.Indices.SequenceEqual(parallel.Indices), $"{what}: other rows on three threads");
            Assert.True((coreset.Weights ?? []).SequenceEqual(parallel.Weights ?? []), $"{what}: other weights on three threads");
            Assert.True((coreset.SquaredMmd, coreset.KernelEvaluations) == (parallel.SquaredMmd, parallel.KernelEvaluations), $"{what}: other figures on three threads");
            if (options.Refine) CheckRefined(coreset, points, kernel, size, options, what);
        }
    }

    private static void Check(Coreset coreset, PointSet<float> points, int size, CoresetOptions options, string what)
    {
        Assert.True(coreset.Indices.Count == size && coreset.Indices.All(i => i >= 0 && i < points.Count), $"{what}: {string.Join(' ', coreset.Indices)}");
        // Unrefined kernel thinning swaps in any row, one there already included.
        if (options.Refine || options.Method is CompressionMethod.Herding or CompressionMethod.StandardThinning or CompressionMethod.Uniform)
            Assert.True(coreset.Indices.Distinct().Count() == size, $"{what}: rows twice");
        Assert.True(double.IsFinite(coreset.SquaredMmd) && coreset.SquaredMmd >= 0, $"{what}: squared MMD {coreset.SquaredMmd}");
        Assert.True(double.IsFinite(coreset.SquaredMmdUniform) && coreset.SquaredMmdUniform >= 0, $"{what}: uniform's {coreset.SquaredMmdUniform}");
        Assert.True(coreset.Weights is null == !options.Weighted, what);
        if (coreset.Weights is { } weights)
            Assert.True(weights.Count == size && weights.All(w => w is >= 0 and <= 1) && Math.Abs(weights.Sum() - 1) < 1e-12, $"{what}: weights {string.Join(' ', weights)}");
        Assert.True(coreset.KernelEvaluations > 0, what);
    }

    /// <summary>Against the same start where it is one: Compress++ and kernel thinning keep rows apart for refinement, and so start from others.</summary>
    private static void CheckRefined(Coreset refined, PointSet<float> points, KernelChoice kernel, int size, CoresetOptions options, string what)
    {
        if (options.Method is CompressionMethod.CompressPlusPlus or CompressionMethod.KernelThinning || options.Weighted) return;
        Coreset start = Coreset.Compress(points, kernel, size, options with { Refine = false });
        // Rounding in single precision of the statistics that are compared.
        double rounding = 1e-6 * (kernel.Family == KernelFamily.SumOfGaussians ? 3 : 1);
        Assert.True(refined.SquaredMmd <= start.SquaredMmd + rounding, $"{what}: {start.SquaredMmd} became {refined.SquaredMmd}");
    }

    private static float[] Rows(Random random, int n, int d)
    {
        int shape = random.Next(7);
        float scale = MathF.Pow(10, random.Next(-20, 20)), offset = random.Next(3) == 0 ? 1000 * scale : 0;
        float[] rows = new float[n * d];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = i / d, column = i % d;
            rows[i] = shape switch
            {
                0 => random.Next(2),                                            // corners of a cube
                1 => row % 5,                                                   // few different rows
                2 => column == 0 ? row : 1,                                     // a line
                3 => random.Next(50) == 0 ? 1e6f : random.NextSingle(),          // outliers
                4 => offset,                                                    // one row
                _ => offset + scale * (float)(random.NextDouble() + random.NextDouble() - random.NextDouble()),
            };
        }

        return rows;
    }
}
