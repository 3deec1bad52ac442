using CteFast.Explain.Shap;

namespace CteFast.Explain.Tests.Shap;

public sealed class PermutationPlanTests
{
    // With 9 features a pair of an ordering and a row costs 16 model rows.
    [Theory]
    [InlineData(8192, 0, BackgroundMode.Own, 10_000, 512)]
    [InlineData(8192, 0, BackgroundMode.Own, 100, 100)]
    [InlineData(8192, 300, BackgroundMode.Own, 10_000, 300)]
    [InlineData(8192, 300, BackgroundMode.Own, 100, 100)]
    [InlineData(8192, 0, BackgroundMode.Shared, 10_000, 64)]
    [InlineData(8192, 0, BackgroundMode.Shared, 50, 50)]
    [InlineData(500, 0, BackgroundMode.Shared, 10_000, 31)]
    [InlineData(8192, 512, BackgroundMode.Shared, 10_000, 512)]
    public void BackgroundRows_BudgetAndData_AsManyAsCanBeUsed(int modelRows, int asked, BackgroundMode mode, int available, int expected) =>
        Assert.Equal(expected, PermutationPlan.BackgroundRows(new ExplainOptions { ModelRows = modelRows, BackgroundSize = asked, Background = mode }, 9, available));

    [Theory]
    [InlineData(9, 15, 0, 16)]
    [InlineData(9, -1, 0, 16)]
    [InlineData(9, 1599, 100, 1600)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 99, 100, 100)]
    public void BackgroundRows_BudgetTooSmall_SaysTheLeastThatIsAllowed(int d, int modelRows, int asked, int least)
    {
        foreach (BackgroundMode mode in Enum.GetValues<BackgroundMode>())
        {
            var options = new ExplainOptions { ModelRows = modelRows, BackgroundSize = asked, Background = mode };
            var exception = Assert.Throws<ArgumentException>(() => PermutationPlan.BackgroundRows(options, d, 1000));
            Assert.Contains($"A budget of {modelRows} model rows is too small", exception.Message, StringComparison.Ordinal);
            Assert.Contains($"allow at least {least}", exception.Message, StringComparison.Ordinal);
            Assert.Equal(Math.Max(1, asked), PermutationPlan.Create(options with { ModelRows = least }, d, Math.Max(1, asked)).Units);
        }
    }

    [Theory]
    [InlineData(BackgroundMode.Own)]
    [InlineData(BackgroundMode.Shared)]
    public void Create_Units_EveryRowMeetsTheSameNumberOfOrderings(BackgroundMode mode)
    {
        const int D = 4, Rows = 5, Repeats = 3;
        var plan = PermutationPlan.Create(new ExplainOptions { ModelRows = 2 * (D - 1) * Rows * Repeats + 5, Background = mode }, D, Rows);
        Assert.Equal((Rows * Repeats, mode == BackgroundMode.Own ? Rows : Repeats), (plan.Units, plan.Groups));
        (int Row, string Ordering)[] units = [.. Enumerable.Range(0, plan.Units).Select(unit => (plan.BackgroundRow(unit), string.Concat(plan.Ordering(unit).ToArray())))];
        Assert.All(units.CountBy(unit => unit.Row), row => Assert.Equal(Repeats, row.Value));
        Assert.All(Enumerable.Range(0, plan.Units).CountBy(plan.GroupOf), group => Assert.Equal(plan.UnitsPerGroup, group.Value));
        if (mode == BackgroundMode.Own)
            Assert.All(Enumerable.Range(0, plan.Units), unit => Assert.Equal(plan.BackgroundRow(unit), plan.GroupOf(unit)));
        else
            Assert.All(Enumerable.Range(0, plan.Units), unit => Assert.Equal(plan.Ordering(plan.GroupOf(unit) * Rows).ToArray(), plan.Ordering(unit).ToArray()));
    }
}
