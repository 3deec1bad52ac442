using System.Text.Json.Serialization;

namespace CteFast.Studies.Trees;

/// <summary>The numbers of the study of trees.</summary>
internal sealed record TreesReport(List<TreeCase> Cases);

/// <summary>Exact Shapley values of a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Rows">The rows explained.</param>
/// <param name="Background">The background rows.</param>
/// <param name="Features">The number of features, d.</param>
/// <param name="Trees">The number of trees.</param>
/// <param name="Depth">The splits on the longest path.</param>
/// <param name="FitMs">The time to prepare.</param>
/// <param name="MicrosecondsPerRow">The time of a row among many.</param>
/// <param name="PredictMicrosecondsPerRow">The time to predict a row among many.</param>
/// <param name="FitMiB">The memory kept once prepared.</param>
internal sealed record TreeCase(string Model, int Rows, int Background, int Features, int Trees, int Depth, double FitMs, double MicrosecondsPerRow,
    double PredictMicrosecondsPerRow, double FitMiB);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TreesReport))]
internal sealed partial class TreesJson : JsonSerializerContext;
