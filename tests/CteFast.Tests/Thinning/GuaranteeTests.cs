using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

/// <summary>The guarantee of kernel thinning, with its failure probability.</summary>
/// <remarks>The theorem and its bound: <see cref="SubGaussianBound{TKernel}"/>.</remarks>
public class GuaranteeTests
{
    private const int N = 4096;
    private const int Trials = 100;
    private const double Delta = 0.1;

    private readonly GaussianKernel _kernel = new(2);
    private readonly PointSet<double> _points = RandomPoints.Points(N, 1, seed: 11);

    [Fact]
    public void Halve_ManySeeds_FailsNoMoreOftenThanDeltaSays()
    {
        var thinning = new KernelThinning<GaussianKernel, double>(_kernel);
        CheckFailures(rounds: 1, (input, uniforms, coreset) => thinning.Halve(_points, input, Delta, uniforms, coreset, new int[coreset.Length]));
    }

    [Fact]
    public void Split_ManySeeds_FailsNoMoreOftenThanDeltaSays()
    {
        var thinning = new KernelThinning<GaussianKernel, double>(_kernel);
        int[] coresets = new int[N];
        CheckFailures(rounds: 2, (input, uniforms, coreset) =>
        {
            thinning.Split(_points, input, 2, Delta, uniforms, coresets);
            coresets.AsSpan(0, coreset.Length).CopyTo(coreset);
        });
    }

    [Fact]
    public void Thin_ManySeeds_FailsNoMoreOftenThanDeltaSays()
    {
        var thinning = new KernelThinning<GaussianKernel, double>(_kernel);
        CheckFailures(rounds: 2, (input, uniforms, coreset) =>
            thinning.Thin(_points, input, 2, new ThinningOptions { Delta = Delta }, uniforms, coreset));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Bound_UniformSamples_MostlyBreakIt(int rounds)
    {
        // Else the bound would hold for any halving, and the tests above could not fail.
        var bound = new SubGaussianBound<GaussianKernel>(_kernel, _points, Delta, rounds);
        AssertUniformSamplesBreak(bound, rounds);
    }

    // In more dimensions, of rougher kernels and after more rounds the bound is so far off that no test of it could fail.
    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.5, 2)]
    [InlineData(0.02, 1)]
    [InlineData(0.02, 2)]
    public void Split_AnyDeltaRoundsDataAndKernel_FailsNoMoreOftenThanDeltaSays(double delta, int rounds)
    {
        // Normal, uniform, and on three places.
        double[] uniforms = RandomPoints.Uniforms(N, seed: 13);
        foreach (double[] rows in (double[][])[RandomPoints.Normal(N, 1, seed: 12), [.. uniforms.Select(u => 3 * u)], [.. uniforms.Select(u => Math.Floor(3 * u))]])
        {
            PointSet<double> points = PointSet<double>.FromRows(rows, 1);
            CheckSplit(new GaussianKernel(0.5), points, delta, rounds);
            CheckSplit(new GaussianKernel(2), points, delta, rounds);
            CheckSplit(new RationalQuadraticKernel(0.5, alpha: 2), points, delta, rounds);
            if (rounds == 1) CheckSplit(new InverseMultiquadricKernel(0.5), points, delta, rounds);
        }
    }

    private static void CheckSplit<TKernel>(TKernel kernel, PointSet<double> points, double delta, int rounds)
        where TKernel : struct, IKernel<double>
    {
        var thinning = new KernelThinning<TKernel, double>(kernel);
        var bound = new SubGaussianBound<TKernel>(kernel, points, delta, rounds);
        int[] coresets = new int[N];
        CheckFailures(bound, rounds, trials: 40, (input, uniforms, coreset) =>
        {
            thinning.Split(points, input, rounds, delta, uniforms, coresets);
            coresets.AsSpan(0, coreset.Length).CopyTo(coreset);
        });
        AssertUniformSamplesBreak(bound, rounds);
    }

    private static void AssertUniformSamplesBreak<TKernel>(SubGaussianBound<TKernel> bound, int rounds)
        where TKernel : struct, IKernel<double>
    {
        int broken = Enumerable.Range(0, 50).Count(seed => bound.MmdOf(RandomPoints.Sample(N, N >> rounds, seed)) > bound.Value);
        Assert.True(broken > 25, $"{broken} of 50 uniform samples exceed {bound}.");
    }

    private void CheckFailures(int rounds, Action<int[], double[], int[]> thin) =>
        CheckFailures(new SubGaussianBound<GaussianKernel>(_kernel, _points, Delta, rounds), rounds, Trials, thin);

    private static void CheckFailures<TKernel>(SubGaussianBound<TKernel> bound, int rounds, int trials, Action<int[], double[], int[]> thin)
        where TKernel : struct, IKernel<double>
    {
        int[] input = [.. Enumerable.Range(0, N)], coreset = new int[N >> rounds];
        int failures = 0;
        for (int seed = 0; seed < trials; seed++)
        {
            thin(input, RandomPoints.Uniforms(rounds * N / 2, seed), coreset);
            if (bound.MmdOf(coreset) > bound.Value) failures++;
        }

        Assert.True(BinomialTail(failures, trials, bound.FailureProbability) > 1e-6, $"{failures} of {trials} exceed {bound}.");
    }

    /// <summary>The probability of <paramref name="least"/> or more successes.</summary>
    private static double BinomialTail(int least, int trials, double probability)
    {
        double below = 0, term = Math.Pow(1 - probability, trials);
        for (int i = 0; i < least; i++)
        {
            below += term;
            term *= probability / (1 - probability) * (trials - i) / (i + 1);
        }

        return 1 - below;
    }
}
