using System.Text.Json;
using System.Text.Json.Serialization;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Storage;

/// <summary>The precision of stored weights.</summary>
internal enum WeightType
{
    Float32,
    Float64,
}

/// <summary>The JSON of a trajectory, as <see cref="TrajectoryFile"/> documents it.</summary>
internal sealed class TrajectoryDescription
{
    public required string Format { get; init; }

    public required int Version { get; init; }

    public required int[] Widths { get; init; }

    public required Activation Activation { get; init; }

    public required Loss Loss { get; init; }

    public required int TrainingCount { get; init; }

    public double Momentum { get; init; }

    public double WeightDecay { get; init; }

    public required WeightType Type { get; init; }

    public required string Weights { get; init; }

    public required SegmentDescription[] Segments { get; init; }
}

/// <summary>The JSON of a segment.</summary>
internal sealed class SegmentDescription
{
    public double[]? LearningRates { get; init; }

    public int? Steps { get; init; }

    public double? LearningRateSum { get; init; }

    public required int[] CheckpointSteps { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, Converters = [typeof(CamelCase<Activation>), typeof(CamelCase<Loss>), typeof(CamelCase<WeightType>)])]
[JsonSerializable(typeof(TrajectoryDescription))]
internal sealed partial class TrajectoryJson : JsonSerializerContext;

/// <summary>Writes the names of an enumeration in camel case.</summary>
internal sealed class CamelCase<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
