using CsCheck;

namespace CteFast.Tests.Properties;

/// <summary>Halving and splitting by the self-balancing walk, for any kernel, points and δ.</summary>
/// <remarks>
/// Source: Dwivedi and Mackey, <i>Kernel Thinning</i> (JMLR 2024), KT-SPLIT. What follows for the MMD, with its failure probability, is tested by
/// <see cref="Thinning.GuaranteeTests"/> and <see cref="Thinning.WalkGuaranteeTests"/>.
/// </remarks>
public sealed class SplitProperties
{
    private static readonly Gen<(Problem Problem, double Delta, int Seed)> Cases =
        Gen.Select(Problem.Of(2, 90, 5), Gen.OneOf(0.5, 0.1, 0.01, 1e-6), Gen.Int[0, 10_000]);

    /// <summary>A halving deals: of every pair one point goes to each half. So both halves together have the input's mean.</summary>
    [Fact]
    public void Halve_AnyInput_DealsEveryPair() => Property.Holds(Cases, c =>
    {
        (Subject subject, int[] input) = Start(c.Problem, c.Seed, 1);
        (int[] first, int[] second) = subject.Halve(input, c.Delta, RandomPoints.Uniforms(input.Length / 2, c.Seed));
        for (int i = 0; i < first.Length; i++)
            Assert.Equal(new[] { input[2 * i], input[2 * i + 1] }.Order(), new[] { first[i], second[i] }.Order());
    }, LesserMachine.Cases(200));

    /// <summary>
    /// The published walk: with b² = ‖k(x) − k(x')‖², a = max(b σ √(2 ln(2n/δ)), b²) and α the inner product of the sum so far with k(x) − k(x'), the pair is
    /// exchanged with probability (1 − α/a)/2; σ² grows by b² max(0, 1 + (b² − 2a) σ²/a²).
    /// </summary>
    /// <remarks>Decisions are compared one by one, after those that the library has taken before, except where rounding could turn one.</remarks>
    [Fact]
    public void Halve_AnyInput_TossesThePublishedCoins()
    {
        int compared = 0, all = 0;
        Property.Holds(Cases, c =>
        {
            (Subject subject, int[] input) = Start(c.Problem, c.Seed, 1);
            double[] uniforms = RandomPoints.Uniforms(input.Length / 2, c.Seed);
            (int[] first, int[] second) = subject.Halve(input, c.Delta, uniforms);
            KernelSpace k = subject.Space;
            double variance = 0, rounding = 1e-14 * input.Length * k.Scale;
            for (int i = 0; i < first.Length; i++)
            {
                (int x, int y) = (input[2 * i], input[2 * i + 1]);
                double squared = k.SquaredDistance(x, y);
                double a = Math.Max(Math.Sqrt(squared * variance) * Math.Sqrt(2 * Math.Log(2 * input.Length / c.Delta)), squared);
                double alpha = 0;
                for (int j = 0; j < i; j++) alpha += k[x, second[j]] - k[x, first[j]] + k[y, first[j]] - k[y, second[j]];
                double probability = 0.5 * (1 - alpha / a);
                all++;
                // b² is known up to rounding, σ² and so a relatively as well as b².
                if (squared > 1e3 * rounding && Math.Abs(uniforms[i] - probability) > 1e-6)
                {
                    compared++;
                    Assert.True(first[i] == (uniforms[i] <= probability ? y : x), $"pair {i}: α = {alpha}, a = {a}, p = {probability}, u = {uniforms[i]}");
                }

                if (squared > 0) variance = variance == 0 ? squared : variance + squared * Math.Max(0, 1 + (squared / a - 2) * variance / a);
            }
        }, LesserMachine.Cases(300));
        Assert.True(compared > all / 2, $"{compared} of {all} decisions were compared");
    }

    /// <summary>
    /// The walk is symmetric: coins that are turned, 1 − u for u, exchange the halves. So each point is in either half with probability 1/2, and a half's mean
    /// of any function is unbiased.
    /// </summary>
    [Fact]
    public void Halve_CoinsTurned_ExchangesTheHalves() => Property.Holds(Cases, c =>
    {
        (Subject subject, int[] input) = Start(c.Problem, c.Seed, 1);
        double[] uniforms = RandomPoints.Uniforms(input.Length / 2, c.Seed), turned = [.. uniforms.Select(u => 1 - u)];
        (int[] first, int[] second) = subject.Halve(input, c.Delta, uniforms);
        (int[] turnedFirst, int[] turnedSecond) = subject.Halve(input, c.Delta, turned);
        Assert.Equal(first, turnedSecond);
        Assert.Equal(second, turnedFirst);
    }, LesserMachine.Cases(200));

