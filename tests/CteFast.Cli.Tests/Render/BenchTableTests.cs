using System.Text.Json;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Tests.Render;

public sealed class BenchTableTests
{
    private static readonly BenchReport Report = new()
    {
        Processor = "A processor whose name says much of what it is",
        ProcessorCount = 128,
        Framework = ".NET 10.0.12",
        VectorBits = 512,
        Clock = 4.46,
        FusedMultiplyAdds = 142.7,
        Fill = [new FillSpeed(2, 0.0702, 0.0635), new FillSpeed(64, 1.25, 1)],
        Compression = [new CompressionSpeed(65_536, 16, 256, 562, 3.04)],
        Explanation = new ExplanationSpeed("network 12-128-64-1", 2071, 244, 580),
        Trees = new TreeSpeed("200 trees of depth 6, 12 features", 10_000, 0.375, 10.4, 175),
        Elapsed = TimeSpan.FromSeconds(9.8),
    };

    private static string[] Lines(BenchReport report, int width)
    {
        using StringWriter output = new();
        BenchTable.Write(new Terminal(output, TextWriter.Null) { Width = width }, report);
        return [.. output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
    }

    [Fact]
    public void Write_Report_NumbersBesideTheirLimit()
    {
        string[] lines = Lines(Report, 80);

        Assert.Equal(
        [
            "A processor whose name says much of what it is, 128 processors",
            ".NET 10.0.12, 512-bit vectors",
            "4.46 cycles a ns, 32 float multiply-adds a cycle",
            "",
            "Kernel matrix, Gaussian, one thread",
            "limit: d + 7 multiply-adds a pair, as fast as measured beside it",
            " d  ns a pair   limit  of limit",
            " 2     0.0702  0.0635      1.11",
            "64       1.25    1.00      1.25",
        ], lines[..9]);
        Assert.Contains("65,536  16  256       562         3.04", lines);
        Assert.Contains(" 8.49 million model rows a second", lines);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void Write_AnyWidth_NoLineIsLonger(int width)
        => Assert.All(Lines(Report, width), line => Assert.True(line.Length <= width, line));

    [Fact]
    public void Write_NoFusedMultiplyAdd_NoLimitIsShown()
    {
        BenchReport report = Report with { FusedMultiplyAdds = null, Fill = [new FillSpeed(2, 0.565, Limit: null)] };

        Assert.Contains("4.46 cycles a ns, no fused multiply-add in use", Lines(report, 80));
        Assert.Contains("2      0.565", Lines(report, 80));
        using JsonDocument document = JsonDocument.Parse(BenchJson.Render(report));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("fusedMultiplyAddsPerNs").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("kernelMatrix")[0].GetProperty("limitNsPerPair").ValueKind);
    }
}
