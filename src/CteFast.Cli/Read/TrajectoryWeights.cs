using System.Text.Json;

namespace CteFast.Cli.Read;

/// <summary>The second file of a trajectory, which its JSON names.</summary>
internal static class TrajectoryWeights
{
    /// <summary>The file of weights beside the JSON; null where there is no trajectory, or one that reading will refuse.</summary>
    public static string? FileOf(string? trajectory)
    {
        if (trajectory is null)
            return null;
        InputFile.Check(trajectory);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(trajectory));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("weights", out JsonElement weights)
                && weights.ValueKind == JsonValueKind.String ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(trajectory))!, weights.GetString()!) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
