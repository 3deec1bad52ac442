using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Render;

/// <summary>The result of <c>ctefast compress</c>.</summary>
internal sealed record CoresetReport
{
    /// <summary>The rows chosen, from 0.</summary>
    public required IReadOnlyList<long> Indices { get; init; }

    /// <summary>The rows' weights; null when they are equal.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>The number of rows.</summary>
    public required long InputCount { get; init; }

    /// <summary>The columns that were compared.</summary>
    public required IReadOnlyList<FeatureReport> Features { get; init; }

    /// <summary>The kernel's name.</summary>
    public required string Kernel { get; init; }

    /// <summary>σ² as used; null where the kernel has no width.</summary>
    public double? SquaredBandwidth { get; init; }

    /// <summary>σ² = 2d.</summary>
    public double? SquaredBandwidthPaper { get; init; }

    /// <summary>The median heuristic's σ².</summary>
    public double? SquaredBandwidthMedian { get; init; }

    /// <summary>The MMD to all rows.</summary>
    public required double Mmd { get; init; }

    /// <summary>A uniform sample's.</summary>
    public required double MmdUniform { get; init; }

    /// <summary>The kernel values computed; null where they are not counted.</summary>
    public long? KernelEvaluations { get; init; }

    /// <summary>The time spent on choosing.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }
}

/// <summary>A column that was compared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Levels">The different values of a category; null for numbers.</param>
/// <param name="Missing">The number of empty cells.</param>
internal sealed record FeatureReport(string Name, int? Levels, long Missing)
{
    /// <summary>Describes the columns of a table.</summary>
    public static FeatureReport[] Of(FeatureTable table) => [.. table.Schema.Select((feature, j) => new FeatureReport(feature.Name, feature.Levels.Count > 0 ? feature.Levels.Count : null, table.MissingCount(j)))];

    /// <summary>Describes the columns of two tables together.</summary>
    public static FeatureReport[] Of(FeatureTable first, FeatureTable second) => [.. Of(first).Zip(Of(second), (one, two) => one with { Missing = one.Missing + two.Missing })];

    /// <summary>What is not plain numbers, in words; null for plain numbers.</summary>
    public string? Words => (Levels, Missing) switch
    {
        (null, 0) => null,
        (null, _) => $"{Name} ({Missing} missing)",
        (_, 0) => $"{Name} ({Levels} levels)",
        _ => $"{Name} ({Levels} levels, {Missing} missing)",
    };

    /// <summary>One sentence on all columns that are not plain numbers; null when all are.</summary>
    public static string? Sentence(IEnumerable<FeatureReport> features)
    {
        string[] words = [.. features.Select(feature => feature.Words).OfType<string>()];
        return words.Length == 0 ? null : $"Not plain numbers: {InputException.List(words)}";
    }
}
