using System.Text.Json.Serialization;

namespace CteFast.Studies.Explanations;

/// <summary>The numbers of the explanation study.</summary>
internal sealed record ExplanationReport(List<ShapleyCase> Cases, List<GlobalCase> Global, List<TimeCase> Times, LatencyCase Latency);

/// <summary>Mean absolute errors of Shapley values, over seeds, rows, outputs and features.</summary>
/// <param name="Set">The data.</param>
/// <param name="Model"><c>mlp</c> or <c>xgb</c>.</param>
/// <param name="Features">The number of features, d.</param>
/// <param name="ModelRows">The model rows of every method, for each row explained.</param>
/// <param name="Seeds">The number of seeds.</param>
/// <param name="UniformSharedError">A uniform background, shared by all orderings.</param>
/// <param name="CteSharedError">A compressed background, shared by all orderings.</param>
/// <param name="OwnOrderingsError">The library's default.</param>
/// <param name="KernelShapError">KernelSHAP on a compressed background, or null.</param>
/// <param name="Truth">What the values are compared with.</param>
/// <param name="TruthError">The mean absolute error of that, as estimated from its two halves; 0 when it is exact.</param>
internal sealed record ShapleyCase(string Set, string Model, int Features, int ModelRows, int Seeds, double UniformSharedError, double CteSharedError, double OwnOrderingsError,
    double? KernelShapError, string Truth, double TruthError);

/// <summary>Mean absolute errors of another kind of explanation, over seeds, at equal model rows or gradients.</summary>
internal sealed record GlobalCase(string Set, string Model, string Explanation, double CteError, double Error);

/// <summary>The smallest budget at which ours is as near as shap's default, and the time that it takes.</summary>
internal sealed record TimeCase(string Set, string Model, int Features, int ModelRows, double Milliseconds);

/// <summary>Single explanations on one thread: a network 128-64 of 12 features.</summary>
/// <remarks>Allocated bytes and collections are those of all calls together.</remarks>
internal sealed record LatencyCase(double MedianMicroseconds, double P999Microseconds, long AllocatedBytes, int ModelRows, int Calls, int Collections, double RowsPerSecond, double RowsPerSecondTwoThreads);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExplanationReport))]
internal sealed partial class ExplanationJson : JsonSerializerContext;
