using System.Text.Json;

namespace CteFast.Cli.Tests.Commands;

public sealed class BenchCommandTests
{
    [Fact]
    public void Bench_Quick_MeasuresEverything()
    {
        using JsonDocument document = JsonDocument.Parse(CommandRun.Succeed("bench", "--quick", "--json", "-").Out);
        JsonElement root = document.RootElement;

        Assert.All(["cyclesPerNs", "elapsedMs"], name => AssertPositive(root, name));
        Assert.Equal([2, 8, 16, 32, 64], root.GetProperty("kernelMatrix").EnumerateArray().Select(fill => fill.GetProperty("featureCount").GetInt32()));
        Assert.All(root.GetProperty("kernelMatrix").EnumerateArray(), fill => AssertPositive(fill, "nsPerPair"));
        Assert.All(root.GetProperty("compression").EnumerateArray(), speed => AssertPositive(speed, "ms"));
        Assert.All(["modelRows", "medianUs", "percentile99Us", "modelRowsPerSecond"], name => AssertPositive(root.GetProperty("explanation"), name));
        Assert.All(["predictionUs", "explanationUs", "preparationMs"], name => AssertPositive(root.GetProperty("trees"), name));
    }

    [Fact]
    public void Bench_Cancelled_ExitCode130()
    {
        CommandRun run = CommandRun.Of(["bench", "--quick"], new CancellationToken(canceled: true));

        Assert.Equal((130, "", "ctefast: cancelled"), (run.ExitCode, run.Out, run.Error.Trim()));
    }

    private static void AssertPositive(JsonElement element, string name)
        => Assert.True(element.GetProperty(name).GetDouble() is > 0 and < double.PositiveInfinity, name);
}
