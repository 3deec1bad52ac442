using CteFast.Explain.Averaging;
using CteFast.Explain.Permutation;

namespace CteFast.Explain.Tests.Permutation;

public sealed class PermutationPlanTests
{
    // With 9 features a pair of an ordering and a row costs 16 model rows.
    [Theory]
    [InlineData(8192, 0, SamplingDesign.Paired, 10_000, 512)]
    [InlineData(8192, 0, SamplingDesign.Paired, 100, 100)]
    [InlineData(8192, 300, SamplingDesign.Paired, 10_000, 300)]
    [InlineData(8192, 300, SamplingDesign.Paired, 100, 100)]
    [InlineData(8192, 0, SamplingDesign.Crossed, 10_000, 64)]
    [InlineData(8192, 0, SamplingDesign.Crossed, 50, 50)]
    [InlineData(500, 0, SamplingDesign.Crossed, 10_000, 31)]
    [InlineData(8192, 512, SamplingDesign.Crossed, 10_000, 512)]
    public void BackgroundRows_BudgetAndData_AsManyAsCanBeUsed(int modelRows, int asked, SamplingDesign mode, int available, int expected) =>
        Assert.Equal(expected, PermutationPlan.BackgroundRows(new ExplainOptions { ModelRows = modelRows, BackgroundSize = asked, Design = mode }, 9, available));

    [Theory]
    [InlineData(9, 15, 0, 16)]
    [InlineData(9, -1, 0, 16)]
    [InlineData(9, 15, 100, 16)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 0, 100, 1)]
    public void BackgroundRows_BudgetTooSmall_SaysTheLeastThatIsAllowed(int d, int modelRows, int asked, int least)
    {
        foreach (SamplingDesign mode in Enum.GetValues<SamplingDesign>())
        {
            var options = new ExplainOptions { ModelRows = modelRows, BackgroundSize = asked, Design = mode };
            var exception = Assert.Throws<ArgumentException>(() => PermutationPlan.BackgroundRows(options, d, 1000));
            Assert.Contains($"A budget of {modelRows} model rows is too small", exception.Message, StringComparison.Ordinal);
            Assert.Contains($"allow at least {least}", exception.Message, StringComparison.Ordinal);
            OrderingBudget.Check(options with { ModelRows = least }, d, 1);
        }
    }

    [Fact]
    public void Ordering_OwnPasses_MeetEveryRowWithAnOrderingOfItsOwn()
    {
        const int D = 4, Rows = 5;
        var plan = PermutationPlan.Create(new ExplainOptions { ModelRows = 1000 }, D, Rows);
        Assert.Equal((500, 2500L, Rows), (plan.Passes, plan.Units, plan.Clusters));
        for (long unit = 0; unit < plan.Units; unit++)
        {
            Assert.Equal(((int)(unit % Rows), (int)(unit % Rows)), (plan.BackgroundRow(unit), plan.ClusterOf(unit)));
            Assert.Equal([0, 1, 2, 3], plan.Ordering(unit).ToArray().Order());
        }

        // After 64 passes the same orderings come again, for other rows.
        Assert.Equal(plan.Ordering(0).ToArray(), plan.Ordering(64 * Rows + Rows - 1).ToArray());
        Assert.Equal(plan.Ordering(1).ToArray(), plan.Ordering(64 * Rows).ToArray());
    }

    [Fact]
    public void Ordering_SharedPasses_HaveOneOrderingForAllRows()
    {
        const int D = 4, Rows = 5;
        var plan = PermutationPlan.Create(new ExplainOptions { ModelRows = 1000, Design = SamplingDesign.Crossed }, D, Rows);
        Assert.Equal((100, 500L, 100), (plan.Passes, plan.Units, plan.Clusters));
        for (long unit = 0; unit < plan.Units; unit++)
        {
            Assert.Equal(((int)(unit % Rows), (int)(unit / Rows)), (plan.BackgroundRow(unit), plan.ClusterOf(unit)));
            Assert.Equal(plan.Ordering(unit / Rows * Rows).ToArray(), plan.Ordering(unit).ToArray());
        }

        Assert.Equal(4096, PermutationPlan.Create(new ExplainOptions { ModelRows = int.MaxValue, Design = SamplingDesign.Crossed }, D, 1).Passes);
    }

    /// <summary>Whoever asks first, a unit has the same ordering.</summary>
    [Theory]
    [InlineData(SamplingDesign.Paired)]
    [InlineData(SamplingDesign.Crossed)]
    public void Ordering_AskedInAnyOrder_IsTheSame(SamplingDesign mode)
    {
        var options = new ExplainOptions { ModelRows = 6000, Design = mode, Seed = 3 };
        PermutationPlan forward = PermutationPlan.Create(options, 6, 7), back = PermutationPlan.Create(options, 6, 7);
        string[] expected = [.. Enumerable.Range(0, 1400).Select(unit => string.Concat(forward.Ordering(unit).ToArray()))];
        for (int unit = expected.Length - 1; unit >= 0; unit--) Assert.Equal(expected[unit], string.Concat(back.Ordering(unit).ToArray()));
    }

    [Fact]
    public void Of_GivenOrderings_AreTaken()
    {
        int[] orderings = [0, 1, 2, 2, 1, 0, 1, 0, 2, 0, 2, 1];
        var own = PermutationPlan.Of(orderings, 3, 2, SamplingDesign.Paired);
        var shared = PermutationPlan.Of(orderings, 3, 2, SamplingDesign.Crossed);
        Assert.Equal((4L, 8L), (own.Units, shared.Units));
        Assert.Equal([1, 0, 2], own.Ordering(2).ToArray());
        Assert.Equal([1, 0, 2], shared.Ordering(5).ToArray());
    }
}
