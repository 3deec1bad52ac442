using System.Text.Json;
using CteFast.Explain.Tests.Fixtures;

namespace CteFast.Studies;

/// <summary>The exact Shapley values that the accuracy of estimates is measured against.</summary>
internal static class Truth
{
    /// <summary>The values of the first rows with all rows as background, count x d.</summary>
    public static double[] Compute(float[] rows, int count)
    {
        using JsonDocument model = JsonDocument.Parse(File.ReadAllBytes(Diamonds.ModelPath));
        var oracle = new TreeShapleyOracle(model.RootElement);
        return [.. Enumerable.Range(0, count).SelectMany(i => oracle.Explain(rows.AsSpan(i * Diamonds.FeatureCount, Diamonds.FeatureCount), rows))];
    }
}
