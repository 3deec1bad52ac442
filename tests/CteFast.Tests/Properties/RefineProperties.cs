using CsCheck;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Tests.Discrepancy;
using CteFast.Thinning;

namespace CteFast.Tests.Properties;

/// <summary>Refinement exchanges points of a coreset for others as long as that lowers the MMD.</summary>
public sealed class RefineProperties
{
    /// <summary>
    /// For any kernel and points: refinement never raises the MMD, ends where no exchange of two points would lower it, and so stays below the bound of
    /// <see cref="KernelSpace.BoundWithoutBetterExchange"/>.
    /// </summary>
    [Fact]
    public void Refine_AnyKernelAndPoints_EndsWhereNoExchangeIsBetter() => Property.Holds(
        Gen.Select(Problem.Of(1, 80, 6), Gen.Int[0, 80], Gen.Int[0, 10_000]), c =>
        {
            Subject subject = c.Item1.Subject;
            KernelSpace k = subject.Space;
            int[] start = RandomPoints.Sample(k.Count, 1 + c.Item2 % k.Count, c.Item3), coreset = [.. start];
            int passes = subject.Refine(coreset);
            double[] uniform = k.Uniform();
            double before = k.SquaredMmd(k.Measure(start), uniform), after = k.SquaredMmd(k.Measure(coreset), uniform);
            double rounding = 1e-12 * k.Scale;
            Assert.Equal(coreset.Length, coreset.Distinct().Count());
            Assert.InRange(after, 0, before + rounding);
            Assert.InRange(after, 0, k.BoundWithoutBetterExchange(coreset, uniform) + coreset.Length * rounding);
            for (int place = 0; place < coreset.Length; place++)
            {
                for (int point = 0; point < k.Count; point += 1 + k.Count / 9)
                {
                    if (coreset.Contains(point)) continue;
                    int[] exchanged = [.. coreset];
                    exchanged[place] = point;
                    double other = k.SquaredMmd(k.Measure(exchanged), uniform);
                    Assert.True(other >= after - rounding, $"{after} after {passes} passes; {other} with {point} for {coreset[place]}");
                }
            }
        }, LesserMachine.Cases(150));

    /// <summary>In single precision it does not raise the MMD by more than its rounding, and keeps points distinct.</summary>
    [Fact]
    public void Refine_AnyCoreset_NeverRaisesTheMmd()
    {
        Property.ForAll((1, 120), (1, 20), (0, 10_000), (n, d, seed) =>
        {
            int size = 1 + seed % n;
            float[] rows = RandomPoints.NormalSingle(n, d, seed);
            int[] coreset = RandomPoints.Sample(n, size, seed), refined = [.. coreset];
            int passes = new KernelThinning<GaussianKernel, float>(new GaussianKernel(2 * d)).Refine(PointSet<float>.FromRows(rows, d), refined);

            Assert.Equal(size, refined.Distinct().Count());
            var exact = new KernelOracle([.. rows.Select(v => (double)v)], d);
            double before = exact.SquaredMmd(coreset), after = exact.SquaredMmd(refined);
            // A swap is made for a statistic, c times the squared MMD and of size 2, that is lower in single precision: each
            // can lose a few 2 ε/c, and there are at most c in a pass.
            Assert.True(after <= before + passes * 1e-6, $"{before} became {after} in {passes} passes.");
            if (size == n) Assert.Equal(coreset, refined);
        });
    }

    /// <summary>A refined coreset is a fixed point.</summary>
    [Fact]
    public void Refine_Refined_ChangesNothing()
    {
        Property.ForAll((1, 100), (1, 8), (0, 10_000), (n, d, seed) =>
        {
            PointSet<double> points = RandomPoints.Points(n, d, seed);
            int[] coreset = RandomPoints.Sample(n, 1 + seed % n, seed);
            var thinning = new KernelThinning<GaussianKernel, double>(new GaussianKernel(2 * d));
            thinning.Refine(points, coreset);
            int[] again = [.. coreset];
            Assert.Equal(1, thinning.Refine(points, again));
            Assert.Equal(coreset, again);
        });
    }

    /// <summary>Equal points are never exchanged for one another, so that refinement ends.</summary>
    [Fact]
    public void Refine_EveryPointTwice_EndsAndExchangesNoEqualPoints()
    {
        // Equal points must keep equal statistics to the bit, in the coreset or not: else they change places without end.
        Property.ForAll((20, 150), (1, 6), (0, 10_000), (n, d, seed) =>
        {
            float[] rows = RandomPoints.NormalSingle(n, d, seed);
            PointSet<float> points = PointSet<float>.FromRows([.. rows, .. rows], d);
            int[] coreset = RandomPoints.Sample(2 * n, n / 3, seed);
            var kernel = new GaussianKernel(2 * d);
            double[] mean = new double[n];
            KernelMean.Compute(kernel, PointSet<float>.FromRows(rows, d), mean);
            mean = [.. mean, .. mean];
            var thinning = new KernelThinning<GaussianKernel, float>(kernel);
            Assert.InRange(thinning.Refine(points, mean, coreset), 1, 30);
            int[] again = [.. coreset];
            thinning.Refine(points, mean, again);
            // Where other points changed places in between, one may have made room for its equal; where the points are the same ones, none has moved.
            if (coreset.Select(i => i % n).Order().SequenceEqual(again.Select(i => i % n).Order())) Assert.Equal(coreset, again);
        });
    }
}
