using System.Text.Json.Serialization;

namespace CteFast.Studies.Attribution;

/// <summary>The numbers of the attribution study.</summary>
internal sealed record AttributionReport(DigitsResult Digits, ScoringResult Scoring, List<CompressionCase> Compression, List<LoopCase> Loops);

/// <summary>By method: mean and standard error of the linear datamodeling score, and the mean number of wrong labels among the 50 most harmful rows.</summary>
internal sealed record DigitsResult(Dictionary<string, double[]> Lds, Dictionary<string, double> MislabelledInTop50);

/// <summary>The large network: fitting and scoring.</summary>
internal sealed record ScoringResult(double Gflops, double PeakGflops, double Seconds, double PeakMiB);

/// <summary>A loop of a layer, or a network's fitting or scoring, general and generated, in nanoseconds.</summary>
internal sealed record LoopCase(string Shape, string Loop, double General, double Generated);

/// <summary>Curvature from a coreset of a size.</summary>
internal sealed record CompressionCase(int Size, double ScoreError, double Spearman);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AttributionReport))]
internal sealed partial class AttributionJson : JsonSerializerContext;
