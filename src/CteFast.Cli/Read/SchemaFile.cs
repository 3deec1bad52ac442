using System.Text.Json;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Read;

/// <summary>
/// What columns are, in a JSON file: their kinds, <c>{"cut": "categorical", "depth": "numeric"}</c>, of which columns it does not name are seen from their cells, or all of it, as <c>ctefast schema</c> writes it.
/// </summary>
internal static class SchemaFile
{
    private const string Example = "{\"cut\": \"categorical\", \"depth\": \"numeric\"}";

    /// <summary>Reads a file; one of the two is null.</summary>
    public static (FeatureSchema? Schema, IReadOnlyDictionary<string, FeatureKind>? Kinds) Read(string path)
    {
        InputFile.Check(path);
        try
        {
            byte[] json = File.ReadAllBytes(path);
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new InputException($"{path} must hold an object, as in {Example}");
            if (document.RootElement.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.String && format.GetString()!.StartsWith("ctefast-schema/", StringComparison.Ordinal))
                return (FeatureSchemaFile.Read(new MemoryStream(json)), null);
            Dictionary<string, FeatureKind> kinds = [];
            foreach (JsonProperty column in document.RootElement.EnumerateObject())
            {
                if (!kinds.TryAdd(column.Name, Kind(column, path))) throw new InputException($"{path} names {InputException.Quote(column.Name)} twice; name it once");
            }

            return (null, kinds);
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}, line {e.LineNumber + 1} is not JSON; write {Example}");
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{path}: {e.Message.TrimEnd('.')}; ctefast schema DATA.csv writes one");
        }
    }

    private static FeatureKind Kind(JsonProperty column, string path) => column.Value.ValueKind != JsonValueKind.String ? throw Unknown(column, path) : column.Value.GetString() switch
    {
        "numeric" => FeatureKind.Numeric,
        "categorical" => FeatureKind.Categorical,
        "ordered" => FeatureKind.Ordered,
        "boolean" => FeatureKind.Boolean,
        _ => throw Unknown(column, path),
    };

    private static InputException Unknown(JsonProperty column, string path)
        => new($"{path}, {InputException.Quote(column.Name)}: a kind is \"numeric\", \"categorical\", \"ordered\" or \"boolean\", not {InputException.Quote(column.Value.GetRawText())}");
}
