using System.Text.Json;
using System.Text.Json.Serialization;

namespace CteFast.Data;

/// <summary>
/// A schema as JSON: <c>{"format": "ctefast-schema/1", "features": [{"name": "city", "kind": "categorical", "levels": ["Lyon", "Paris"]}], "groups": [{"name": "size", "features": ["x", "y"]}]}</c>.
/// </summary>
public static class FeatureSchemaFile
{
    private const string CurrentFormat = "ctefast-schema/1";

    /// <summary>Writes a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="stream">Receives UTF-8; left open.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(FeatureSchema schema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, Save(schema), FeatureSchemaJson.Default.SavedSchema);
    }

    /// <summary>Reads a schema.</summary>
    /// <param name="stream">The JSON in UTF-8.</param>
    /// <exception cref="InvalidDataException">It is no JSON of this format, or its contents do not fit together.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static FeatureSchema Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return Load(JsonSerializer.Deserialize(stream, FeatureSchemaJson.Default.SavedSchema) ?? throw new InvalidDataException("The schema is null."));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The schema is not JSON of the format \"{CurrentFormat}\": {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The schema cannot be used: {Numerics.ArgumentMessage.Of(e)}", e);
        }
    }

    /// <summary>The schema as it stands in a file.</summary>
    internal static SavedSchema Save(FeatureSchema schema) => new(CurrentFormat,
        [.. schema.Select(feature => new SavedFeature(feature.Name, feature.Kind)
        {
            Levels = feature.Levels.Count > 0 ? [.. feature.Levels] : null,
            IgnoreCase = feature.Levels.IgnoreCase,
            MissingIsLevel = feature.MissingIsLevel,
        })])
    {
        Groups = schema.Groups.Count > 0 ? [.. schema.Groups.Select(group => new SavedGroup(group.Name, [.. group.Columns.Select(column => schema[column].Name)]))] : null,
    };

    /// <summary>The schema of a file.</summary>
    /// <exception cref="InvalidDataException">It is of another format.</exception>
    /// <exception cref="ArgumentException">Its contents do not fit together.</exception>
    internal static FeatureSchema Load(SavedSchema saved)
    {
        if (saved.Format != CurrentFormat) throw new InvalidDataException($"The schema's format is \"{saved.Format}\"; \"{CurrentFormat}\" is read.");
        var schema = new FeatureSchema(saved.Features.Select(feature =>
            new Feature(feature.Name, feature.Kind, feature.Levels is null ? null : new FeatureLevels(feature.Levels, feature.IgnoreCase)) { MissingIsLevel = feature.MissingIsLevel }));
        return saved.Groups is null ? schema : schema.WithGroups(saved.Groups.Select(group => new FeatureGroup(group.Name, [.. group.Features.Select(schema.IndexOf)])));
    }
}

/// <summary>A schema in a file.</summary>
internal sealed record SavedSchema(string Format, SavedFeature[] Features)
{
    public SavedGroup[]? Groups { get; init; }
}

/// <summary>A feature in a file.</summary>
internal sealed record SavedFeature(string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never), JsonConverter(typeof(FeatureKindNames))] FeatureKind Kind)
{
    public string[]? Levels { get; init; }

    public bool IgnoreCase { get; init; }

    public bool MissingIsLevel { get; init; }
}

/// <summary>Kinds as words in small letters.</summary>
internal sealed class FeatureKindNames() : JsonStringEnumConverter<FeatureKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>A group in a file.</summary>
internal sealed record SavedGroup(string Name, string[] Features);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(SavedSchema))]
internal sealed partial class FeatureSchemaJson : JsonSerializerContext;