    /// <summary>A split in m rounds halves every coreset of the round before: its 2^m coresets are disjoint, equally large and together the input.</summary>
    [Fact]
    public void Split_AnyRounds_DealsTheInput() => Property.Holds(Gen.Select(Cases, Gen.Int[1, 4]), c =>
    {
        ((Problem problem, double delta, int seed), int rounds) = c;
        (Subject subject, int[] input) = Start(problem, seed, rounds);
        int[] coresets = subject.Split(input, rounds, delta, RandomPoints.Uniforms(rounds * input.Length / 2, seed));
        Assert.Equal(input.Order(), coresets.Order());
        // Of 2^m consecutive points each coreset has one.
        int size = input.Length >> rounds;
        for (int block = 0; block < size; block++)
        {
            Assert.Equal(
                input[(block << rounds)..((block + 1) << rounds)].Order(),
                Enumerable.Range(0, 1 << rounds).Select(coreset => coresets[coreset * size + block]).Order());
        }
    }, LesserMachine.Cases(200));

    /// <summary>
    /// KT-SWAP begins with the best of standard thinning and the split's coresets, and an exchange is only made where it lowers the MMD: so the result is no worse
    /// than any of them. Source: the same paper, KT-SWAP.
    /// </summary>
    [Fact]
    public void Thin_AnyRounds_IsNoWorseThanEveryCandidate() => Property.Holds(Gen.Select(Cases, Gen.Int[1, 3]), c =>
    {
        ((Problem problem, double delta, int seed), int rounds) = c;
        (Subject subject, int[] input) = Start(problem, seed, rounds);
        double[] uniforms = RandomPoints.Uniforms(rounds * input.Length / 2, seed);
        int[] coresets = subject.Split(input, rounds, delta, uniforms), thinned = subject.Thin(input, rounds, delta, uniforms);
        KernelSpace space = subject.Space;
        double[] target = space.Measure(input);
        double least = coresets.Chunk(input.Length >> rounds).Min(coreset => space.SquaredMmd(space.Measure(coreset), target));
        int[] standard = [.. Enumerable.Range(1, input.Length >> rounds).Select(i => input[(i << rounds) - 1])];
        least = Math.Min(least, space.SquaredMmd(space.Measure(standard), target));
        Assert.InRange(space.SquaredMmd(space.Measure(thinned), target), 0, least + 1e-12 * space.Scale);
    }, LesserMachine.Cases(200));

    /// <summary>Compress(g) halves 4 compressed quarters, again and again: what it keeps are distinct points, as many of each bin.</summary>
    /// <remarks>Source: Shetty, Dwivedi and Mackey, <i>Distribution Compression in Near-linear Time</i> (ICLR 2022), algorithm 1.</remarks>
    [Fact]
    public void Compress_AnyLevelsAndBins_KeepsDistinctPointsOfEveryBin() => Property.Holds(
        Gen.Select(Gen.Int[0, 13], Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[0, 10_000]), c =>
        {
            (int kernel, int levels, int bins, int seed) = c;
            int kept = 1 << levels, ofBin = kept << levels;
            Subject subject = new Problem(kernel, new Cloud(CloudShape.Normal, bins * ofBin, 2, 1, seed)).Subject;
            int[] indices = subject.Compress(levels, bins, 0.5 / 256, seed)[..(bins * kept)];
            Assert.Equal(indices.Length, indices.Distinct().Count());
            for (int bin = 0; bin < bins; bin++) Assert.Equal(kept, indices.Count(i => i / ofBin == bin));
        }, LesserMachine.Cases(100));

    /// <summary>An input of distinct points in random order, a multiple of 2^m.</summary>
    private static (Subject Subject, int[] Input) Start(Problem problem, int seed, int rounds)
    {
        int least = 1 << rounds, n = Math.Max(least, problem.Cloud.Count >> rounds << rounds);
        Subject subject = (problem with { Cloud = problem.Cloud with { Count = Math.Max(n, problem.Cloud.Count) } }).Subject;
        return (subject, RandomPoints.Sample(subject.Space.Count, n, seed));
    }
}
