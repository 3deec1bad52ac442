using System.Text.Json.Serialization;

namespace CteFast.Studies.Startup;

/// <summary>The size and the times of the tool as it is published in one way; times are medians of fresh processes.</summary>
/// <param name="Compiler"><c>just in time</c>, <c>ReadyToRun</c> or <c>ahead of time</c>.</param>
/// <param name="MegaBytes">What is shipped, without symbols and documentation, in 10⁶ bytes.</param>
/// <param name="VersionMs">The whole process that prints the version.</param>
/// <param name="TreesMs">The first explanation in a process: five rows, exact, of the embedded trees.</param>
/// <param name="TreesProcessMs">That whole process.</param>
/// <param name="NetworkMs">The first explanation in a process: one row of a network.</param>
/// <param name="NetworkProcessMs">That whole process.</param>
/// <param name="CompressMs">The first compression in a process: 13,485 rows to 64.</param>
/// <param name="CompressProcessMs">That whole process.</param>
internal sealed record StartupCase(string Compiler, double MegaBytes, double VersionMs, double TreesMs, double TreesProcessMs, double NetworkMs, double NetworkProcessMs,
    double CompressMs, double CompressProcessMs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<StartupCase>))]
internal sealed partial class StartupJson : JsonSerializerContext;
