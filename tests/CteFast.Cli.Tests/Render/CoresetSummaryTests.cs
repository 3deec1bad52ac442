using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using static System.StringComparison;

namespace CteFast.Cli.Tests.Render;

public sealed class CoresetSummaryTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void Write_AnyWidth_AllIndicesAndNoLineIsLonger(int width)
    {
        CoresetReport report = CoresetReports.Of(rows: 64) with { Seed = 5, Elapsed = TimeSpan.FromSeconds(1.25) };
        using StringWriter output = new();

        CoresetSummary.Write(new Terminal(output, TextWriter.Null) { Width = width }, report);

        string text = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("64 of 13,485 rows stand for the data: MMD 0.02, a uniform sample's 0.09 ", text, Ordinal);
        Assert.Contains("3 features, seed 5, 1.2 s Kernel laplace, squared bandwidth 18 (paper 18, median 15.25)", text, Ordinal);
        Assert.Contains("Not plain numbers: cut (5 levels, 2 missing), depth (3 missing)", text, Ordinal);
        Assert.EndsWith($"Rows: {string.Join(", ", report.Indices)}", text, Ordinal);
        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
    }

    [Fact]
    public void Write_ManyRows_ShowsSomeAndSaysHowToGetAll()
    {
        using StringWriter output = new();

        CoresetSummary.Write(new Terminal(output, TextWriter.Null) { Width = 120 }, CoresetReports.Of(rows: 150));

        string text = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith("1098, 1099 and 50 more; --output and --json write all", text, Ordinal);
    }

    [Fact]
    public void Write_NumbersAndKernelWithoutWidth_SaysNoMoreThanThat()
    {
        using StringWriter output = new();
        CoresetReport report = CoresetReports.Of(rows: 1) with
        {
            Features = [new FeatureReport("carat", Levels: null, Missing: 0)],
            Kernel = "sobolev",
            SquaredBandwidth = null,
            SquaredBandwidthPaper = null,
            SquaredBandwidthMedian = null,
        };

        CoresetSummary.Write(new Terminal(output, TextWriter.Null), report);

        Assert.Equal(["1 feature, seed 0, 1.5 ms", "Kernel sobolev", "Rows: 1000"], output.ToString().ReplaceLineEndings("\n").Split('\n')[1..4]);
    }
}
