using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Tests.Golden;

/// <summary>Filters of one eigenvalue.</summary>
public sealed class SpectralTests
{
    // G0: σ = 2, η = 0.1, K = 10, g = 1, N = 5, ∇f = 3.
    [Fact]
    public void Filters_ScalarTable_IsTheGolden()
    {
        Assert.Equal(0.26778774528, SegmentFilter.DiscretePower(2, 0.1, 10).Response * 3 / 5, 1e-14);
        Assert.Equal((1 - Math.Exp(-2)) / 2 * 3 / 5, SegmentFilter.Exponential(2, 1).Response * 3 / 5, 1e-14);
        Assert.Equal(0.25939941503, SegmentFilter.Exponential(2, 1).Response * 3 / 5, 1e-11);
        Assert.Equal(0.6, SegmentFilter.Exponential(0, 1).Response * 3 / 5, 1e-14);
        Assert.Equal(0.6, SegmentFilter.DiscretePower(0, 0.1, 10).Response * 3 / 5, 1e-14);
        Assert.Equal((1.0, 1.0), (SegmentFilter.Exponential(0, 1).Transition, SegmentFilter.DiscretePower(0, 0.1, 10).Transition));
        Assert.Equal(Math.Pow(0.8, 10), SegmentFilter.DiscretePower(2, 0.1, 10).Transition, 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void DiscretePower_Steps_IsTheSum(int steps)
    {
        foreach (double sigma in new[] { 0, 1e-17, 1e-9, 0.3, 5, 12 })
        {
            double power = 1, sum = 0;
            for (int k = 0; k < steps; k++)
            {
                sum += 0.1 * power;
                power *= 1 - 0.1 * sigma;
            }

            (double transition, double response) = SegmentFilter.DiscretePower(sigma, 0.1, steps);
            Assert.Equal(sum, response, 1e-13 * sum);
            Assert.Equal(power, transition, 1e-13 * Math.Abs(power) + 1e-300);
        }
    }

    // G1: two segments in a row are one.
    [Fact]
    public void Exponential_TwoSegments_AreOne()
    {
        foreach (double sigma in new[] { 0, 1e-12, 1e-3, 0.5, 2, 40 })
        {
            foreach ((double first, double second) in new[] { (0.1, 0.2), (3, 4), (1e-6, 5), (20.0, 30) })
            {
                (double s1, double r1) = SegmentFilter.Exponential(sigma, first);
                (double s2, double r2) = SegmentFilter.Exponential(sigma, second);
                (double s, double r) = SegmentFilter.Exponential(sigma, first + second);
                Assert.Equal(r, r2 + s2 * r1, 5e-16 * r);
                Assert.Equal(s, s1 * s2, 1e-13 * s);
            }
        }
    }

    // The recurrence without momentum is the power; with it, what the velocity does is a product of 2 x 2 matrices.
    [Fact]
    public void Recurrence_NoMomentum_IsThePower()
    {
        double[] eigenvalues = [0, 0.3, 5], rates = [.. Enumerable.Repeat(0.1, 12)];
        SegmentFilter power = SegmentFilter.Of(SpectralMode.DiscretePower, eigenvalues, 0.01, rates, momentum: 0, threads: 1);
        SegmentFilter steps = SegmentFilter.Of(SpectralMode.Recurrence, eigenvalues, 0.01, rates, momentum: 0, threads: 2);
        Assert.False(steps.HasVelocity);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(power.Response[i], steps.Response[i], 1e-14);
            Assert.Equal(power.Transition[i], steps.Transition[i], 1e-14);
        }
    }

    // G8: the filter of one segment beside the damped inverse of λ = 1/τ.
    [Fact]
    public void Exponential_DampedInverse_DiffersByThirtyPercentAtMost()
    {
        for (double x = 1e-6; x < 1e4; x *= 1.1)
        {
            double ratio = SegmentFilter.Exponential(x / 7, 7).Response * (x / 7 + 1.0 / 7);
            Assert.InRange(ratio, 1 - 1e-12, 1.2985);
        }
    }
}
