using System.Text.Json;

namespace CteFast.Cli.Render;

/// <summary>A coreset as JSON.</summary>
internal static class CoresetJson
{
    /// <summary>The coreset's text.</summary>
    public static string Render(CoresetReport report) => JsonText.Render(json =>
    {
        json.WriteNumber("inputCount", report.InputCount);
        json.WriteNumber("featureCount", report.Features.Count);
        json.WriteNumber("size", report.Indices.Count);
        json.WriteString("kernel", report.Kernel);
        json.WriteNumberOrNull("squaredBandwidth", report.SquaredBandwidth);
        json.WriteNumberOrNull("squaredBandwidthPaper", report.SquaredBandwidthPaper);
        json.WriteNumberOrNull("squaredBandwidthMedian", report.SquaredBandwidthMedian);
        json.WriteNumber("mmd", report.Mmd);
        json.WriteNumber("mmdUniform", report.MmdUniform);
        if (report.KernelEvaluations is { } evaluations)
            json.WriteNumber("evaluations", evaluations);
        else
            json.WriteNull("evaluations");
        json.WriteNumber("elapsedMs", report.Elapsed.TotalMilliseconds);
        json.WriteNumber("seed", report.Seed);
        json.WriteStartArray("features");
        foreach (FeatureReport feature in report.Features)
            WriteFeature(json, feature);
        json.WriteEndArray();
        json.WriteStartArray("indices");
        foreach (long i in report.Indices)
            json.WriteNumberValue(i);
        json.WriteEndArray();
        if (report.Weights is not { } weights)
            return;
        json.WriteStartArray("weights");
        foreach (double weight in weights)
            json.WriteNumberValue(weight);
        json.WriteEndArray();
    });

    private static void WriteFeature(Utf8JsonWriter json, FeatureReport feature)
    {
        json.WriteStartObject();
        json.WriteString("name", feature.Name);
        json.WriteString("kind", feature.Levels is null ? "numeric" : "categorical");
        if (feature.Levels is { } levels)
            json.WriteNumber("levels", levels);
        json.WriteNumber("missing", feature.Missing);
        json.WriteEndObject();
    }
}
