using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CteFast.Data;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>An explainer's state as it stands in a file.</summary>
internal sealed record SavedExplainer
{
    public const string CurrentFormat = "ctefast-explainer/3";

    public required string Format { get; init; }

    public required ExplainMethod Method { get; init; }

    public required int FeatureCount { get; init; }

    public required int OutputCount { get; init; }

    public required SavedSchema Schema { get; init; }

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

    /// <summary>What the model predicted when the explainer was saved: see <see cref="ModelSample"/>.</summary>
    public required float[] Predictions { get; init; }

    /// <summary>SHA-256 of all the rest, so that an edited file is not taken for the one that was saved.</summary>
    public string? Checksum { get; init; }

    /// <summary>The same with its checksum.</summary>
    public SavedExplainer WithChecksum() => this with { Checksum = ComputeChecksum() };

    /// <summary>Whether the contents are those that the checksum was computed from.</summary>
    public bool IsUnchanged() => Checksum == ComputeChecksum();

    private string ComputeChecksum() =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { Checksum = null }, SavedExplainerJson.Default.SavedExplainer)));
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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SavedExplainer))]
internal sealed partial class SavedExplainerJson : JsonSerializerContext;
