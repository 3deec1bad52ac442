namespace CteFast.Tests.Numerics;

public sealed class PartProgressTests
{
    [Fact]
    public void Split_Work_PartsFollowEachOtherByTheirShares()
    {
        Told told = new();

        IProgress<double>?[] parts = PartProgress.Split(told, 1, 0, 3);
        foreach (IProgress<double>? part in parts)
        {
            part!.Report(0);
            part.Report(0.5);
            part.Report(1);
        }

        Assert.Equal([0, 0.125, 0.25, 0.25, 0.25, 0.25, 0.25, 0.625, 1], told.Reports);
    }

    [Fact]
    public void Split_NobodyLooks_NoParts() => Assert.Equal([null, null], PartProgress.Split(null, 1, 1));

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    public void Split_NoWork_NoParts(double work) => Assert.Equal([null], PartProgress.Split(new Told(), work));

    [Fact]
    public void StepProgress_ManyThreads_RisesToOne()
    {
        Told told = new();

        StepProgress steps = StepProgress.Of(told, 2 * 1000)!;
        Parallel.For(0, 1000, _ => steps.Add(2));

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => i / 1000.0), told.Reports);
    }

    [Fact]
    public void StepProgress_NobodyLooks_None() => Assert.Null(StepProgress.Of(null, 3));

    private sealed class Told : IProgress<double>
    {
        public List<double> Reports { get; } = [];

        public void Report(double value) => Reports.Add(value);
    }
}
