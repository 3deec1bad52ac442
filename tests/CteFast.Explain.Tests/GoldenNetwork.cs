using System.Text.Json;
using CteFast.Explain.Models.Networks;

namespace CteFast.Explain.Tests;

/// <summary>The networks that the golden files hold.</summary>
internal static class GoldenNetwork
{
    public static NetworkModel Read(JsonElement model) => new([.. model.GetProperty("layers").EnumerateArray().Select(layer => new NetworkLayer(
        layer.GetProperty("weights").Floats(), layer.GetProperty("bias").Floats(), Enum.Parse<NetworkActivation>(layer.GetProperty("activation").GetString()!, ignoreCase: true)))]);

    public static JsonElement[] Cases(string name) => [.. TestData.Json($"golden/{name}.json").GetProperty("cases").EnumerateArray()];

    /// <summary>|actual − expected| ≤ error · max(1, |expected|), everywhere.</summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double error)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.NotEqual(0, expected.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) <= error * Math.Max(1, Math.Abs(expected[i])), $"number {i}: {actual[i]:R}, expected {expected[i]:R}");
    }
}
