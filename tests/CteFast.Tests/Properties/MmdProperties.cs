using CsCheck;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Properties;

/// <summary>The maximum mean discrepancy, for any kernel, points, coreset and weights.</summary>
/// <remarks>Source: Gretton, Borgwardt, Rasch, Schölkopf and Smola, <i>A Kernel Two-Sample Test</i> (JMLR 2012).</remarks>
public sealed class MmdProperties
{
    // Sums of up to 120² values, each with a few roundoffs of the largest: 1e-16 times √120² and a factor of 100.
    private const double Rounding = 1e-12;

    private static readonly Gen<(Problem Problem, int Size, int Seed)> Cases = Gen.Select(Problem.Of(1, 120, 6), Gen.Int[1, 40], Gen.Int[0, 10_000]);

    /// <summary>Definition: MMD² = (v − w)ᵀ K (v − w) for the measures v and w of the coreset and of all points. Points may be there more than once.</summary>
    [Fact]
    public void Squared_AnyCoresetAndWeights_IsTheQuadraticForm() => Property.Holds(Cases, c =>
    {
        Subject subject = c.Problem.Subject;
        var random = new Random(c.Seed);
        int[] coreset = [.. Enumerable.Range(0, c.Size).Select(_ => random.Next(subject.Space.Count))];
        double[] parts = [.. coreset.Select(_ => random.NextDouble())], weights = [.. parts.Select(part => part / parts.Sum())];
        foreach (double[]? given in (double[]?[])[null, weights])
        {
            double expected = subject.Space.SquaredMmd(subject.Space.Measure(coreset, given), subject.Space.Uniform());
            Assert.Equal(expected, subject.SquaredMmd(coreset, given), Rounding * subject.Space.Scale);
        }
    }, LesserMachine.Cases(200));

    /// <summary>
    /// Theorem (sampling without replacement; Cochran, <i>Sampling Techniques</i>, 1977): the mean over all samples of m of n points is
    /// (n − m)/(m (n − 1)) times the variance of a point's embedding, which is the mean of k(x, x) less the mean of all k(x, y).
    /// </summary>
    [Fact]
    public void SquaredOfUniform_AnySize_IsTheVarianceOfASample() => Property.Holds(Cases, c =>
    {
        Subject subject = c.Problem.Subject;
        KernelSpace space = subject.Space;
        int n = space.Count, m = 1 + c.Size % n;
        double variance = Enumerable.Range(0, n).Average(i => space[i, i] - Enumerable.Range(0, n).Average(j => space[i, j]));
        double expected = n == m ? 0 : (double)(n - m) / (n - 1) / m * variance;
        Assert.Equal(expected, subject.SquaredMmdOfUniform(m), Rounding * space.Scale);
    }, LesserMachine.Cases(200));

    /// <summary>MMD(P, P) = 0, in whatever order the points are named.</summary>
    [Fact]
    public void Squared_WholeInput_IsZero() => Property.ForAll((1, 70), (1, 9), (0, 1000), (n, d, seed) =>
    {
        PointSet<double> points = RandomPoints.Points(n, d, seed);
        var kernel = new GaussianKernel(2 * d);
        // Three means near 1 cancel.
        Assert.InRange(Mmd.Squared(kernel, points, Means(kernel, points), RandomPoints.Sample(n, n, seed)), 0, 1e-15);
    });

    /// <summary>An estimate through two sets of reference points is unbiased, and is the MMD itself where all points are references.</summary>
    [Fact]
    public void SquaredThrough_InputItselfForReferences_IsTheMmd() => Property.ForAll((1, 90), (1, 9), (0, 1000), (n, d, seed) =>
    {
        double[] rows = RandomPoints.Normal(n, d, seed);
        PointSet<double> points = PointSet<double>.FromRows(rows, d);
        var kernel = new GaussianKernel(2 * d);
        double[] mean = Means(kernel, points);
        int[] coreset = RandomPoints.Sample(n, 1 + seed % n, seed);
        PointSet<double> chosen = PointSet<double>.FromRows([.. coreset.SelectMany(i => rows.AsSpan(d * i, d).ToArray())], d);
        // Means near 1 cancel.
        Assert.Equal(Mmd.Squared(kernel, points, mean, coreset), Mmd.SquaredThrough(kernel, chosen, points, points), 2e-15);
        Assert.Equal(Mmd.SquaredOfUniform(kernel, points, mean, coreset.Length), Mmd.SquaredOfUniformThrough(kernel, points, points, n, coreset.Length), 2e-15);
    });

    private static double[] Means(GaussianKernel kernel, PointSet<double> points)
    {
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        return mean;
    }
}
