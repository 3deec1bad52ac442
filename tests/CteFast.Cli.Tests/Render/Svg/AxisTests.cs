using CteFast.Cli.Render.Svg;

namespace CteFast.Cli.Tests.Render.Svg;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 1, 290)]
    [InlineData(-0.9, -0.01, 260)]
    [InlineData(0, 1e6, 290)]
    [InlineData(0, 1e-6, 290)]
    [InlineData(-1e12, 3e12, 330)]
    [InlineData(2, 7, 640)]
    public void TicksAcross_AnyRange_AreSeveralWhoseLabelsDoNotMeet(double low, double high, double width)
    {
        IReadOnlyList<Axis.Tick> ticks = new Axis(low, high, 40, 40 + width).TicksAcross();

        Assert.InRange(ticks.Count, 2, 12);
        Assert.All(ticks.Zip(ticks.Skip(1)), pair =>
            Assert.True(pair.First.At + TextWidth.Of(pair.First.Text) / 2 < pair.Second.At - TextWidth.Of(pair.Second.Text) / 2, $"{pair.First} meets {pair.Second}"));
    }

    [Fact]
    public void TicksAcross_OneNumber_StandsInTheMiddle()
        => Assert.Contains(new Axis(5, 5, 0, 300).TicksAcross(), tick => tick is { Text: "5" or "5.0", At: 150 });
}
