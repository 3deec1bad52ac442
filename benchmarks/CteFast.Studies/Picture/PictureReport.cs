using System.Text.Json.Serialization;

namespace CteFast.Studies.Picture;

/// <summary>Mean absolute errors of Shapley values by the model rows of a row explained.</summary>
/// <param name="Set">The data.</param>
/// <param name="Model"><c>mlp</c> or <c>xgb</c>.</param>
/// <param name="Features">The number of features, d.</param>
/// <param name="Points">A point for every budget, ascending.</param>
internal sealed record ErrorCurves(string Set, string Model, int Features, List<ErrorPoint> Points);

/// <summary>The errors at one budget; see <see cref="Explanations.ShapleyCase"/>.</summary>
internal readonly record struct ErrorPoint(int ModelRows, double UniformSharedError, double CteSharedError, double OwnOrderingsError);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<ErrorCurves>))]
internal sealed partial class PictureJson : JsonSerializerContext;
