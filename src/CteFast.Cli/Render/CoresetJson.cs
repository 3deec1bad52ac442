using CteFast.Compression;

namespace CteFast.Cli.Render;

/// <summary>A coreset as JSON.</summary>
internal static class CoresetJson
{
    /// <summary>The coreset's text.</summary>
    public static string Render(Coreset coreset, long seed) => JsonText.Render(json =>
    {
        json.WriteNumber("inputCount", coreset.InputCount);
        json.WriteNumber("featureCount", coreset.FeatureCount);
        json.WriteNumber("size", coreset.Indices.Count);
        if (coreset.SquaredBandwidth is { } squaredBandwidth)
        {
            json.WriteString("kernel", "gaussian");
            json.WriteNumber("squaredBandwidth", squaredBandwidth);
        }

        json.WriteNumber("mmd", Math.Sqrt(coreset.SquaredMmd));
        json.WriteNumber("mmdUniform", Math.Sqrt(coreset.SquaredMmdUniform));
        json.WriteNumber("elapsedMs", coreset.Elapsed.TotalMilliseconds);
        json.WriteNumber("seed", seed);
        json.WriteStartArray("indices");
        foreach (int i in coreset.Indices)
            json.WriteNumberValue(i);
        json.WriteEndArray();
        if (coreset.Weights is not { } weights)
            return;
        json.WriteStartArray("weights");
        foreach (double weight in weights)
            json.WriteNumberValue(weight);
        json.WriteEndArray();
    });
}
