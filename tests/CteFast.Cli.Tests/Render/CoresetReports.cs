using CteFast.Cli.Render;

namespace CteFast.Cli.Tests.Render;

/// <summary>Reports of plain numbers.</summary>
internal static class CoresetReports
{
    public static CoresetReport Of(int rows) => new()
    {
        Indices = [.. Enumerable.Range(1000, rows).Select(i => (long)i)],
        InputCount = 13485,
        Features =
        [
            new FeatureReport("carat", Levels: null, Missing: 0),
            new FeatureReport("cut", Levels: 5, Missing: 2),
            new FeatureReport("depth", Levels: null, Missing: 3),
        ],
        Kernel = "laplace",
        SquaredBandwidth = 18,
        SquaredBandwidthPaper = 18,
        SquaredBandwidthMedian = 15.25,
        Mmd = 0.02,
        MmdUniform = 0.09,
        KernelEvaluations = 1000,
        Elapsed = TimeSpan.FromMilliseconds(1.5),
        Seed = 0,
    };
}
