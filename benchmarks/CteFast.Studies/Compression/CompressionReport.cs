using System.Text.Json.Serialization;

namespace CteFast.Studies.Compression;

/// <summary>The numbers of the compression study. MMDs are not squared.</summary>
internal sealed record CompressionReport(List<SpeedCase> Cases, List<FillCase> Fill, List<RealCase> Real, LargeCase Million);

/// <summary>The compression of n normal rows to √n.</summary>
/// <remarks>Evaluations are the kernel values computed, those of lanes that only fill a block included.</remarks>
internal sealed record SpeedCase(int N, int D, int Threads, double MedianMs, double ColdMs, double Mmd, double MmdUniform, long Evaluations);

/// <summary>The kernel matrix in the cache.</summary>
/// <remarks>Generated: whether the loop was one with the number of features as a constant. Every number of features is there with and without.</remarks>
internal sealed record FillCase(int D, bool Generated, double NsPerPair, double LimitRatio);

/// <summary>The compression of a real set, without and with refinement.</summary>
internal sealed record RealCase(string Set, int Size, double Ms, double Mmd, double MsRefined, double MmdRefined);

/// <summary>The compression of a large input.</summary>
internal sealed record LargeCase(int N, int D, int Size, double Seconds, double PeakMiB);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CompressionReport))]
internal sealed partial class CompressionJson : JsonSerializerContext;
