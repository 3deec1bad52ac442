using System.Text.Json.Serialization;

namespace CteFast.Studies.Tables;

/// <summary>The numbers of the study of tables.</summary>
internal sealed record TablesReport(TwoSampleResult TwoSample);

/// <summary>The two-sample test.</summary>
/// <param name="Level">The share of tests of samples of one distribution that reject at 0.05.</param>
/// <param name="Power">Pairs of samples of different shapes.</param>
internal sealed record TwoSampleResult(double Level, List<TwoSamplePair> Power);

/// <summary>A pair of samples.</summary>
/// <param name="Pair">Their names.</param>
/// <param name="P">The p-value with the first seed.</param>
internal sealed record TwoSamplePair(string Pair, double P);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TablesReport))]
internal sealed partial class TablesJson : JsonSerializerContext;
