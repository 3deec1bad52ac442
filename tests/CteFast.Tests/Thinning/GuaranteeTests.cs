using CteFast.Data;
using CteFast.Kernels;
using CteFast.Tests.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

/// <summary>The guarantee of kernel thinning, with its failure probability.</summary>
/// <remarks>
/// The theorem and its bound: <see cref="SubGaussianBound{TKernel}"/>. It lies so far above the MMD that halvings fail it only if balance is lost:
/// most uniform samples do. Where the theorem is sharp is looked at by <see cref="WalkGuaranteeTests"/>.
/// </remarks>
[Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
public class GuaranteeTests
{
    private const int N = 4096;
    private const double Delta = 0.1;
    private const double Rare = 1e-6;

    private readonly GaussianKernel _kernel = new(2);
    private readonly PointSet<double> _points = RandomPoints.Points(N, 1, seed: 11);

    [Fact]
    public void Halve_ManySeeds_FailsNoMoreOftenThanDeltaSays()
    {
        var thinning = new KernelThinning<GaussianKernel, double>(_kernel);
        CheckFailures(rounds: 1, (input, uniforms, coreset) => thinning.Halve(_points, input, Delta, uniforms, coreset, new int[coreset.Length]));
    }

    [Fact]
    public void Thin_ManySeeds_FailsNoMoreOftenThanDeltaSays()
    {
        var thinning = new KernelThinning<GaussianKernel, double>(_kernel);
        CheckFailures(rounds: 2, (input, uniforms, coreset) =>
            thinning.Thin(_points, input, 2, new ThinningOptions { Delta = Delta }, uniforms, coreset));
    }

    // In more dimensions, of rougher kernels and after more rounds the bound of such data is so far off that no test of it could fail.
    [Fact]
    public void Split_CloudOrCube_FailsNoMoreOftenThanDeltaSays()
    {
        PointSet<double> cube = PointSet<double>.FromRows([.. RandomPoints.Uniforms(N, seed: 13).Select(u => 3 * u)], 1);
        new Split(_points, _points, 0.4, rounds: 1).Invoke(new RationalQuadraticKernel(0.5, alpha: 2));
        new Split(cube, cube, 0.02, rounds: 2).Invoke(new GaussianKernel(0.5));
    }

    [Fact]
    public void Split_FewPlacesAnyKernelDeltaAndRounds_FailsNoMoreOftenThanDeltaSays()
    {
        for (int seed = 0; seed < KernelFamilies.CountInDouble; seed++)
        {
            var random = new Random(seed);
            // After m rounds with δ the bound fails with (2^m − 1) δ/2m: where that is much, even samples are allowed to.
            int d = random.Next(1, 7), count = random.Next(2, 4), rounds = 1 + seed % 4;
            double delta = rounds == 1 ? new[] { 0.4, 0.1, 0.02 }[seed % 3] : rounds == 2 ? 0.1 : 0.02;
            double[] places = RandomPoints.Normal(count, d, seed);
            double[][] rows = [.. places.Chunk(d)];
            PointSet<double> points = PointSet<double>.FromRows([.. Enumerable.Range(0, Math.Min(N, 1024 << rounds)).SelectMany(_ => rows[random.Next(count)])], d);
            var split = new Split(points, PointSet<double>.FromRows(places, d), delta, rounds);
            KernelFamilies.InDouble(seed, split);
        }
    }

    private void CheckFailures(int rounds, Action<int[], double[], int[]> thin)
    {
        var bound = new SubGaussianBound<GaussianKernel>(_kernel, _points, _points, Delta, rounds);
        CheckFailures(bound, N, rounds, thin);
        AssertUniformSamplesBreak(bound, N, rounds);
    }

    private static void CheckFailures<TKernel>(SubGaussianBound<TKernel> bound, int n, int rounds, Action<int[], double[], int[]> thin)
        where TKernel : struct, IKernel<double>
    {
        int[] input = [.. Enumerable.Range(0, n)], coreset = new int[n >> rounds];
        SequentialTest test = Failures(bound, seed =>
        {
            thin(input, RandomPoints.Uniforms(rounds * n / 2, seed), coreset);
            return coreset;
        });
        Assert.False(test.IsRejected, $"{test} to exceed {bound}.");
    }

    /// <summary>Else the bound would hold for any halving, and no test of it could fail.</summary>
    private static void AssertUniformSamplesBreak<TKernel>(SubGaussianBound<TKernel> bound, int n, int rounds)
        where TKernel : struct, IKernel<double>
    {
        SequentialTest test = Failures(bound, seed => RandomPoints.Sample(n, n >> rounds, seed));
        Assert.True(test.IsRejected, $"Uniform samples, too, keep to {bound}: {test}.");
    }

    /// <summary>Trials until it is known whether the bound fails no more often than it says, or in half of them: then it is found to but for 1 in 1,000 times.</summary>
    private static SequentialTest Failures<TKernel>(SubGaussianBound<TKernel> bound, Func<int, int[]> coresetOf)
        where TKernel : struct, IKernel<double>
    {
        var test = new SequentialTest(bound.FailureProbability, large: 0.5, falseAlarm: Rare, miss: 1e-3);
        for (int seed = 0; !test.IsDecided; seed++) test.Add(bound.MmdOf(coresetOf(seed)) > bound.Value);
        return test;
    }

    /// <summary>Splits with any kernel.</summary>
    private readonly struct Split(PointSet<double> points, PointSet<double> places, double delta, int rounds) : IDoubleKernelFunction<bool>
    {
        public bool Invoke<TKernel>(TKernel kernel)
            where TKernel : struct, IKernel<double>
        {
            (PointSet<double> all, double failure, int m) = (points, delta, rounds);
            var thinning = new KernelThinning<TKernel, double>(kernel);
            var bound = new SubGaussianBound<TKernel>(kernel, all, places, failure, m);
            int[] coresets = new int[all.Count];
            CheckFailures(bound, all.Count, m, (input, uniforms, coreset) =>
            {
                thinning.Split(all, input, m, failure, uniforms, coresets);
                coresets.AsSpan(0, coreset.Length).CopyTo(coreset);
            });
            AssertUniformSamplesBreak(bound, all.Count, m);
            return true;
        }
    }
}
