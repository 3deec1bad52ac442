using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Data;

namespace CteFast.Cli.Commands;

/// <summary>What the columns of a table turned out to be.</summary>
internal static class FeatureDescription
{
    /// <summary>Describes every column.</summary>
    public static FeatureReport[] Of(IReadOnlyList<FeatureColumn> columns)
        => [.. columns.Select(column => new FeatureReport(column.Name, column.Kind == FeatureKind.Categorical ? column.LevelCount : null, column.MissingCount))];
}
