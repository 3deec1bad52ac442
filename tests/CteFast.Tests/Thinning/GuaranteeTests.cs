using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

/// <summary>The guarantee of kernel thinning, with its failure probability.</summary>
/// <remarks>
/// <para>
/// Theorem (Dwivedi and Mackey, <i>Kernel Thinning</i>, JMLR 2024: the self-balancing Hilbert walk with growing
/// thresholds). Of n points halved with δ, whose pairs have b² = ‖k(x, ·) − k(x', ·)‖² ≤ B², the walk's sum ψ (n times the difference of the mean embeddings of the first half
/// and of all) is, but for an event of probability δ/2, sub-Gaussian in the kernel's space: E exp⟨ψ, f⟩ ≤ exp(σ²‖f‖²/2)
/// with σ = B (c + 1/c)/2, c² = 2 ln(2n/δ). (The event: that some |α| exceeds its threshold a; a pair's probability is at
/// most δ/n, and there are n/2 pairs.)
/// </para>
/// <para>
/// In m rounds the first coreset's error is Σ ψ_j/n_j, and so sub-Gaussian with σ² = Σ σ_j²/n_j². Its norm within a space of
/// r dimensions exceeds σ √(r + 2√(rt) + 2t) with probability at most e^−t (Hsu, Kakade and Zhang, 2012). Outside the
/// span of r of the points it is at most Σ_j √(n_j R)/n_j with R the squared distances of all points from the span: sums of n_j
/// signed vectors, by Cauchy and Schwarz. Best and swap can only lower the MMD.
/// </para>
/// </remarks>
public class GuaranteeTests
{
    private const int N = 4096;
    private const int Trials = 100;
    private const double Delta = 0.1;

    // P(norm too large) = e^−t.
    private static readonly double T = Math.Log(20);

    private readonly GaussianKernel _kernel = new(2);
    private readonly double[] _rows = RandomPoints.Normal(N, 1, seed: 11);
    private readonly PointSet<double> _points;
    private readonly double[] _mean = new double[N];

    public GuaranteeTests()
    {
        _points = PointSet<double>.FromRows(_rows, 1);
        KernelMean.Compute(_kernel, _points, _mean);
    }

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
        double bound = Bound(rounds);
        int broken = Enumerable.Range(0, 50).Count(seed => MmdOf(RandomPoints.Sample(N, N >> rounds, seed)) > bound);
        Assert.True(broken > 25, $"{broken} of 50 uniform samples exceed {bound}.");
    }

    private double MmdOf(int[] coreset) => Math.Sqrt(Mmd.Squared(_kernel, _points, _mean, coreset));

    private void CheckFailures(int rounds, Action<int[], double[], int[]> thin)
    {
        int[] input = [.. Enumerable.Range(0, N)], coreset = new int[N >> rounds];
        double bound = Bound(rounds);
        int failures = 0;
        for (int seed = 0; seed < Trials; seed++)
        {
            thin(input, RandomPoints.Uniforms(rounds * N / 2, seed), coreset);
            if (MmdOf(coreset) > bound) failures++;
        }

        double probability = Math.Exp(-T);
        for (int round = 0; round < rounds; round++) probability += DeltaOf(round, rounds) / 2;
        Assert.True(BinomialTail(failures, Trials, probability) > 1e-6, $"{failures} of {Trials} exceed {bound}, each with probability {probability} at most.");
    }

    private static double DeltaOf(int round, int rounds) => Delta * (1 << round) / rounds;

    /// <summary>What the MMD exceeds with probability e^−T at most, once no threshold is exceeded.</summary>
    private double Bound(int rounds)
    {
        double variance = 0, outside = 0;
        for (int round = 0; round < rounds; round++)
        {
            // B² = 2 for a kernel in [0, 1].
            int n = N >> round;
            double c = Math.Sqrt(2 * Math.Log(2 * n / DeltaOf(round, rounds))), deviation = Math.Sqrt(2) * (c + 1 / c) / 2;
            variance += deviation * deviation / n / n;
            outside += Math.Sqrt(1.0 / n);
        }

        // A space of any number of dimensions will do; the best is taken.
        return Residuals().Select((residual, r) => Math.Sqrt(variance * (r + 2 * Math.Sqrt(r * T) + 2 * T)) + outside * Math.Sqrt(residual)).Min();
    }

    /// <summary>The squared distances of all points from the span of the r farthest, summed, for r = 0, 1, …: Cholesky's with pivots.</summary>
    private IEnumerable<double> Residuals()
    {
        double[] left = new double[N];
        Array.Fill(left, 1);
        List<double[]> columns = [];
        while (columns.Count < 40)
        {
            yield return left.Sum();
            int pivot = Array.IndexOf(left, left.Max());
            double root = Math.Sqrt(left[pivot]);
            // What is left after that is rounding.
            if (root < 1e-6) yield break;
            double[] column = new double[N];
            for (int i = 0; i < N; i++)
            {
                double k = Math.Exp(-Math.Pow(_rows[i] - _rows[pivot], 2) / 2);
                column[i] = (k - columns.Sum(c => c[i] * c[pivot])) / root;
                left[i] = Math.Max(0, left[i] - column[i] * column[i]);
            }

            columns.Add(column);
        }
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
