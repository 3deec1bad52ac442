using CteFast.Compression;

namespace CteFast.Tests.Compression;

public class CompressionPlanTests
{
    [Fact]
    public void Plan_AnyInput_SpendsDelta()
    {
        Property.ForAll((1, 1_000_000), (1, 1000), (0, 4), (n, part, oversampling) =>
        {
            var options = new CoresetOptions { Oversampling = oversampling };
            int size = Math.Max(1, n / part);
            var plan = new CompressionPlan(n, size, options);
            Assert.InRange(plan.Used, n / 2, n);
            Assert.Equal(size, plan.Used >> (plan.CompressLevels + plan.Rounds));
            if (plan.CompressLevels == 0)
            {
                Assert.Equal(options.Delta, plan.ThinDelta);
                return;
            }

            double spent = plan.ThinDelta + plan.HalveProbability * Squares(plan.Used >> plan.CompressLevels, plan.CompressLevels, plan.Bins);
            // Uneven blocks spend more: those halved first hold 4^g points or more and differ by a unit of two, so that their
            // mean square exceeds the square of their mean by a part of 16^-g at most.
            Assert.InRange(spent, 0.999 * options.Delta, (1 + Math.Pow(16, -oversampling)) * options.Delta);
        }, cases: 3000);
    }

    /// <summary>The squared sizes of all halvings of some parts, summed.</summary>
    private static double Squares(int units, int levels, int parts)
    {
        double sum = 0;
        for (int part = 0; part < parts; part++)
        {
            int block = (int)((long)units * (part + 1) / parts) - (int)((long)units * part / parts);
            if (block == 0) continue;
            sum += 4.0 * block * block;
            if (levels > 1) sum += Squares(2 * block, levels - 1, 4);
        }

        return sum;
    }
}
