using System.Text.Json.Serialization;

namespace CteFast.Studies.Models;

/// <summary>The numbers of the study of models.</summary>
internal sealed record ModelsReport(List<ModelFileCase> Cases, List<DoorSpeed> Speed);

/// <summary>A model of a library, read or taken by us, against the library itself.</summary>
/// <param name="Source">The library that says what is right.</param>
/// <param name="Kind">The kind of model.</param>
/// <param name="Rows">The rows compared.</param>
/// <param name="LargestPredictionError">The largest |ours − the library's| / (1 + |the library's|) of a prediction.</param>
/// <param name="LargestValueError">The same of a Shapley value, against the library's own contributions or all coalitions.</param>
internal sealed record ModelFileCase(string Source, string Kind, int Rows, double LargestPredictionError, double LargestValueError);

/// <summary>Predictions through a door, against calling its runtime in the same run.</summary>
/// <param name="Door">The runtime, the model, and how it is asked.</param>
/// <param name="RowsPerSecond">Through the door.</param>
/// <param name="NativeRowsPerSecond">By the runtime in the batches it likes best.</param>
internal sealed record DoorSpeed(string Door, double RowsPerSecond, double NativeRowsPerSecond);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelsReport))]
internal sealed partial class ModelsJson : JsonSerializerContext;
