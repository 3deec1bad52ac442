using System.Globalization;

namespace CteFast.Studies;

/// <summary>The sample: diamonds in their own units, without the price, and the model of their prices.</summary>
internal static class Diamonds
{
    public const int FeatureCount = 9;
    public static readonly string ModelPath = RepositoryFolder.Find("src", "CteFast.Cli", "Sample", "diamonds.xgb.json");

    public static float[] Rows() =>
        [.. File.ReadLines(RepositoryFolder.Find("src", "CteFast.Cli", "Sample", "diamonds.csv")).Skip(1)
            .SelectMany(line => line.Split(',')[..FeatureCount]).Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
}
