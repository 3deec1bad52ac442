using CteFast.Cli.Render;
using CteFast.Compression;
using CteFast.Data;
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
        Coreset coreset = new()
        {
            Indices = [.. Enumerable.Range(1000, 64)],
            InputCount = 13485,
            FeatureCount = 9,
            Standardization = new Standardization([0], [1]),
            SquaredBandwidth = 18,
            SquaredMmd = 0.0004,
            SquaredMmdUniform = 0.0081,
            KernelEvaluations = 1000,
            Elapsed = TimeSpan.FromSeconds(1.25),
        };
        using StringWriter output = new();

        CoresetSummary.Write(new Terminal(output, TextWriter.Null) { Width = width }, coreset, seed: 5);

        string text = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("64 of 13,485 rows stand for the data: MMD 0.02, a uniform sample's 0.09 ", text, Ordinal);
        Assert.Contains("9 features, Gaussian kernel, squared bandwidth 18, seed 5, 1.2 s", text, Ordinal);
        Assert.Contains($"Rows: {string.Join(", ", coreset.Indices)}", text, Ordinal);
        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
    }
}
