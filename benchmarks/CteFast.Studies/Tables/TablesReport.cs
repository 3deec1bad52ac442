using System.Text.Json.Serialization;

namespace CteFast.Studies.Tables;

/// <summary>The numbers of the study of tables.</summary>
internal sealed record TablesReport(List<ReadResult> Read, TwoSampleResult TwoSample);

/// <summary>A way of reading a table.</summary>
/// <param name="Format">The file's format and, where that is not all rows, the way.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The columns.</param>
/// <param name="MibPerSecond">The speed in the file's bytes.</param>
/// <param name="PeakMib">The peak of the process's memory.</param>
internal sealed record ReadResult(string Format, int Rows, int Columns, double MibPerSecond, double PeakMib);

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
