using System.Text.Json.Serialization;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>An explainer's state as it stands in a file.</summary>
internal sealed record SavedExplainer
{
    public const string CurrentFormat = "ctefast-explainer/2";

    public required string Format { get; init; }

    public required ExplainMethod Method { get; init; }

    public required int FeatureCount { get; init; }

    public required int OutputCount { get; init; }

    public required string[] FeatureNames { get; init; }

    public required OutputKind OutputKind { get; init; }

    public required SavedOptions Options { get; init; }

    public required int InputCount { get; init; }

    public required int GivenCount { get; init; }

    public required double SquaredMmd { get; init; }

    public required double SquaredMmdUniform { get; init; }

    public double[]? Means { get; init; }

    public double[]? Scales { get; init; }

    public double[]? Weights { get; init; }

    /// <summary>The background rows, count x d; none for path-dependent values.</summary>
    public required float[] Rows { get; init; }
}

/// <summary>The options in a file.</summary>
internal sealed record SavedOptions
{
    public required int ModelRows { get; init; }

    public TimeSpan? Deadline { get; init; }

    public required double Precision { get; init; }

    public required SamplingDesign Design { get; init; }

    public FeatureGroup[]? Groups { get; init; }

    public required long Seed { get; init; }

    public required int MaxBatchRows { get; init; }

    public required int Threads { get; init; }

    public required int Steps { get; init; }

    /// <summary>Of trees.</summary>
    public long? MaxTableBytes { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SavedExplainer))]
internal sealed partial class SavedExplainerJson : JsonSerializerContext;
