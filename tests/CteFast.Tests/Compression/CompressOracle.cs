using CteFast.Compression;
using CteFast.Tests.Discrepancy;
using CteFast.Tests.Thinning;

namespace CteFast.Tests.Compression;

/// <summary>Compress++ as the paper writes it, with lists that are joined in place of spans that are overwritten.</summary>
internal sealed class CompressOracle(KernelOracle k)
{
    public ThinningOracle Thinning { get; } = new(k);

    /// <summary>The whole of Compress++; how n points come down to c is the plan's to say.</summary>
    public int[] Run(int size, CoresetOptions options)
    {
        var plan = new CompressionPlan(k.Count, size, options);
        // The rows nearest to the middles of equal parts.
        int[] points = [.. Enumerable.Range(0, plan.Used).Select(i => (int)Math.Floor((i + 0.5) * k.Count / plan.Used))];
        var random = new Pcg64(options.Seed);
        if (plan.CompressLevels > 0)
        {
            var seed = new SeedSequence(options.Seed);
            var compressRandom = new Pcg64(seed.Child(0).DerivedSeed());
            random = new Pcg64(seed.Child(1).DerivedSeed());
            points = Parts(points, plan.CompressLevels, plan.Bins, plan.HalveProbability, ref compressRandom);
        }

        double[] uniforms = new double[plan.Rounds * points.Length / 2];
        random.Fill(uniforms);
        int[] coreset = [.. Thinning.Thin(points, plan.Rounds, plan.ThinDelta, uniforms, unique: options.Refine, meanZero: false)];
        if (options.Refine && size < k.Count) Thinning.Refine(coreset);
        return coreset;
    }

    /// <summary>Compresses each of some consecutive parts, none of which splits a run of 2^levels points, and joins what they keep.</summary>
    private int[] Parts(int[] points, int levels, int parts, double halveProbability, ref Pcg64 random)
    {
        List<int> kept = [];
        int[][] units = [.. points.Chunk(1 << levels)];
        for (int part = 0; part < parts; part++)
        {
            int[] block = [.. units[(units.Length * part / parts)..(units.Length * (part + 1) / parts)].SelectMany(unit => unit)];
            if (block.Length == 0) continue;
            if (levels > 1) block = Parts(block, levels - 1, 4, halveProbability, ref random);
            kept.AddRange(HalveSymmetrized(block, halveProbability * block.Length * block.Length, ref random));
        }

        return [.. kept];
    }

    private int[] HalveSymmetrized(int[] points, double delta, ref Pcg64 random)
    {
        if (points.Length == 4)
        {
            (int[] kept, int[] rest) = Thinning.HalveFour(points);
            return random.NextDouble() < 0.5 ? kept : rest;
        }

        double[] uniforms = new double[points.Length / 2];
        random.Fill(uniforms);
        (int[] coreset, int[] complement) = Thinning.Halve(points, delta, uniforms);
        int[] baseline = ThinningOracle.StandardThin(points, points.Length / 2);
        if (Thinning.Best(points, baseline, [coreset, complement], meanZero: false) < 0)
            (coreset, complement) = (baseline, [.. points.Except(baseline)]);
        Thinning.Swap(points, coreset, complement, unique: true, meanZero: false);
        return random.NextDouble() > 0.5 ? complement : coreset;
    }
}
